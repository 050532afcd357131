"""A database that cannot take it says so in words that help, and loses nothing."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from support.clock import MovableClock

from bot.errors import SettingsError, StorageError
from storage import SqlStore, open_store
from storage.connections.engine import _prepare, parse
from storage.store import SqliteStore


def test_a_commit_is_on_the_disk_before_it_is_confirmed(tmp_path: Path) -> None:
    """Only here: the other tests do not wait for the disk (conftest)."""
    connection = sqlite3.connect(tmp_path / "whetstone.db")
    _prepare(connection, read_only=False)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,), "FULL"
    connection.close()


async def add_team(store: SqlStore, name: str) -> None:
    async with store.transaction() as tx:
        await tx.teams.ensure("slack", name, name)


async def teams(store: SqlStore) -> list[str]:
    async with store.reading() as tx:
        rows = await tx.session.rows(text("SELECT external_id FROM teams ORDER BY id"))
    return [row["external_id"] for row in rows]


async def limit_pages(store: SqlStore, pages: int) -> None:
    async with store.transaction() as tx:
        await tx.session.value(text(f"PRAGMA max_page_count = {pages}"))


async def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(
    sqlite_store: SqlStore,
) -> None:
    await add_team(sqlite_store, "before")
    await limit_pages(sqlite_store, 1)  # SQLite takes the present size as the least
    with pytest.raises(StorageError, match=r"disk .* is full\. Nothing was stored\. Free"):
        await add_team(sqlite_store, "x" * 100_000)
    assert await teams(sqlite_store) == ["before"]
    await limit_pages(sqlite_store, 1_000_000)
    await add_team(sqlite_store, "after")
    assert await teams(sqlite_store) == ["before", "after"]


async def test_a_full_disk_is_told_to_the_whole_group_or_spares_it(
    sqlite_store: SqlStore,
) -> None:
    await limit_pages(sqlite_store, 1)
    names = ["a", "x" * 100_000, "b"]
    results = await asyncio.gather(
        *(add_team(sqlite_store, name) for name in names), return_exceptions=True
    )
    said = [name for name, result in zip(names, results, strict=True) if result is None]
    assert isinstance(results[1], StorageError)
    assert await teams(sqlite_store) == said


async def test_a_locked_database_is_tried_again_later(sqlite_url: str, clock: MovableClock) -> None:
    store = SqliteStore(parse(sqlite_url), clock, busy_timeout=50)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked by another program"):
        await add_team(store, "early")
    assert await teams(store) == []
    other.execute("ROLLBACK")
    await add_team(store, "later")
    assert await teams(store) == ["later"]
    other.close()
    await store.close()


async def test_a_read_only_file_is_named_as_such_and_can_be_read(
    sqlite_url: str, clock: MovableClock
) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    store = await open_store(f"sqlite:///file:{path}?mode=ro&uri=true", clock=clock)
    with pytest.raises(StorageError, match="cannot be written to"):
        await add_team(store, "late")
    assert await teams(store) == []
    await store.close()


async def test_a_file_that_turns_read_only_loses_nothing(sqlite_store: SqlStore) -> None:
    await add_team(sqlite_store, "before")
    async with sqlite_store.transaction() as tx:
        await tx.session.count(text("PRAGMA query_only = 1"))
    with pytest.raises(StorageError, match="cannot be written to"):
        await add_team(sqlite_store, "during")
    assert await teams(sqlite_store) == ["before"]


async def test_a_missing_folder_is_named_as_such(tmp_path: Path, clock: MovableClock) -> None:
    with pytest.raises(StorageError, match="folder is there"):
        await open_store(f"sqlite:///{tmp_path}/none/x.db", clock=clock)


async def test_a_file_that_is_no_database_is_left_alone(
    tmp_path: Path, clock: MovableClock
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes " * 500)
    with pytest.raises(StorageError, match="is no database"):
        await open_store(f"sqlite:///{path}", clock=clock)
    assert path.read_text() == "my notes " * 500


async def test_a_server_that_is_away_is_named_without_its_password(clock: MovableClock) -> None:
    with pytest.raises(StorageError, match="cannot be reached") as error:
        await open_store("postgres://ada:sesame@127.0.0.1:1/practice", clock=clock)
    assert "sesame" not in str(error.value)


async def test_a_connection_that_breaks_is_replaced(postgres_store: SqlStore) -> None:
    await add_team(postgres_store, "before")

    async def break_it() -> None:
        async with postgres_store.transaction() as tx:
            await tx.teams.ensure("slack", "during", "during")
            await tx.session.value(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(StorageError, match="cannot be reached"):
        await break_it()
    await add_team(postgres_store, "after")
    assert await teams(postgres_store) == ["before", "after"]


async def test_reading_cannot_write(store: SqlStore) -> None:
    async def write() -> None:
        async with store.reading() as tx:
            await tx.teams.ensure("slack", "T", "T")

    with pytest.raises(StorageError, match="cannot be written to"):
        await write()
    await add_team(store, "after")
    assert await teams(store) == ["after"]


@pytest.mark.parametrize(
    "url", ["", "practice", "sqlite://", "sqlite:///:memory:", "mysql://ada:sesame@host/x"]
)
async def test_an_address_that_is_not_understood_says_what_would_be(
    url: str, clock: MovableClock
) -> None:
    with pytest.raises(SettingsError, match=r"sqlite:///whetstone\.db") as error:
        await open_store(url, clock=clock)
    assert "sesame" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite"),
        ("sqlite+aiosqlite:///x.db", "sqlite+aiosqlite"),
        ("postgres://host/x", "postgresql+psycopg"),
        ("postgresql://host/x", "postgresql+psycopg"),
        ("postgresql+asyncpg://host/x", "postgresql+psycopg"),
    ],
)
def test_the_plain_forms_of_an_address_are_understood(url: str, driver: str) -> None:
    assert parse(url).drivername == driver
