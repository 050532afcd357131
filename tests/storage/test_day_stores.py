"""Reminders, milestones and pulses, as both databases keep them."""

import datetime as dt
from dataclasses import replace

from support.clock import MONDAY
from support.samples import TODAY, add_round, an_answer, scene

from bot.days.reminding import Reminded
from bot.members.settings import MemberSettings
from bot.model import AnswerState, RoundState
from storage import SqlStore

DAY = dt.timedelta(days=1)


async def test_who_is_in_the_track_and_wants_reminders_is_listed_in_pages(
    store: SqlStore,
) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        people = [
            await tx.members.ensure(at.team.id, name, name, "UTC") for name in ("b", "c", "d", "e")
        ]
        for member in people:
            await tx.tracks.join(at.track.id, member.id, TODAY)
        bob, cara, dan, eve = people
        await tx.member_settings.save(MemberSettings(cara.id, reminders=False))
        set_at = MemberSettings(dan.id, remind_at=dt.time(17, 5))
        await tx.member_settings.save(set_at)
        await tx.tracks.leave(at.track.id, eve.id, TODAY + DAY)
        assert await tx.reminders.of_track(at.track.id, TODAY, 0, 2) == [
            Reminded(bob.id, "UTC", MemberSettings(bob.id)),
            Reminded(dan.id, "UTC", set_at),
        ]
        (last,) = await tx.reminders.of_track(at.track.id, TODAY, dan.id, 2)
        assert last.member_id == eve.id
        assert await tx.reminders.of_track(at.track.id, TODAY - DAY, 0, 9) == []
        late = await tx.reminders.of_track(at.track.id, TODAY + DAY, 0, 9)
        assert [each.member_id for each in late] == [bob.id, dan.id]


async def test_only_answers_that_stand_show_the_usual_hour(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        for day, state in enumerate((AnswerState.JUDGED, AnswerState.DELETED, AnswerState.JUDGED)):
            round_ = await add_round(tx, at, day, state=RoundState.CLOSED)
            await tx.answers.add(an_answer(round_, at.member, state=state))
        since = TODAY + DAY
        found = await tx.reminders.answered_at(at.track.id, since, [at.member.id])
        assert [member_id for member_id, _ in found] == [at.member.id]
        assert await tx.reminders.answered_at(at.track.id, since, []) == []


async def test_a_reminder_is_one_a_day_and_counted_once(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        assert not await tx.reminders.count(at.member.id, TODAY)
        assert await tx.reminders.add(at.member.id, TODAY)
        assert not await tx.reminders.add(at.member.id, TODAY)
        assert await tx.reminders.count(at.member.id, TODAY)
        assert not await tx.reminders.count(at.member.id, TODAY)
        assert await tx.reminders.add(at.member.id, TODAY + DAY, counted=True)
        assert not await tx.reminders.count(at.member.id, TODAY + DAY)
        ignoring = MemberSettings(at.member.id, reminders_ignored=2)
        await tx.member_settings.save(ignoring)
        await tx.reminders.answered([at.member.id])
        kept = await tx.member_settings.of(at.member.id)
        assert kept == replace(ignoring, reminders_ignored=0)


async def test_a_milestone_is_reached_once(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        assert await tx.milestones.add(at.member.id, 7, TODAY)
        assert not await tx.milestones.add(at.member.id, 7, TODAY + DAY)
        assert await tx.milestones.add(at.member.id, 30, TODAY + DAY)


async def test_a_pulse_tells_when_the_last_one_was_and_what_was_open_since(
    store: SqlStore,
) -> None:
    hour = dt.timedelta(hours=1)
    async with store.transaction() as tx:
        at = await scene(tx)
        assert await tx.pulses.beat("tick", MONDAY) is None
        assert await tx.pulses.beat("tick", MONDAY + hour) == MONDAY
        assert await tx.pulses.beat("tick", MONDAY + 2 * hour) == MONDAY + hour
        await add_round(tx, at)
        await add_round(tx, at, 1, state=RoundState.CLOSED)
        found = await tx.pulses.open_between(MONDAY + hour, MONDAY + 2 * hour)
        assert list(found) == [(at.track.id, TODAY, MONDAY, MONDAY + 20 * hour)]
        assert await tx.pulses.open_between(MONDAY + 20 * hour, MONDAY + 30 * hour) == []
