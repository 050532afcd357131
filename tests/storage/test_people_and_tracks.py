"""Contract of Teams, Members and Tracks, on both databases."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
from support.clock import MONDAY
from support.samples import TODAY, a_track, scene

from bot.errors import NotFound
from bot.model import Membership, TrackState
from storage import SqlStore

TOMORROW = TODAY + dt.timedelta(days=1)


async def test_a_team_is_made_once_and_keeps_a_changed_name(store: SqlStore) -> None:
    async with store.transaction() as tx:
        first = await tx.teams.ensure("slack", "T1", "Old")
        same = await tx.teams.ensure("slack", "T1", "New")
        other = await tx.teams.ensure("discord", "T1", "Old")
        nameless = await tx.teams.ensure("slack", "T1", "")
    assert same == replace(first, name="New") == nameless
    assert other.id != first.id
    async with store.reading() as tx:
        assert await tx.teams.get(first.id) == same
        with pytest.raises(NotFound, match="no team 99"):
            await tx.teams.get(99)


async def test_a_persons_teams_are_those_that_know_them_else_the_only_one(store: SqlStore) -> None:
    async with store.transaction() as tx:
        assert await tx.teams.of_person("discord", "U1") == []
        first = await tx.teams.ensure("discord", "T1", "One")
        await tx.teams.ensure("slack", "T2", "Elsewhere")
        assert await tx.teams.of_person("discord", "U1") == [first]
        second = await tx.teams.ensure("discord", "T3", "Two")
        assert await tx.teams.of_person("discord", "U1") == []
        for team in (second, first):
            await tx.members.ensure(team.id, "U1", "Ada")
        assert await tx.teams.of_person("discord", "U1") == [first, second]
        await tx.teams.set_gone(first.id, MONDAY)
        assert await tx.teams.of_person("discord", "U1") == [second]
        assert await tx.teams.of_person("discord", "U2") == [second]


async def test_a_member_keeps_the_zone_until_another_is_given(store: SqlStore) -> None:
    async with store.transaction() as tx:
        team = await tx.teams.ensure("slack", "T1", "Team")
        ada = await tx.members.ensure(team.id, "U1", "Ada", "Europe/Berlin")
        assert await tx.members.ensure(team.id, "U1", "Ada L.") == replace(ada, name="Ada L.")
        moved = await tx.members.ensure(team.id, "U1", "Ada L.", "Asia/Tokyo")
        bob = await tx.members.ensure(team.id, "U2", "Bob")
        assert moved.zone == "Asia/Tokyo"
        assert await tx.members.find(team.id, "U1") == moved == await tx.members.get(ada.id)
        assert await tx.members.find(team.id, "U9") is None
        assert await tx.members.of_team(team.id) == [moved, bob]
        with pytest.raises(NotFound):
            await tx.members.get(99)


async def test_the_same_team_made_at_the_same_time_is_one(store: SqlStore) -> None:
    async def ensure() -> int:
        async with store.transaction() as tx:
            return (await tx.teams.ensure("slack", "T1", "Team")).id

    assert len(set(await asyncio.gather(*(ensure() for _ in range(8))))) == 1


async def test_a_track_comes_back_as_it_was_saved(store: SqlStore) -> None:
    async with store.transaction() as tx:
        track = (await scene(tx)).track
        assert track == a_track(track.team_id, id=track.id)
        changed = replace(
            track, state=TrackState.PAUSED, next_fire_at=None, open_for=dt.timedelta(hours=3.5)
        )
        await tx.tracks.save(changed)
        assert await tx.tracks.get(track.id) == changed
        with pytest.raises(NotFound):
            await tx.tracks.get(99)


async def test_removed_tracks_are_not_listed(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        await tx.tracks.add(a_track(here.team.id, state=TrackState.REMOVED))
        paused = await tx.tracks.add(a_track(here.team.id, state=TrackState.PAUSED))
        other = await tx.teams.ensure("slack", "T2", "Other")
        theirs = await tx.tracks.add(a_track(other.id))
        assert await tx.tracks.of_team(here.team.id) == [here.track, paused]
        assert await tx.tracks.everywhere() == [here.track, paused, theirs]


async def test_due_tracks_come_oldest_first_and_only_while_active(store: SqlStore) -> None:
    minute = dt.timedelta(minutes=1)
    async with store.transaction() as tx:
        here = await scene(tx)
        late = await tx.tracks.add(a_track(here.team.id, next_fire_at=MONDAY - minute))
        await tx.tracks.add(a_track(here.team.id, next_fire_at=MONDAY + minute))
        await tx.tracks.add(a_track(here.team.id, state=TrackState.PAUSED))
        assert await tx.tracks.due(MONDAY, 10) == [late, here.track]
        assert await tx.tracks.due(MONDAY, 1) == [late]


async def test_two_schedulers_never_take_the_same_track(postgres_store: SqlStore) -> None:
    async with postgres_store.transaction() as tx:
        here = await scene(tx)
    taken, done = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with postgres_store.transaction() as tx:
            assert await tx.tracks.due(MONDAY, 10) == [here.track]
            taken.set()
            await done.wait()

    holder = asyncio.create_task(hold())
    await taken.wait()
    async with postgres_store.transaction() as tx:
        assert await tx.tracks.due(MONDAY, 10) == []
    done.set()
    await holder


async def test_many_tracks_move_on_together(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        tracks = [here.track, await tx.tracks.add(a_track(here.team.id))]
        moved = [
            replace(t, next_fire_at=MONDAY + dt.timedelta(days=n), next_local_date=TOMORROW)
            for n, t in enumerate(tracks, 1)
        ]
        await tx.tracks.move_on(moved)
        await tx.tracks.move_on([])
        assert await tx.tracks.of_team(here.team.id) == moved


async def test_who_left_comes_back_with_a_new_membership(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        track, member = here.track.id, here.member.id
        assert await tx.tracks.join(track, member, TODAY)
        assert not await tx.tracks.join(track, member, TOMORROW)
        assert await tx.tracks.leave(track, member, TODAY)
        assert not await tx.tracks.leave(track, member, TODAY)
        assert await tx.tracks.join(track, member, TOMORROW)
        both = [Membership(track, member, TODAY, TODAY), Membership(track, member, TOMORROW)]
        assert await tx.tracks.memberships(track_id=track) == both
        assert await tx.tracks.memberships(member_id=member) == both
        assert await tx.tracks.memberships(track_id=track, member_id=99) == []


async def test_joining_earlier_moves_the_day_of_joining_back(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        await tx.tracks.join(here.track.id, here.member.id, TOMORROW)
        assert not await tx.tracks.join(here.track.id, here.member.id, TODAY)
        (membership,) = await tx.tracks.memberships(track_id=here.track.id)
        assert membership.joined_on == TODAY
