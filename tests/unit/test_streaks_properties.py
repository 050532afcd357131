import dataclasses
import datetime as dt
import random

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from unit import streak_reference as reference

from bot.days.streaks import ANSWERS_PER_FREEZE, DayState, History, build

START = dt.date(2026, 3, 1)
LENGTH = 60
dates = st.integers(-3, LENGTH).map(lambda n: START + dt.timedelta(days=n))


@st.composite
def histories(draw: st.DrawFn, most_answers: int = LENGTH) -> History:
    """Histories that often have long runs, so that freezes, rests and breaks all come up."""
    answered: set[dt.date] = set()
    expected: dict[dt.date, bool] = {}
    at = START
    for length, replies, due in draw(
        st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.booleans()), max_size=12)
    ):
        for _ in range(length):
            if due:
                expected[at] = True
            if replies and len(answered) < most_answers:
                answered.add(at)
            at += dt.timedelta(days=1)
    for date in draw(st.lists(dates, max_size=4)):
        expected[date] = draw(st.booleans())
    away = draw(st.lists(st.tuples(dates, st.integers(0, 5)), max_size=2))
    return History(
        as_of=draw(dates) if draw(st.booleans()) else at,
        joined=draw(st.sampled_from([START, START + dt.timedelta(days=4)])),
        answered=frozenset(answered),
        expected=expected,
        excused=draw(st.dictionaries(dates, st.just("an outage."), max_size=2)),
        away=tuple((first, first + dt.timedelta(days=n)) for first, n in away),
        practised=draw(st.dictionaries(dates, st.integers(0, 3), max_size=6)),
    )


@settings(max_examples=1500, deadline=None)
@given(histories())
def test_the_ledger_agrees_with_the_reference(history: History) -> None:
    ledger = build(history)
    line = reference.letters(history)
    assert [day.state for day in ledger.days] == [reference.STATES[c] for c in line]
    assert (ledger.current, ledger.longest, ledger.total) == reference.streaks(line)
    assert ledger.freezes == reference.freezes(line)


@settings(deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_the_facts_is_irrelevant(history: History, rng: random.Random) -> None:
    def mixed(facts: dict[dt.date, object]) -> dict[dt.date, object]:
        return dict(rng.sample(list(facts.items()), len(facts)))

    answered = sorted(history.answered) * 2
    other = dataclasses.replace(
        history,
        answered=tuple(rng.sample(answered, len(answered))),
        expected=mixed(dict(history.expected)),
        excused=mixed(dict(history.excused)),
        away=tuple(reversed(history.away)),
        practised=mixed(dict(history.practised)),
    )
    assert build(other) == build(history)


@settings(max_examples=500, deadline=None)
@given(histories(), dates)
def test_an_added_answer_never_lowers_the_total_or_the_streak_of_its_own_day(
    history: History, date: dt.date
) -> None:
    added = dataclasses.replace(history, answered={*history.answered, date})
    assert build(added).total >= build(history).total
    then, now = (build(dataclasses.replace(h, as_of=date)) for h in (history, added))
    assert (now.current, now.longest) >= (then.current, then.longest)
    assert now.longest >= then.longest


@settings(max_examples=500, deadline=None)
@given(histories(most_answers=ANSWERS_PER_FREEZE - 2), dates)
def test_an_added_answer_never_lowers_a_streak_while_no_freeze_is_earned(
    history: History, date: dt.date
) -> None:
    before = build(history)
    after = build(dataclasses.replace(history, answered={*history.answered, date}))
    assert after.current >= before.current
    assert after.longest >= before.longest
    assert after.total >= before.total


@settings(max_examples=500, deadline=None)
@given(histories(), dates, st.sampled_from(["excused", "away", "practised", "not expected"]))
def test_nothing_that_is_forgiven_lowers_a_streak(
    history: History, date: dt.date, kind: str
) -> None:
    changed = {
        "excused": {"excused": {**history.excused, date: "an outage."}},
        "away": {"away": (*history.away, (date, date))},
        "practised": {"practised": {**history.practised, date: 9}},
        "not expected": {"expected": {d: c for d, c in history.expected.items() if d != date}},
    }[kind]
    before, after = build(history), build(dataclasses.replace(history, **changed))
    assert after.current >= before.current
    assert after.longest >= before.longest
    assert after.total == before.total


@settings(deadline=None)
@given(histories())
def test_every_date_is_there_once_with_a_rule_and_freezes_stay_in_bounds(history: History) -> None:
    ledger = build(history)
    assume(ledger.days)
    first = ledger.days[0].date
    assert [d.date for d in ledger.days] == [
        first + dt.timedelta(days=i) for i in range((history.as_of - first).days + 1)
    ]
    assert all(d.rule.endswith(".") for d in ledger.days)
    assert 0 <= ledger.freezes <= 3
    assert 0 <= ledger.current <= ledger.longest <= ledger.total
    missed = {d.date for d in ledger.days if d.state is DayState.MISSED}
    assert missed <= {date for date, closed in history.expected.items() if closed}
    assert not missed & set(history.answered)
