"""Contract of roles, setups, the vault and the end of a team, on both databases."""

import asyncio
import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import func, select, text
from support.clock import MONDAY, MovableClock
from support.samples import MESSAGE, a_track, scene

from bot.errors import NotFound
from bot.model import Away, Excuse
from bot.sending.outbox import Place, SendState
from bot.team.stores import ManagerRole, Setup, SetupState
from storage import SqlStore, StoreVault
from storage.privacy.deletion import belongs
from storage.schema.metadata import metadata

HOUR = dt.timedelta(hours=1)
OF_NO_TEAM = {"jobs", "pulses", "outages", "secrets", "vault"}


async def test_a_manager_is_named_once_and_only_in_their_team(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        other = await tx.teams.ensure("slack", "T2", "Other")
        bob = await tx.members.ensure(other.id, "bob", "Bob")
        assert await tx.roles.set_manager(here.member.id, manager=True)
        assert not await tx.roles.set_manager(here.member.id, manager=True)
        assert not await tx.roles.set_manager(bob.id, manager=False)
        assert list(await tx.roles.managers(here.team.id)) == [here.member]
        assert list(await tx.roles.managers(other.id)) == []
        assert await tx.roles.is_manager(here.member.id)
        assert await tx.roles.set_manager(here.member.id, manager=False)
        assert not await tx.roles.is_manager(here.member.id)


async def test_a_role_that_manages_is_kept_with_who_was_seen_with_it(
    store: SqlStore, clock: MovableClock
) -> None:
    async with store.transaction() as tx:
        here, mentors = await scene(tx), ManagerRole("7", "Mentors")
        team, ada = here.team.id, here.member
        assert await tx.roles.set_manager_role(team, mentors, manager=True)
        assert not await tx.roles.set_manager_role(team, mentors, manager=True)
        assert await tx.roles.manager_roles(team) == [mentors]
        await tx.roles.seen_with(ada, ["6", "7"], HOUR)
        assert await tx.roles.is_manager(ada.id)
        assert list(await tx.roles.managers(team)) == [ada]
        clock.move(hours=1)
        assert not await tx.roles.is_manager(ada.id)
        await tx.roles.seen_with(ada, ["7"], HOUR)
        await tx.roles.seen_with(ada, ["6"], HOUR)
        assert not await tx.roles.is_manager(ada.id)
        await tx.roles.seen_with(ada, ["7"], HOUR)
        assert await tx.roles.set_manager_role(team, mentors, manager=False)
        assert not await tx.roles.set_manager_role(team, mentors, manager=False)
        assert not await tx.roles.is_manager(ada.id)
        assert await tx.roles.manager_roles(team) == []


async def test_an_admin_is_known_for_a_while(store: SqlStore) -> None:
    async with store.transaction() as tx:
        ada = (await scene(tx)).member
        assert await tx.roles.admin_until(ada.id) is None
        await tx.roles.set_admin(ada.id, MONDAY + HOUR)
        assert await tx.roles.admin_until(ada.id) == MONDAY + HOUR
        assert not await tx.roles.is_manager(ada.id)
        await tx.roles.set_admin(ada.id, None)
        assert await tx.roles.admin_until(ada.id) is None


async def test_a_setup_keeps_what_was_typed_and_the_track_it_became(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        new = Setup(0, here.team.id, here.member.id, {"at": "25:00"}, SetupState.OPEN, MONDAY)
        made = await tx.setups.add(new)
        assert await tx.setups.get(made.id) == made == replace(new, id=made.id)
        started = replace(made, state=SetupState.STARTED, track_id=here.track.id)
        await tx.setups.save(started)
        assert await tx.setups.started(here.track.id) == started
        assert await tx.setups.of_team(here.team.id, SetupState.OPEN) == []
        assert await tx.setups.of_team(here.team.id, SetupState.STARTED) == [started]
        with pytest.raises(NotFound):
            await tx.setups.get(99)


async def test_the_vault_keeps_bytes_under_their_names(store: SqlStore) -> None:
    vault = StoreVault(store)
    assert await vault.get("slack/team/T1") is None
    await vault.put("slack/team/T1", b"\x00one")
    await vault.put("slack/team/T1", b"\xfftwo")
    assert await vault.get("slack/team/T1") == b"\xfftwo"
    assert not await vault.add("slack/team/T1", b"three")
    assert await vault.add("slack/team/T2", b"four")
    await vault.put("slack_team/T3", b"")
    assert await vault.names("slack/team/") == ["slack/team/T1", "slack/team/T2"]
    assert await vault.names("slack_") == ["slack_team/T3"]
    await vault.delete("slack/team/T1")
    await vault.delete("slack/team/T1")
    assert await vault.get("slack/team/T1") is None


async def test_of_many_who_add_one_name_one_succeeds(store: SqlStore) -> None:
    vault = StoreVault(store)
    took = await asyncio.gather(*(vault.add("lease", b"%d" % n) for n in range(8)))
    assert Counter(took) == {True: 1, False: 7}


async def test_a_team_is_gone_once_and_back_once(store: SqlStore) -> None:
    async with store.transaction() as tx:
        team = (await scene(tx)).team
        assert not await tx.teams.set_gone(team.id, None)
        assert await tx.teams.set_gone(team.id, MONDAY)
        assert not await tx.teams.set_gone(team.id, MONDAY + HOUR)
        found = await tx.teams.find(team.platform, team.external_id)
        assert found == replace(team, gone_at=MONDAY)
        assert await tx.teams.set_gone(team.id, None)
        assert await tx.teams.find("slack", team.external_id) is None


async def test_what_waits_for_a_team_is_dropped_and_what_was_sent_stays(store: SqlStore) -> None:
    async with store.transaction() as tx:
        team = (await scene(tx)).team
        sent = await tx.sends.add("a", team.id, Place("C1"), MESSAGE)
        waits = await tx.sends.add("b", team.id, Place("C1"), MESSAGE)
        assert sent is not None
        assert waits is not None
        await tx.sends.save(replace(sent, state=SendState.SENT))
        await tx.sends.drop(team.id, "gone")
        assert (await tx.sends.get(sent.id)).state is SendState.SENT
        assert (await tx.sends.get(waits.id)).state is SendState.DROPPED


def test_every_table_leads_to_a_team_or_is_known_to_be_of_none() -> None:
    assert {t.name for t in metadata.sorted_tables if belongs(t, 1) is None} == OF_NO_TEAM


async def _rows(store: SqlStore) -> dict[str, int]:
    """Table to its number of rows, jobs included."""
    names = [t.name for t in metadata.sorted_tables if t.name != "jobs"]
    async with store.reading() as tx:
        names.append("jobs" if tx.session.dialect == "sqlite" else "procrastinate_jobs")
        return {
            name: await tx.session.value(select(func.count()).select_from(text(name)))
            for name in names
        }


async def _fill(store: SqlStore, platform: str) -> int:
    async with store.transaction() as tx:
        team = await tx.teams.ensure(platform, "T1", "Team")
        ada = await tx.members.ensure(team.id, "ada", "Ada")
        track = await tx.tracks.add(a_track(team.id))
        await tx.tracks.join(track.id, ada.id, MONDAY.date())
        await tx.days.add_away(Away(ada.id, MONDAY.date(), MONDAY.date()), MONDAY)
        await tx.days.excuse(Excuse(track.id, MONDAY.date(), "why"))
        await tx.roles.set_manager(ada.id, manager=True)
        await tx.roles.set_manager_role(team.id, ManagerRole("7", "Mentors"), manager=True)
        await tx.preferences.set_keyword(ada.id, True)
        new = Setup(0, team.id, ada.id, {}, SetupState.STARTED, MONDAY, track.id)
        await tx.setups.add(new)
        first = await tx.sends.add(f"{platform}:a", team.id, Place("C1"), MESSAGE)
        assert first is not None
        await tx.sends.add(f"{platform}:b", team.id, Place("C1"), MESSAGE, updates=first.id)
        for args in ({"member": ada.id}, {"track": track.id}, {"team": team.id}):
            await tx.jobs.enqueue("later", args, run_at=MONDAY + 99 * HOUR)
        return team.id


async def test_deleting_a_team_leaves_every_other_row(store: SqlStore) -> None:
    await _fill(store, "discord")
    before = await _rows(store)
    team_id = await _fill(store, "slack")
    async with store.transaction() as tx:
        await tx.teams.delete(team_id)
    assert await _rows(store) == before
