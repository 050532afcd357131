"""The store on each of the two databases, and how to open it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from sqlalchemy import URL

from bot.ports import Clock, JobEngine
from bot.sending.outbox import JobQueue
from storage.connections.engine import BUSY_TIMEOUT, parse
from storage.connections.errors import translated
from storage.connections.pressure import Pressure
from storage.connections.session import Session
from storage.connections.writer import Writer
from storage.jobs.embedded import EmbeddedAdmin, EmbeddedJobs
from storage.jobs.table import EmbeddedQueue
from storage.migrate import bring_up_to_date, check
from storage.unit import SqlStore, SqlTransaction, one_at_a_time


class SqliteStore(SqlStore):
    def __init__(self, url: URL, clock: Clock, busy_timeout: int = BUSY_TIMEOUT) -> None:
        super().__init__(url, clock, busy_timeout)
        self._writer = Writer(self._writing, clock)
        self._pressure = Pressure()
        self._lock_file = Path(f"{url.database}.jobs.lock")
        self._enqueued = asyncio.Event()
        self.job_admin = EmbeddedAdmin(self)

    @asynccontextmanager
    async def transaction(self, *, urgent: bool = False) -> AsyncIterator[SqlTransaction]:
        if urgent:
            self._pressure.note()
        with one_at_a_time(), translated():
            async with self._writer.turn(urgent) as session:
                queue = EmbeddedQueue(session)
                yield SqlTransaction(session, queue)
            if queue.used:
                self._enqueued.set()

    def _queue(self, session: Session) -> JobQueue:
        return EmbeddedQueue(session)

    def jobs(self, *, concurrency: int = 8, grace: float = 5.0) -> JobEngine:
        return EmbeddedJobs(
            self,
            self._clock,
            self._enqueued,
            self._lock_file,
            self._pressure,
            concurrency=concurrency,
            grace=grace,
        )

    async def close(self) -> None:
        await self._writer.close()
        await super().close()


BACKGROUND = 6
"""Connections that work in the background may hold, so that acknowledgements find one free. While
those come in, it begins with one at a time."""


class PostgresStore(SqlStore):
    """Procrastinate is imported where it is used: SQLite's start need not wait for it."""

    def __init__(self, url: URL, clock: Clock) -> None:
        from storage.jobs.postgres import ProcrastinateAdmin

        super().__init__(url, clock)
        self._url = url
        self._patient, self._pressed = asyncio.Semaphore(BACKGROUND), asyncio.Lock()
        self._pressure = Pressure()
        self.job_admin = ProcrastinateAdmin(self)

    @asynccontextmanager
    async def transaction(self, *, urgent: bool = False) -> AsyncIterator[SqlTransaction]:
        if urgent:
            self._pressure.note()
        with one_at_a_time(), translated():
            async with self._turn(urgent), self._writing.begin() as connection:
                session = Session(connection, self._clock, at_once=True)
                yield SqlTransaction(session, self._queue(session))

    def _turn(self, urgent: bool) -> AbstractAsyncContextManager[object]:
        if urgent:
            return contextlib.nullcontext()
        return self._pressed if self._pressure.is_on else self._patient

    def _queue(self, session: Session) -> JobQueue:
        from storage.jobs.postgres import ProcrastinateQueue

        return ProcrastinateQueue(session)

    def jobs(self, *, concurrency: int = 8, grace: float = 5.0) -> JobEngine:
        from storage.jobs.procrastinate import ProcrastinateJobs

        return ProcrastinateJobs(
            self,
            self._clock,
            self._url,
            self._pressure,
            concurrency=concurrency,
            grace=grace,
        )


async def open_store(url: str, *, clock: Clock, migrate: bool | None = None) -> SqlStore:
    """The store at a DATABASE_URL, its schema checked.

    `migrate`: bring an old schema up to date first; by default SQLite does, PostgreSQL does not.
    Raises SettingsError (address), StorageError (not reachable), MigrationNeeded."""
    address = parse(url)
    on_sqlite = address.get_backend_name() == "sqlite"
    if on_sqlite if migrate is None else migrate:
        await bring_up_to_date(address)
    else:
        await check(address)
    return SqliteStore(address, clock) if on_sqlite else PostgresStore(address, clock)
