"""A channel is closed to us, or a team sends us away: what becomes of tracks and data."""

import datetime as dt

import pytest
from sqlalchemy import select
from support.team import GOOD, PLATFORM, JournalChat, Team, form, said

from bot.errors import SendRefused, SendUnknown
from bot.hearing import Heard
from bot.message import Deletion
from bot.model import RoundState, TrackState
from storage.schema.metadata import metadata


async def states(team: Team) -> list[TrackState]:
    async with team.store.reading() as tx:
        return [track.state for track in await tx.tracks.everywhere()]


async def test_a_closed_channel_pauses_its_tracks_and_tells_the_managers_once(team: Team) -> None:
    await team.track()
    boss, ada = team.member("Boss"), team.member("Ada")
    await ada.runs("/practice streak")
    await boss.runs("/practice manager add @ada", admin=True)
    await team.ask()
    for _ in range(2):
        await team.practice.channel_gone(PLATFORM, team.name, "practice")
        await team.practice.channel_gone(PLATFORM, team.name, "elsewhere")
        await team.practice.channel_gone(PLATFORM, "nobody", "practice")
        await team.work()
    assert await states(team) == [TrackState.PAUSED]
    closed = [text for text in ada.sees() if "archived or closed" in text]
    assert len(closed) == 1
    assert closed[0].endswith("Once I am in it again: /practice resume 1.")


