"""A quicker way to the thread in which SQLite works.

The driver visits its thread four times for one statement: to make a cursor, to execute, to fetch
and to close. Each visit costs more than most statements here, and under load the thread waits
for the interpreter each time. This one goes once, and for the writer's single statements not at
all: inside BEGIN IMMEDIATE they wait for no lock and no disk, and take some 20 microseconds.
What may wait still goes to the thread: BEGIN, COMMIT, reading and many rows at once."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite


class OneHopCursor:
    """As much of a cursor as SQLAlchemy uses; rows are fetched with the statement."""

    arraysize = 1

    def __init__(self, connection: "OneHopConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "OneHopCursor":
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> None:
        if self._connection.holds_lock:
            self._work(sqlite3.Cursor.execute, statement, parameters)
            return
        await self._connection.visit(self._work, sqlite3.Cursor.execute, statement, parameters)

    async def executemany(self, statement: str, parameters: Any) -> None:
        await self._connection.visit(self._work, sqlite3.Cursor.executemany, statement, parameters)

    def _work(self, how: Any, statement: str, parameters: Any) -> None:
        cursor = self._connection._conn.cursor()
        try:
            how(cursor, statement, parameters)
            self._rows = cursor.fetchall()
            self.description, self.rowcount = cursor.description, cursor.rowcount
            self.lastrowid = cursor.lastrowid
        finally:
            cursor.close()

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """It is closed already."""


class OneHopConnection(aiosqlite.Connection):
    writes = False

    @property
    def holds_lock(self) -> bool:
        """Whether a transaction of the writer is open; a reader's may yet have to wait."""
        return self.writes and self._conn.in_transaction

    def cursor(self) -> OneHopCursor:  # type: ignore[override]
        return OneHopCursor(self)

    async def visit(self, work: Callable[..., None], *args: Any) -> None:
        await self._execute(work, *args)  # type: ignore[no-untyped-call]

    def stop(self) -> asyncio.Future[Any] | None:
        self._stopped = super().stop()
        return self._stopped

    async def _connect(self) -> aiosqlite.Connection:
        """Where it fails, also waits for the thread's end, which the driver does not."""
        try:
            return await super()._connect()
        except Exception:  # whatever it was, the thread would outlive it
            if self._stopped is not None:
                await self._stopped
            raise


def connect(*args: Any, writes: bool, **options: Any) -> OneHopConnection:
    """As `aiosqlite.connect`. `writes`: all its transactions are BEGIN IMMEDIATE."""
    options["check_same_thread"] = False
    connection = OneHopConnection(lambda: sqlite3.connect(*args, **options), 64)
    connection.writes = writes
    connection._thread.daemon = True
    return connection
