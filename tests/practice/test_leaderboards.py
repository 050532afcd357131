"""Leaderboards as members meet them: what is shown of whom, and what never is."""

import pytest
from support.interviewing import answers as answers_interview
from support.leaderboards import button, chooses, notes, places, row_of
from support.team import Someone, Team, said

from bot.errors import InvalidInput
from bot.message import Message
from bot.pictures import Bars


async def crowd(team: Team, days: int = 2) -> dict[int, Someone]:
    """Nine people, who answered on `days` days at most: 1 and 2 on all of them."""
    people = {number: team.member(f"P{number}") for number in range(1, 10)}
    await team.track(weekdays="daily")
    for day in range(days):
        asked = await team.ask()
        for number, person in people.items():
            if number <= 2 or day == 0:
                await person.says(asked, f"{number} locks it, serves stale data, adds jitter.")
        await team.later(seconds=25)
    return people


async def test_the_board_counts_days_of_this_week_once_each(team: Team) -> None:
    await team.track(weekdays="daily")
    ada, bob = team.member("Ada"), team.member("Bob")
    assert said(await ada.runs("/leaderboard")).endswith("The first answer opens it.")
    asked = await team.ask()
    await bob.answers(asked)
    await ada.answers(asked)
    await ada.runs("/practice now")
    await team.work()
    await ada.answers(team.newest())
    assert sorted(places(await ada.runs("/leaderboard"))) == [
        "1. Ada (you), 1 day",
        "1. Bob, 1 day",
    ]
    await team.later(hours=21)
    await ada.answers(await team.ask())
    assert "1. Ada, 2 days" in places(await bob.runs("/leaderboard"))
    await team.later(days=7)
    assert "Nobody yet" in said(await bob.runs("/leaderboard"))
    assert "1. Ada, 2 days" in places(await bob.runs("/leaderboard all"))


async def test_practice_of_ones_own_reaches_no_board(team: Team) -> None:
    ada = team.member("Ada")
    form = await ada.runs("/practice solo caching")
    await ada.sends(form, text="A lock around it, and stale data meanwhile.")  # type: ignore[arg-type]
    await team.later(seconds=25)
    assert "Nobody yet" in said(await ada.runs("/leaderboard"))
    assert "No streak" in said(await ada.runs("/leaderboard by streak"))
    await team.practice.keeping.rebuild((await row_of(ada)).team_id)
    assert "Nobody yet" in said(await ada.runs("/leaderboard"))


async def test_five_are_public_and_ones_own_place_comes_with_its_neighbours(team: Team) -> None:
    people = await crowd(team)
    first = places(await people[1].runs("/leaderboard"))
    assert [text.split(". ")[0] for text in first] == ["1", "1", "3", "3", "3"]
    assert len(places(await people[9].runs("/leaderboard"))) == 5  # the newest of equals is in
    last = places(await people[3].runs("/leaderboard"))
    assert last[5:] == ["3. P4, 1 day", "3. P3 (you), 1 day"]
    middle = places(await people[5].runs("/leaderboard"))
    assert middle[5:] == ["3. P6, 1 day", "3. P5 (you), 1 day", "3. P4, 1 day"]
    stranger = await team.member("Zoe").runs("/leaderboard")
    assert len(places(stranger)) == 5
    assert "You are not here yet. One answer is enough." in notes(stranger)


async def test_hidden_members_are_not_there_and_count_in_no_rank(team: Team) -> None:
    people = await crowd(team)
    await chooses(people[1], hidden=True)
    seen = places(await people[3].runs("/leaderboard"))
    assert not any("P1," in text for text in seen)
    assert [text.split(". ")[0] for text in seen][:2] == ["1", "2"]
    own = await people[1].runs("/leaderboard")
    assert not any("(you)" in text for text in places(own))
    assert "You are hidden, so you are on no board." in notes(own)
    await people[1].answers(await team.ask())
    assert not any("P1," in text for text in places(await people[3].runs("/leaderboard")))
    await chooses(people[1], hidden=False)
    assert "1. P1, 3 days" in places(await people[3].runs("/leaderboard"))


async def test_a_deleted_answer_leaves_the_board_and_an_edit_changes_nothing(team: Team) -> None:
    await team.track(weekdays="daily")
    ada = team.member("Ada")
    asked = await team.ask()
    message = await ada.answers(asked)
    await ada.says(asked, "A lock, and stale data while one recomputes.", message=message,
                   revision=2**52)  # fmt: skip
    await team.later(seconds=25)
    assert places(await ada.runs("/leaderboard")) == ["1. Ada (you), 1 day"]
    await ada.deletes(asked, message)
    await team.work()
    assert "Nobody yet" in said(await ada.runs("/leaderboard"))


async def test_an_answer_after_the_reveal_keeps_the_day_on_the_board(team: Team) -> None:
    await team.track(weekdays="daily")
    ada = team.member("Ada")
    asked = await team.ask()
    await ada.presses("dont_know", asked.id)
    await ada.says(asked, "Let one of them recompute; the rest get what is old.")
    await team.work()
    assert places(await ada.runs("/leaderboard")) == ["1. Ada (you), 1 day"]


