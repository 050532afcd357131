"""The schema in the database is the declared one, whichever way it got there."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from support.clock import MovableClock

from bot.errors import MigrationNeeded
from storage import SqlStore, migrate, open_store
from storage.metadata import metadata
from storage.migrate import HEAD, alembic_config

OTHERS = ("procrastinate_", "playground_")


def differences(connection: Connection) -> list[Any]:
    postgres = connection.dialect.name == "postgresql"

    def is_ours(_item: Any, name: str | None, kind: str, *_rest: Any) -> bool:
        if kind != "table" or name is None:
            return True
        return not name.startswith(OTHERS) and not (postgres and name == "jobs")

    options = {"compare_type": True, "include_object": is_ours}
    found: list[Any] = compare_metadata(
        MigrationContext.configure(connection, opts=options), metadata
    )
    return found


async def test_the_upgraded_schema_is_the_declared_one(store: SqlStore) -> None:
    async with store.reading() as tx:
        assert await tx.session.connection.run_sync(differences) == []


async def test_a_difference_would_be_seen(sqlite_store: SqlStore) -> None:
    async with sqlite_store.transaction() as tx:
        await tx.session.count(text("DROP INDEX ix_rounds_team_id_local_date"))
        assert len(await tx.session.connection.run_sync(differences)) == 1


def test_the_newest_revision_is_the_one_that_is_checked_for() -> None:
    config = alembic_config(None)
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


async def test_sqlite_upgrades_itself_also_when_two_start_at_once(
    tmp_path: Path, clock: MovableClock
) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    stores = await asyncio.gather(*(open_store(url, clock=clock) for _ in range(2)))
    for store in stores:
        await store.ping()
        await store.close()


async def test_postgresql_names_the_command_and_upgrades_when_told_to(
    empty_postgres: str, clock: MovableClock
) -> None:
    with pytest.raises(MigrationNeeded, match="whetstone migrate"):
        await open_store(empty_postgres, clock=clock)
    await migrate(empty_postgres)
    await migrate(empty_postgres)
    store = await open_store(empty_postgres, clock=clock)
    await store.ping()
    await store.close()


async def test_a_newer_schema_is_not_touched(database_url: str, clock: MovableClock) -> None:
    store = await open_store(database_url, clock=clock)
    async with store.transaction() as tx:
        await tx.session.count(text("UPDATE alembic_version SET version_num = '9999'"))
    await store.close()
    for told_to in (True, False):
        with pytest.raises(MigrationNeeded, match="newer Whetstone"):
            await open_store(database_url, clock=clock, migrate=told_to)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ("SELECT id FROM jobs WHERE state = 'queued' AND run_at <= 'x'", "ix_jobs_run_at"),
        (
            "SELECT id FROM sends WHERE team_id = 1 AND lane = 'C1' AND state = 'pending' "
            "AND state IN ('pending', 'sending', 'unknown')",
            "ix_sends_team_id_lane",
        ),
        ("SELECT id FROM tracks WHERE next_fire_at <= 'x'", "ix_tracks_next_fire_at"),
    ],
)
async def test_what_is_asked_often_uses_its_index(
    sqlite_store: SqlStore, query: str, index: str
) -> None:
    async with sqlite_store.reading() as tx:
        plan = await tx.session.rows(text(f"EXPLAIN QUERY PLAN {query}"))
    assert index in plan[0]["detail"]
