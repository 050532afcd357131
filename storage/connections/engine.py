"""From DATABASE_URL to SQLAlchemy engines."""

import asyncio
import sqlite3
from typing import Any

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import SettingsError
from storage.connections import one_hop

BUSY_TIMEOUT = 5_000
"""How long a statement waits for another's lock, in milliseconds."""
_CONNECT_TIMEOUT = 5
_READERS = 4
_CONNECTIONS = 10
"""Of PostgreSQL, for writing as for reading. More do not work faster, and would come and go: each
new one is a process of the server. Who finds none free waits for one."""


def parse(url: str) -> URL:
    """The address with its async driver. Takes the plain forms that hosting platforms give.

    Raises SettingsError, without repeating the address: it may hold a password."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingsError(_WRONG) from None
    kind = parsed.drivername.partition("+")[0]
    if kind == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite+aiosqlite")
    if kind in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    raise SettingsError(_WRONG)


_WRONG = (
    "DATABASE_URL: not understood. Use sqlite:///whetstone.db or "
    "postgresql://user:password@host/database"
)


def writing_engine(url: URL, busy_timeout: int = BUSY_TIMEOUT) -> AsyncEngine:
    """SQLite: one connection whose transactions are BEGIN IMMEDIATE. PostgreSQL: a pool."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, "BEGIN IMMEDIATE", 1, busy_timeout, read_only=False)
    return _postgres(url)


def reading_engine(url: URL) -> AsyncEngine:
    """Transactions that see one state of the database and cannot change it."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, "BEGIN", _READERS, BUSY_TIMEOUT, read_only=True)
    engine = _postgres(url)
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _postgres(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        connect_args={
            "connect_timeout": _CONNECT_TIMEOUT,
            "options": f"-c lock_timeout={BUSY_TIMEOUT}",
        },
    )


def _sqlite(url: URL, begin: str, size: int, busy_timeout: int, *, read_only: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=size,
        max_overflow=0,
        # The driver begins nothing by itself; the listener below does.
        connect_args={
            "isolation_level": None,
            "timeout": busy_timeout / 1000,
            "async_creator_fn": one_hop.connect,
            "writes": not read_only,
        },
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        try:
            _prepare(connection, read_only=read_only)
        except Exception:  # whatever it was, nobody else would end the connection's thread
            connection.close()
            raise

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _use_wal(connection: Any, cursor: Any) -> None:
    """Two that open a new file at once would each wait for the other to let go of it, so SQLite
    fails one of them at once, without its timeout (docs: sqlite3_busy_handler)."""
    for pause in (0.02, 0.2):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            connection.run_async(lambda _, pause=pause: asyncio.sleep(pause))
    cursor.execute("PRAGMA journal_mode = WAL")


def _prepare(connection: Any, *, read_only: bool) -> None:
    cursor = connection.cursor()
    if not read_only:
        _use_wal(connection, cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.execute(f"PRAGMA query_only = {int(read_only)}")
    cursor.close()
