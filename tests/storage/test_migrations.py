"""The schema in the database is the declared one, whichever way it got there."""

import asyncio
import datetime as dt
import sqlite3
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, insert, inspect, select, text
from support.clock import MovableClock

from bot.errors import MigrationNeeded
from storage import SqlStore, migrate, open_store
from storage.connections.engine import parse, writing_engine
from storage.migrate import HEAD, alembic_config
from storage.schema.metadata import metadata

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


NOON = dt.datetime(2025, 3, 3, 12, tzinfo=dt.UTC)
SAMPLES: Mapping[type, Any] = {
    bool: True,
    bytes: b"x",
    object: {},  # JSON
    dt.date: NOON.date(),
    dt.datetime: NOON,
    dt.time: NOON.time(),
    float: 0.5,
    int: 1,
    str: "x",
}
"""What a row holds. Each table gets one row, so 1 is also the id that others refer to."""

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


async def on(url: str, work: Any) -> Any:
    engine = writing_engine(parse(url))
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def ours(connection: Connection) -> Sequence[Table]:
    """The tables as they are in the database now."""
    found = MetaData()
    names = [n for n in inspect(connection).get_table_names() if not n.startswith(OTHERS)]
    found.reflect(connection, only=names)
    return [t for t in found.sorted_tables if t.name != "alembic_version"]


def first_version(connection: Connection) -> Rows:
    """As the first released schema was, with a row in every table."""
    command.upgrade(alembic_config(connection), "0004")
    for table in ours(connection):
        row = {c.name: SAMPLES[c.type.python_type] for c in table.columns if c.name != "id"}
        connection.execute(insert(table).values(row))
    return rows(connection)


def rows(connection: Connection) -> Rows:
    return {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in ours(connection)
    }


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_every_row_of_the_first_schema_is_there_after_the_upgrade(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, clock: MovableClock
) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    if kind == "postgresql":
        url = request.getfixturevalue("empty_postgres")
    before: Rows = await on(url, first_version)
    assert {"answers", "cards", "critiques", "feedback", "roles", "vault"} < set(before)

    await migrate(url)
    after: Rows = await on(url, rows)
    for name, [old] in before.items():
        assert old.items() <= after[name][0].items(), name
    store = await open_store(url, clock=clock)
    async with store.transaction() as tx:
        assert await tx.session.connection.run_sync(differences) == []
        if kind == "sqlite":
            assert await tx.session.rows(text("PRAGMA foreign_key_check")) == []
        team = await tx.teams.find("x", "x")
        assert team is not None
        assert (await tx.members.get(1)).team_id == team.id
    await store.close()


async def test_on_sqlite_the_ids_of_deleted_rows_do_not_come_again(sqlite_store: SqlStore) -> None:
    async with sqlite_store.reading() as tx:
        made = await tx.session.rows(
            text("SELECT name FROM sqlite_master WHERE sql LIKE '% AUTOINCREMENT%'")
        )
    declared = {
        t.name for t in metadata.tables.values() if t.dialect_options["sqlite"]["autoincrement"]
    }
    assert {row["name"] for row in made} == declared > {"answers", "members"}


async def test_sqlite_upgrades_itself_also_when_two_start_at_once(
    tmp_path: Path, clock: MovableClock
) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    stores = await asyncio.gather(*(open_store(url, clock=clock) for _ in range(2)))
    for store in stores:
        await store.ping()
        await store.close()


async def test_a_start_waits_longer_for_an_upgrade_than_for_another_writer(
    tmp_path: Path, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("storage.migrate"), "BUSY_TIMEOUT", 10)
    path = tmp_path / "new.db"
    upgrading = sqlite3.connect(path, isolation_level=None)
    upgrading.execute("PRAGMA journal_mode = WAL")
    upgrading.execute("BEGIN IMMEDIATE")
    second = asyncio.create_task(open_store(f"sqlite:///{path}", clock=clock))
    await asyncio.wait([second], timeout=0.3)
    assert not second.done()
    upgrading.execute("ROLLBACK")
    upgrading.close()
    await (await second).close()


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
        ("SELECT id FROM sends WHERE key >= 'a:' AND key < 'a;'", "autoindex_sends"),
        (
            "SELECT id FROM sends WHERE team_id = 1 AND created_at > 'x' AND lane LIKE 'dm:%'",
            "ix_sends_team_id_created_at",
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
