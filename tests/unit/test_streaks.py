"""One example or more for each rule; 1 June 2026 is a Monday."""

import datetime as dt

import pytest

from bot.days.streaks import DayState, History, Ledger, build

START = dt.date(2026, 6, 1)


def day(n: int) -> dt.date:
    return START + dt.timedelta(days=n)


def days(*numbers: int) -> frozenset[dt.date]:
    return frozenset(map(day, numbers))


def daily(first: int, last: int) -> dict[dt.date, bool]:
    """Every date from the first to the last is expected, and its rounds are closed."""
    return {day(n): True for n in range(first, last + 1)}


def history(as_of: int, **facts: object) -> History:
    return History(as_of=day(as_of), **({"joined": START} | facts))  # type: ignore[arg-type]


def states(ledger: Ledger) -> list[str]:
    return [entry.state.value for entry in ledger.days]


def numbers(ledger: Ledger) -> tuple[int, int, int]:
    return ledger.current, ledger.longest, ledger.total


def test_answered_days_make_the_streak() -> None:
    ledger = build(history(2, answered=days(0, 1, 2), expected=daily(0, 2)))
    assert numbers(ledger) == (3, 3, 3)
    assert [entry.date for entry in ledger.days] == [day(0), day(1), day(2)]
    assert {entry.rule for entry in ledger.days} == {"You answered."}


def test_a_day_without_a_round_neither_adds_nor_breaks() -> None:
    ledger = build(history(3, answered=days(0, 3), expected={day(0): True, day(3): True}))
    assert states(ledger) == ["answered", "off", "off", "answered"]
    assert ledger.current == 2


def test_an_answer_on_a_day_without_a_round_is_a_bonus() -> None:
    ledger = build(history(1, answered=days(0, 1), expected=daily(0, 0)))
    assert ledger.current == 2
    assert "bonus" in ledger.days[1].rule


def test_an_open_round_is_not_missed_yet() -> None:
    expected = daily(0, 8) | {day(9): False}
    ledger = build(history(9, answered=days(*range(9)), expected=expected))
    assert ledger.days[-1].state is DayState.OPEN
    assert ledger.current == 9


def test_the_first_miss_in_the_first_week_is_excused_before_any_freeze() -> None:
    ledger = build(history(6, answered=days(0, 1, 2, 3, 4, 5), expected=daily(0, 6)))
    assert ledger.days[6].state is DayState.EXCUSED
    assert "first week" in ledger.days[6].rule
    assert ledger.freezes == 2


def test_the_second_miss_and_one_after_the_first_week_take_freezes() -> None:
    early = build(history(3, answered=days(0), expected=daily(0, 3)))
    assert states(early) == ["answered", "excused", "frozen", "frozen"]
    late = build(history(7, answered=days(*range(6), 6), expected=daily(0, 7)))
    assert late.days[7].state is DayState.FROZEN


def test_freezes_go_to_the_oldest_missed_days_and_then_the_streak_breaks() -> None:
    ledger = build(history(5, answered=days(0, 5), expected=daily(0, 5)))
    assert states(ledger) == ["answered", "excused", "frozen", "frozen", "missed", "answered"]
    assert numbers(ledger) == (1, 1, 2)
    assert ledger.freezes == 0
    assert ledger.days[3].rule == "No answer; a freeze kept the streak. Freezes left: 0."


def test_seven_answers_earn_a_freeze_and_at_most_three_are_held() -> None:
    assert build(history(5, answered=days(*range(6)))).freezes == 2
    assert build(history(6, answered=days(*range(7)))).freezes == 3
    assert build(history(20, answered=days(*range(21)))).freezes == 3


def test_deleting_the_answer_that_earned_a_freeze_revokes_it() -> None:
    expected = daily(0, 9)
    kept = build(history(9, answered=days(*range(7)), expected=expected))
    assert states(kept)[7:] == ["frozen", "frozen", "frozen"]
    assert kept.current == 7
    deleted = build(history(9, answered=days(*range(1, 7)), expected=expected))
    assert states(deleted)[7:] == ["frozen", "frozen", "missed"]
    assert deleted.current == 0


def test_a_freeze_is_not_earned_back_in_time() -> None:
    answered = days(0, *range(5, 20))
    ledger = build(history(19, answered=answered, expected=daily(0, 19)))
    assert ledger.days[4].state is DayState.MISSED
    assert ledger.current == 15


def test_excused_days_say_why() -> None:
    excused = {day(1): "the question could not be posted."}
    ledger = build(history(1, answered=days(0), expected=daily(0, 1), excused=excused))
    assert ledger.days[1].state is DayState.EXCUSED
    assert ledger.days[1].rule == "Nobody owes this day: the question could not be posted."
    assert ledger.freezes == 2


