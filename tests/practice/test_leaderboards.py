"""Leaderboards as members meet them: what is shown of whom, and what never is."""

import datetime as dt
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from support.clock import MovableClock
from support.critics import Praising
from support.interviewing import answers as answers_interview
from support.team import Asked, Someone, Team, said

from bot.errors import InvalidInput
from bot.members.settings import MemberSettings
from bot.message import Button, Message, Reply
from bot.model import Member
from bot.pictures import Bars
from storage import open_store


async def row_of(who: Someone) -> Member:
    async with who.team.store.transaction() as tx:
        team = await tx.teams.ensure("journal", who.team.name, who.team.name)
        return await tx.members.ensure(team.id, who.person.member, who.person.name)


async def chooses(who: Someone, **choice: bool) -> None:
    member = await row_of(who)
    async with who.team.store.transaction() as tx:
        await tx.member_settings.save(replace(MemberSettings(member.id), **choice))


def places(reply: Reply) -> list[str]:
    assert isinstance(reply, Message)
    return [line.text for line in reply.lines if line.kind == "item"]


def notes(reply: Reply) -> str:
    assert isinstance(reply, Message)
    return " ".join(line.text for line in reply.lines if line.kind == "note")


def button(reply: Reply, label: str) -> Button:
    assert isinstance(reply, Message)
    return next(b for b in reply.buttons if b.label == label)


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


async def row_of_in(tx: object, who: Someone) -> Member:
    team = await tx.teams.find("journal", who.team.name)  # type: ignore[attr-defined]
    found = await tx.members.find(team.id, who.person.member)  # type: ignore[attr-defined]
    assert found is not None
    return found


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
    async with team.store.reading() as tx:
        assert not await tx.standings.unsettled((await row_of_in(tx, bob)).team_id)


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


@pytest.fixture
async def judged(sqlite_url: str, clock: MovableClock) -> AsyncIterator[Team]:
    store = await open_store(sqlite_url, clock=clock)
    yield Team(store, clock, critic=Praising())
    await store.close()


MET = "Every key expires at the same moment so all of them miss, then a lock, then jitter."
NONE_MET = "It is slow, so restart it, then wait."


async def improves(team: Team, who: Someone) -> Asked:
    """Five first attempts in October that met nothing, then three in November that met a point."""
    team.clock.at = dt.datetime(2026, 10, 26, 6, tzinfo=dt.UTC)
    await team.track(weekdays="daily")
    for _ in range(5):
        await who.answers(await team.ask(), NONE_MET)
    team.clock.at = dt.datetime(2026, 11, 2, 6, tzinfo=dt.UTC)
    await team.work()
    asked = team.newest()
    for _ in range(3):
        asked = await team.ask()
        await who.answers(asked, MET)
    return asked


async def test_improvement_names_who_agreed_and_tells_the_others_their_own(judged: Team) -> None:
    ada, bob = judged.member("Ada"), judged.member("Bob")
    await improves(judged, ada)
    private = await ada.runs("/leaderboard improvement")
    assert places(private) == []
    rise = re.search(r"up \d\d of 100 points", notes(private))
    assert rise is not None
    assert f"Yours: {rise[0]}. Nobody else sees it" in notes(private)
    assert "Nobody can be named yet." in said(await bob.runs("/leaderboard by improvement"))
    agree = button(private, "Name me")
    named = await ada.presses(agree.action, agree.value)
    assert places(named) == [f"1. Ada (you), {rise[0]}"]
    other = await bob.runs("/leaderboard month improvement")
    assert places(other) == [f"1. Ada, {rise[0]}"]
    assert "It takes 3 first attempts in this time and 5 before it" in notes(other)
    back = button(named, "Do not name me")
    assert places(await ada.presses(back.action, back.value)) == []
    assert places(await bob.runs("/leaderboard month improvement")) == []


async def test_all_time_has_no_before_and_a_streak_no_period(judged: Team) -> None:
    ada = judged.member("Ada")
    reply = await ada.runs("/leaderboard all improvement")
    assert "An improvement needs a time before it, so this is the month." in said(reply)
    assert "A streak runs over all skills" in said(await ada.runs("/leaderboard streak caching"))


async def test_keyword_coverage_feeds_no_board(team: Team) -> None:
    ada = team.member("Ada")
    await chooses(ada, named=True)
    await improves(team, ada)
    reply = await ada.runs("/leaderboard improvement")
    assert places(reply) == []
    assert "Yours: not known." in notes(reply)


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
