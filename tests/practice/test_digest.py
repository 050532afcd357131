"""The weekly digest: by choice, once a week, at a wall-clock time, naming only who agreed."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from support.clock import MovableClock
from support.critics import Praising
from support.team import Posted, Team, said

from bot.errors import InvalidInput, NotAllowed
from bot.members.settings import MemberSettings
from bot.pictures import Bars
from storage import open_store

FRIDAY = dt.datetime(2026, 11, 6, 16, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


@pytest.fixture
async def judged(sqlite_url: str, clock: MovableClock) -> AsyncIterator[Team]:
    store = await open_store(sqlite_url, clock=clock)
    yield Team(store, clock, critic=Praising())
    await store.close()


def digests(team: Team) -> list[Posted]:
    return [p for p in team.chat.posts if p.key.startswith("digest:")]


async def until(team: Team, at: dt.datetime) -> None:
    """In steps that nothing is too late for, as a process that runs would live it."""
    while team.clock.at < at:
        team.clock.at = min(at, team.clock.at + dt.timedelta(hours=5))
        await team.work()


async def test_no_digest_comes_unless_a_manager_asks_for_it(team: Team) -> None:
    await team.track(weekdays="daily")
    ada = team.member("Ada")
    with pytest.raises(NotAllowed):
        await ada.runs("/practice digest on")
    await ada.answers(await team.ask())
    await until(team, FRIDAY + dt.timedelta(hours=1))
    assert digests(team) == []


async def test_a_digest_tells_the_week_once_and_again_a_week_later(team: Team) -> None:
    await team.track()
    people = [team.member(f"P{n}") for n in range(5)]
    reply = said(await people[0].runs("/practice digest on", admin=True))
    assert "every Fri at 16:00 UTC, first on Fri 6 Nov" in reply
    for day in range(5):
        asked = await team.ask()
        for person in people[: 5 if day != 1 else 2]:
            await person.says(asked, "One takes a lock, the others serve stale data, with jitter.")
        await team.later(seconds=25)
    await until(team, FRIDAY)
    (told,) = digests(team)
    assert told.place.channel == "practice"
    assert told.place.thread is None
    lines = [line.text for line in told.message.lines]
    assert lines[0] == "Caching, 2 to 6 Nov"
    assert lines[1].startswith("Chain kept 3 of 4 days, 2 in a row: Mon 5 of 5, Tue 2 of 5,")
    assert lines[1].endswith("The last question is open until Sat 05:30.")
    assert lines[2].startswith("Worth reading: Friday's question on ")
    assert lines[-1] == "Next week: Caching."
    assert not any(person.person.name in told.message.text for person in people)
    assert isinstance(told.message.picture, Bars)
    assert told.message.picture.rows[1] == ("Tue 3", 2.0)
    await people[0].answers(await team.ask())
    await until(team, FRIDAY + WEEK)
    assert [p.key.split(":")[2] for p in digests(team)] == ["2026-11-02", "2026-11-09"]


async def test_of_fewer_than_five_expected_no_fraction_is_told(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.runs("/practice digest on fri 16:00", admin=True)
    for _ in range(5):
        await ada.answers(await team.ask())
    await until(team, FRIDAY)
    (told,) = digests(team)
    assert "Chain kept 4 of 4 days, 4 in a row." in told.message.text
    assert " of 1" not in told.message.text
    assert told.message.picture is None


async def test_a_digest_on_monday_is_about_the_week_before(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.runs("/practice digest on 08:30 mon", admin=True)
    for _ in range(5):
        await ada.answers(await team.ask())
    await until(team, dt.datetime(2026, 11, 9, 9, tzinfo=dt.UTC))
    (told,) = digests(team)
    assert told.message.lines[0].text == "Caching, 2 to 6 Nov"
    assert "Chain kept 5 of 5 days" in told.message.text
    assert told.message.lines[-1].text == "This week: Caching."


async def test_a_digest_switched_off_paused_or_without_a_question_is_not_told(team: Team) -> None:
    track = await team.track()
    ada = team.member("Ada")
    await ada.runs("/practice digest on", admin=True)
    await ada.answers(await team.ask())
    await ada.runs(f"/practice pause {track.id}", admin=True)
    await until(team, FRIDAY)
    assert digests(team) == []
    await ada.runs(f"/practice resume {track.id}", admin=True)
    await until(team, FRIDAY + WEEK)
    assert len(digests(team)) == 1
    assert "gets no digest any more" in said(await ada.runs("/practice digest off", admin=True))
    assert "has no digest" in said(await ada.runs("/practice digest off", admin=True))
    await until(team, FRIDAY + 2 * WEEK)
    assert len(digests(team)) == 1


async def test_a_later_setting_replaces_the_earlier_one(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.runs("/practice digest on", admin=True)
    await ada.runs("/practice digest on sat 10:00", admin=True)
    await ada.answers(await team.ask())
    await until(team, FRIDAY + dt.timedelta(days=2))
    (told,) = digests(team)
    assert told.message.lines[0].text.startswith("Caching, 2 to")


async def test_a_digest_that_is_too_late_is_left_out_and_the_next_one_comes(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.runs("/practice digest on", admin=True)
    await ada.answers(await team.ask())
    await team.later(days=5)  # the bot was down from Monday to Saturday
    assert digests(team) == []
    await ada.answers(await team.ask())
    await until(team, FRIDAY + WEEK)
    assert len(digests(team)) == 1


async def test_the_hour_stays_on_the_wall_when_clocks_change(team: Team) -> None:
    team.clock.at = dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC)
    await team.track(zone="Europe/Berlin")
    ada = team.member("Ada")
    await ada.runs("/practice digest on fri 16:00", admin=True)
    await ada.answers(await team.ask())
    await until(team, dt.datetime(2026, 10, 23, 14, tzinfo=dt.UTC))  # summer time
    assert len(digests(team)) == 1
    await ada.answers(await team.ask())
    await until(team, dt.datetime(2026, 10, 30, 14, 59, tzinfo=dt.UTC))
    assert len(digests(team)) == 1
    await until(team, dt.datetime(2026, 10, 30, 15, tzinfo=dt.UTC))  # winter time
    assert len(digests(team)) == 2


async def test_what_is_overlooked_is_told_of_five_people_at_least(judged: Team) -> None:
    await judged.track()
    people = [judged.member(f"P{n}") for n in range(5)]
    await people[0].runs("/practice digest on", admin=True)
    asked = await judged.ask()
    for person in people[:4]:
        await person.answers(asked, "Every key expires at the same moment, then a lock, jitter.")
    async with judged.store.reading() as tx:
        round_ = await tx.rounds.get(asked.id)
        assert len(await tx.digests.read_first(asked.id)) == 4
        assert "overlooked" not in (await message_of(judged, tx, round_.track_id or 0))
    await people[4].answers(asked, "Every key expires at the same moment, then a lock, jitter.")
    async with judged.store.reading() as tx:
        text = await message_of(judged, tx, round_.track_id or 0)
    assert "Most overlooked: " in text
    assert f"/practice guide {round_.question.skill}" in text


async def message_of(team: Team, tx: object, track_id: int) -> str:
    track = await tx.tracks.get(track_id)  # type: ignore[attr-defined]
    told = await team.practice.digesting.message(tx, track, dt.date(2026, 11, 2), "Next")  # type: ignore[arg-type]
    assert told is not None
    return told.text


async def test_most_improved_names_only_who_agreed(judged: Team) -> None:
    judged.clock.at = dt.datetime(2026, 10, 26, 6, tzinfo=dt.UTC)
    await judged.track()
    ada = judged.member("Ada")
    await ada.runs("/practice digest on", admin=True)
    for _ in range(5):
        await ada.answers(await judged.ask(), "It is slow, so restart it, then wait.")
    for _ in range(4):
        await ada.answers(await judged.ask(), "Every key expires at the same moment, then a lock.")
    async with judged.store.transaction() as tx:
        team = await tx.teams.ensure("journal", "acme", "acme")
        (member,) = await tx.members.of_team(team.id)
        (track,) = await tx.tracks.of_team(team.id)
        assert "improved" not in await message_of(judged, tx, track.id)
        await tx.member_settings.save(replace(MemberSettings(member.id), named=True))
    await until(judged, FRIDAY)
    assert "Most improved: Ada, up " in digests(judged)[-1].message.text


async def test_wrong_settings_are_named_with_a_way_on(team: Team) -> None:
    await team.track()
    await team.track(at="10:00")
    ada = team.member("Ada")
    for typed, why in (
        ("on", "tracks 1, 2 ask here. Name one: /practice digest on 1"),
        ("on 1 mon-fri", "once a week"),
        ("on 1 25:00", "25:00 is no time"),
        ("on 7", "no such track"),
        ("maybe", "Write: /practice digest on"),
        ("", "Write: /practice digest on"),
    ):
        with pytest.raises(InvalidInput, match=why):
            await ada.runs(f"/practice digest {typed}", admin=True)
    assert "every Fri" in said(await ada.runs("/practice digest on 2", admin=True))