def test_away_beats_missed_and_answered_beats_away() -> None:
    facts = {"answered": days(0, 20), "expected": daily(0, 30), "away": ((day(1), day(30)),)}
    ledger = build(history(30, **facts))
    assert ledger.days[1].state is DayState.AWAY
    assert ledger.days[20].state is DayState.ANSWERED
    assert (ledger.current, ledger.freezes, ledger.resting) == (2, 2, False)


def test_five_unanswered_days_in_a_row_begin_a_rest_and_an_answer_ends_it() -> None:
    # Day 1 is excused (first week); days 2 to 6 are the five, two of them frozen.
    expected = daily(0, 40)
    resting = build(history(30, answered=days(0), expected=expected))
    assert states(resting)[:7] == ["answered", "excused", "frozen", "frozen"] + ["missed"] * 3
    assert set(states(resting)[7:]) == {"off"}
    assert resting.resting
    assert "Resting" in resting.days[7].rule
    back = build(history(32, answered=days(0, 31), expected=expected))
    assert states(back)[31:] == ["answered", "missed"]
    assert not back.resting


def test_away_and_excused_days_do_not_bring_a_rest_nearer() -> None:
    away = ((day(2), day(9)),)
    ledger = build(history(13, answered=days(0), expected=daily(0, 13), away=away))
    assert not ledger.resting
    assert build(history(14, answered=days(0), expected=daily(0, 14), away=away)).resting


BROKEN = {"answered": days(0, 5), "expected": daily(0, 8)}  # day 4 is the break


def test_two_reviews_within_two_expected_days_restore_a_break() -> None:
    facts = BROKEN | {"answered": days(0, 5, 6)}
    assert build(history(6, **facts)).current == 2
    ledger = build(history(6, **facts, practised={day(5): 1, day(6): 1}))
    assert ledger.days[4].state is DayState.EXCUSED
    assert "Earned back" in ledger.days[4].rule
    assert ledger.current == 3


@pytest.mark.parametrize(
    "practised", [{day(4): 2}, {day(7): 2}, {day(6): 1}, {day(6): 1, day(7): 1}]
)
def test_reviews_too_early_too_late_or_too_few_restore_nothing(
    practised: dict[dt.date, int],
) -> None:
    ledger = build(history(8, **BROKEN, practised=practised))
    assert ledger.days[4].state is DayState.MISSED


def test_the_days_to_earn_back_are_expected_days_so_a_weekend_does_not_count() -> None:
    workdays = {day(n): True for n in range(30) if day(n).weekday() < 5}

    def friday(practised: int, **facts: object) -> DayState:
        """What becomes of the first Friday, where no freeze is left."""
        alone = {day(practised): 2}
        known = history(18, answered=days(0), expected=workdays, practised=alone, **facts)
        return build(known).days[4].state

    assert friday(8) is DayState.EXCUSED  # until Tuesday
    assert friday(9) is DayState.MISSED
    away = ((day(7), day(7)),)
    assert friday(9, away=away) is DayState.EXCUSED
    assert friday(10, away=away) is DayState.MISSED


def test_rounds_before_joining_and_after_today_are_no_debt() -> None:
    expected = daily(-10, 30)
    ledger = build(history(0, answered=days(0, 3), expected=expected))
    assert states(ledger) == ["answered"]
    assert numbers(ledger) == (1, 1, 1)


def test_who_has_done_nothing_has_an_empty_ledger() -> None:
    ledger = build(History(as_of=START, joined=day(1)))
    assert ledger == Ledger((), 0, 0, 0, 2, False)


def test_a_break_keeps_longest_and_total() -> None:
    answered = days(*range(10), 20)
    ledger = build(history(20, answered=answered, expected=daily(0, 13) | daily(20, 20)))
    assert numbers(ledger) == (1, 10, 11)


def test_a_freeze_earned_sooner_may_be_spent_sooner() -> None:
    """Why no property says that an added answer never lowers the streak: by the rules the
    seventh answer earns a freeze, which then saves the next missed day, not the one after."""
    expected = daily(0, 13)
    without = build(history(13, answered=days(0, 5, 6, 7, 8, 9, 11, 13), expected=expected))
    assert states(without)[10:] == ["missed", "answered", "frozen", "answered"]
    assert without.current == 2
    bonus = days(-1, 0, 5, 6, 7, 8, 9, 11, 13)
    added = build(history(13, answered=bonus, expected=expected))
    assert states(added)[11:] == ["frozen", "answered", "missed", "answered"]
    assert added.current == 1
    assert added.longest > without.longest