async def test_words_come_in_any_order_and_a_skill_narrows_the_board(team: Team) -> None:
    await team.track(weekdays="daily", skills="caching")
    await team.track(weekdays="daily", skills="rate-limiting", at="09:40")
    ada = team.member("Ada")
    for _ in range(2):
        await ada.answers(await team.ask())
    for typed in ("rate limiting month days", "month by days rate-limiting", "Rate Limiting month"):
        reply = await ada.runs(f"/leaderboard {typed}")
        assert said(reply).startswith("Days answered in Rate limiting, this month (November 2026)")
        assert places(reply) == ["1. Ada (you), 1 day"]
    with pytest.raises(InvalidInput, match="Did you mean month"):
        await ada.runs("/leaderboard mnoth")
    with pytest.raises(InvalidInput, match="Did you mean caching"):
        await ada.runs("/leaderboard cachign")
    with pytest.raises(InvalidInput, match="week and month are two periods"):
        await ada.runs("/leaderboard week month")


async def test_a_streak_is_shown_from_three_on_and_its_break_never(team: Team) -> None:
    await team.track(weekdays="daily")
    ada, bob = team.member("Ada"), team.member("Bob")
    for day in range(3):
        asked = await team.ask()
        await ada.answers(asked)
        if day:
            await bob.answers(asked)
    reply = await bob.runs("/leaderboard by streak")
    assert places(reply) == ["1. Ada, 3 days"]
    assert "Yours runs at 2 days." in notes(reply)
    for _ in range(4):  # two freezes, then it breaks
        await bob.answers(await team.ask())
    await team.later(hours=21)
    reply = await bob.runs("/leaderboard by streak")
    assert places(reply) == ["1. Bob (you), 6 days"]
    assert "Ada" not in said(reply)


async def test_a_streak_that_a_closing_ended_is_not_shown_before_it_is_settled(team: Team) -> None:
    await team.track(weekdays="daily")
    ada, bob = team.member("Ada"), team.member("Bob")
    for _ in range(3):
        await ada.answers(await team.ask())
    for _ in range(4):  # an excuse, two freezes, and the last one is open yet
        asked = await team.ask()
    assert places(await bob.runs("/leaderboard by streak")) == ["1. Ada, 3 days"]
    team.clock.move(hours=21)
    await team.practice.closing.close({"round": asked.id})
    assert "No streak has reached 3 days" in said(await bob.runs("/leaderboard by streak"))
    await team.work()
    here = (await row_of(bob)).team_id
    async with team.store.reading() as tx:
        assert not await tx.standings.unsettled(here)


async def test_who_left_runs_no_streak_on_the_board_and_comes_back_with_an_answer(
    team: Team,
) -> None:
    await team.track(weekdays="daily")
    ada = team.member("Ada")
    for _ in range(3):
        await ada.answers(await team.ask())
    await ada.runs("/practice leave")
    await team.work()
    assert "No streak" in said(await ada.runs("/leaderboard by streak"))
    await ada.answers(await team.ask())
    assert places(await ada.runs("/leaderboard by streak")) == ["1. Ada (you), 4 days"]


async def test_buttons_switch_period_and_kind_and_the_picture_says_no_more_than_the_text(
    team: Team,
) -> None:
    people = await crowd(team)
    week = await people[3].runs("/leaderboard")
    assert isinstance(week, Message)
    assert isinstance(week.picture, Bars)
    for number, (label, value) in enumerate(week.picture.rows):
        assert f"{label}, {value:.0f} day" in week.text
        assert ("(you)" in label) == (number == week.picture.own)
    month = button(week, "Month")
    shown = await people[3].presses(month.action, month.value)
    assert said(shown).startswith("Days answered, this month (November 2026)")
    streaks = button(shown, "Running streaks")
    assert said(await people[3].presses(streaks.action, streaks.value)).startswith("Running")
    assert len(week.buttons) <= 5
    with pytest.raises(InvalidInput):
        await people[3].presses("board", "days:year:nonsense")


async def test_the_home_shows_the_weeks_board(team: Team) -> None:
    people = await crowd(team)
    home = await team.practice.home(people[1].person)
    assert "Days answered, this week (2 to 8 Nov)" in home.text
    assert "1. P1 (you), 2 days" in home.text


async def test_no_board_says_how_fast_anybody_was(team: Team) -> None:
    people = await crowd(team)
    for typed in ("", "month", "by streak", "improvement"):
        text = said(await people[4].runs(f"/leaderboard {typed}")).lower()
        assert not any(word in text for word in ("second", "minute", "fast", "quick", "first to"))


async def test_an_interview_that_keeps_a_day_is_in_the_streak_at_once(team: Team) -> None:
    """The streak is the ledger's; nothing else of an interview reaches a board."""
    await team.track()
    ada = team.member("Ada")
    for _ in range(2):
        await ada.answers(await team.ask())
    await team.later(hours=23)  # the next date, before its question
    await ada.runs("/mock caching senior 3 real")
    await team.work()
    await answers_interview(ada)
    await ada.runs("/mock end")
    await team.work()
    assert places(await ada.runs("/leaderboard by streak")) == ["1. Ada (you), 3 days"]
    assert places(await ada.runs("/leaderboard week")) == ["1. Ada (you), 2 days"]