async def test_nobody_owes_the_open_day_of_a_closed_channel(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.answers(await team.ask())
    await team.ask()
    await team.practice.channel_gone(PLATFORM, team.name, "practice", "the channel was deleted")
    await team.later(days=3)
    why = said(await ada.runs("/practice streak why"))
    assert "Tue 3 Nov: excused. Nobody owes this day: the channel was deleted" in why
    assert "Streak 1 day" in why


async def test_a_refused_question_tells_the_manager_too(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.runs("/practice streak")
    await team.member("Boss").runs("/practice manager add @ada", admin=True)
    await team.work()
    team.clock.move(minutes=40)
    team.chat.faults = [SendRefused("archived", gone=True)]
    await team.work()
    await team.work()
    assert await states(team) == [TrackState.PAUSED]
    assert "#practice is archived or closed to me" in ada.sees()[-1]


async def test_where_nobody_manages_who_set_the_track_up_is_told(team: Team) -> None:
    ada = team.member("Ada", "UTC")
    sheet = await ada.runs("/practice setup", admin=True)
    values = {"skills": "caching", "first": "next", "hours": "20"}
    preview = await ada.sends(sheet, **values)  # type: ignore[arg-type]
    await ada.presses("setup_start", preview.buttons[0].value)  # type: ignore[union-attr]
    await team.practice.channel_gone(PLATFORM, team.name, "practice")
    await team.work()
    assert len(ada.sees()) == 1


async def test_a_team_that_is_gone_is_asked_and_sent_nothing(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.says(await team.ask(), GOOD)
    before = len(team.chat.posts)
    for _ in range(2):
        await team.practice.team_gone(PLATFORM, team.name)
    await team.practice.team_gone(PLATFORM, "nobody")
    for _ in range(6):
        await team.later(days=1)
    asked = [p.key for p in team.chat.posts[before:] if p.key.startswith("round:")]
    assert asked == []
    assert await states(team) == [TrackState.PAUSED]


async def everything(team: Team) -> str:
    """All rows of all tables, jobs included, as text."""
    found = []
    async with team.store.reading() as tx:
        for table in metadata.sorted_tables:
            for row in await tx.session.rows(select(table)):
                found.append(f"{table.name}: {dict(row)}")
    return "\n".join(found)


async def fill(team: Team) -> None:
    """Something of everything."""
    await team.track(open_hours=168)
    boss, ada = team.member("Boss"), team.member("Ada")
    await ada.runs("/practice away 2026-12-24..2026-12-26")
    await boss.runs("/practice manager add @ada", admin=True)
    sheet = await boss.runs("/practice setup", admin=True)
    await boss.sends(sheet, skills="caching", zone="UTC", hours="20")  # type: ignore[arg-type]
    asked = await team.ask()
    await ada.presses("remind", asked.id)
    await ada.answers(asked, GOOD)
    await ada.presses("again", asked.id)
    await ada.presses("keyword", "on")
    await ada.runs("/practice solo")


async def test_after_the_grace_nothing_of_the_team_is_left_anywhere(team: Team) -> None:
    other = Team(team.store, team.clock, name="neighbour")
    await other.track()
    await fill(team)
    kept = await everything(team)
    assert all(word in kept for word in ("acme", "One request takes a lock", "Boss", "practice"))
    await team.practice.team_gone(PLATFORM, "acme")
    await team.later(days=6, hours=23)
    assert "acme" in await everything(team)
    await team.later(hours=1)
    left = await everything(team)
    for word in ("acme", "One request takes a lock", "Boss", "boss", "Ada", "'ada'"):
        assert word not in left, word
    assert "neighbour" in left
    assert b"One request takes a lock" not in team.stored()
    await team.later(days=30)
    assert "acme" not in await everything(team)
    assert await team.store.job_admin.listing("parked") == []


class Keeping(JournalChat):
    """A platform that keeps something of members itself."""

    def __init__(self) -> None:
        super().__init__()
        self.forgot: list[tuple[str, str | None]] = []

    async def forget(self, team: str, member: str | None) -> None:
        self.forgot.append((team, member))


async def test_what_a_platform_keeps_itself_goes_with_a_member_and_with_the_team(
    team: Team,
) -> None:
    team.chat = platform = Keeping()
    ada = team.member("Ada")
    await ada.sends(form(await ada.presses("privacy_delete")), word="delete")
    await team.work()
    await team.practice.team_gone(PLATFORM, "acme")
    await team.later(days=7)
    assert platform.forgot == [("acme", "ada"), ("acme", None)]


async def test_installing_again_within_the_grace_keeps_all(team: Team) -> None:
    await fill(team)
    await team.practice.team_gone(PLATFORM, "acme")
    await team.later(days=3)
    for _ in range(2):
        await team.practice.team_back(PLATFORM, "acme", Heard())
    await team.later(days=30)
    assert "One request takes a lock" in await everything(team)
    back = [text for text in team.member("Ada").sees() if "installed here again" in text]
    assert len(back) == 1
    await team.member("Boss").runs("/practice resume 1", admin=True)
    assert await states(team) == [TrackState.ACTIVE]


async def test_leaving_anew_starts_the_grace_anew(team: Team) -> None:
    await fill(team)
    await team.practice.team_gone(PLATFORM, "acme")
    await team.later(days=5)
    await team.practice.team_back(PLATFORM, "acme", Heard())
    await team.practice.team_gone(PLATFORM, "acme")
    await team.later(days=6)
    assert "acme" in await everything(team)
    await team.later(days=1)
    assert "acme" not in await everything(team)


async def test_a_command_shows_that_the_team_is_back(team: Team) -> None:
    await fill(team)
    await team.practice.team_gone(PLATFORM, "acme")
    await team.member("Ada").runs("/practice streak")
    await team.later(days=30)
    assert "One request takes a lock" in await everything(team)


async def test_a_question_that_may_stand_there_is_awaited_and_a_review_is_not(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    team.chat.faults.append(SendUnknown("no history here", final=True))
    await ada.answers(asked)
    assert not await team.practice.thread_awaited(PLATFORM)
    team.chat.faults.append(SendUnknown("no history here", final=True))
    await ada.runs("/practice now")
    await team.work()
    assert await team.practice.thread_awaited(PLATFORM)
    assert not await team.practice.thread_awaited("slack")


async def test_open_threads_are_those_of_the_platform(team: Team) -> None:
    await team.track()
    asked = await team.ask()
    (thread,) = await team.practice.open_threads(PLATFORM)
    assert thread == ("acme", asked.posted.ref, (await asked.round()).created_at)
    assert await team.practice.open_threads("slack") == []
    await team.later(hours=21)
    assert await team.practice.open_threads(PLATFORM) == []


@pytest.mark.parametrize("days", [0, 30])
async def test_the_grace_is_settable(team: Team, days: int) -> None:
    rules = team.rules.__class__(delete_after=dt.timedelta(days=days))
    own = Team(team.store, team.clock, rules, name="own")
    await own.track()
    await own.practice.team_gone(PLATFORM, "own")
    await own.later(days=max(0, days - 1))
    assert ("'own'" in await everything(own)) is (days > 0)
    await own.later(days=1)
    assert "'own'" not in await everything(own)


@pytest.mark.parametrize("how", ["thread", "message"])
async def test_a_deleted_question_is_closed_and_nobody_owes_its_day(team: Team, how: str) -> None:
    await team.track()
    ada, bob = team.member("Ada"), team.member("Bob")
    first = await team.ask()
    for who in (ada, bob):
        await who.answers(first)
    asked = await team.ask()
    await ada.answers(asked)
    ref = asked.posted.ref
    for _ in range(2):
        if how == "thread":
            gone = team.practice.thread_gone(PLATFORM, "acme", ref.channel, ref.message)
        else:
            gone = team.practice.deleted(Deletion(PLATFORM, "acme", ref.channel, ref.message))
        assert await gone
    await team.later(seconds=1)
    await bob.says(asked, GOOD)
    assert len(await team.answers(asked)) == 1
    told = said(await bob.presses("answer", asked.id))
    assert told.startswith("This question closed at")
    await team.later(days=1)
    assert team.keys(f"round:{asked.id}:close") == []
    assert "the question was deleted" in said(await bob.runs("/practice streak why"))
    assert "2 days" in said(await ada.runs("/practice streak")), "an answer that stands counts"


async def test_what_is_no_question_may_be_deleted(team: Team) -> None:
    await team.track()
    asked = await team.ask()
    assert not await team.practice.thread_gone(PLATFORM, "acme", "practice", "other")
    assert not await team.practice.thread_gone(PLATFORM, "nobody", "practice", "other")
    assert not await team.practice.deleted(Deletion(PLATFORM, "acme", "practice", "other"))
    assert not await team.practice.deleted(
        Deletion(PLATFORM, "acme", "practice", asked.posted.ref.message, "another thread")
    )
    assert (await asked.round()).state is RoundState.OPEN
