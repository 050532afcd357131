"""The statements of one unit of work, on one connection."""

import asyncio
import functools
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

from sqlalchemy import CursorResult, Executable, RowMapping, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import Clock

T = TypeVar("T")


async def to_the_end(work: Coroutine[Any, Any, T]) -> T:
    """Awaits `work` to its end, also where the caller is cancelled meanwhile; then cancels."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled:
        if not task.cancelled():
            task.exception()
        raise cancelled
    return task.result()


class Session:
    """Runs statements and gives rows as mappings.

    `values` are those of a statement's bindparams. What runs for each answer is put together
    once, at its module's import: to put a statement together takes longer than to run it.

    A statement runs to its end even where its task is cancelled: SQLAlchemy would drop the
    connection, and a reader of SQLite leaves its thread behind. SQLite's writer does not even
    pause (one_hop.py), and PostgreSQL may lose a connection, for no other unit of work has written
    on it: `at_once` spares these the task."""

    def __init__(self, connection: AsyncConnection, clock: Clock, *, at_once: bool = False) -> None:
        self.connection = connection
        self.clock = clock
        self.dialect = connection.dialect.name
        self._at_once = at_once

    async def rows(self, statement: Executable, **values: Any) -> Sequence[RowMapping]:
        return (await self._run(statement, values)).mappings().all()

    async def row(self, statement: Executable, **values: Any) -> RowMapping | None:
        return (await self._run(statement, values)).mappings().first()

    async def value(self, statement: Executable, **values: Any) -> Any:
        """The first column of the first row, or None."""
        return (await self._run(statement, values)).scalar()

    async def count(self, statement: Executable, **values: Any) -> int:
        """Runs it and returns how many rows it touched."""
        return (await self._run(statement, values)).rowcount

    async def many(self, statement: Executable, values: Sequence[Mapping[str, Any]]) -> None:
        """The same statement for many sets of values."""
        if values:
            await to_the_end(self.connection.execute(statement, list(map(dict, values))))

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An INSERT that knows ON CONFLICT; both dialects have it, each in a class of its own."""
        return _insert(self.dialect, table)

    async def add(self, table: Table, values: Mapping[str, Any]) -> RowMapping | None:
        """The new row, or None where a unique key already holds."""
        statement = _adding(self.dialect, table)
        return (await self._run(statement, values)).mappings().first()

    async def _run(self, statement: Executable, values: Mapping[str, Any]) -> CursorResult[Any]:
        work = self.connection.execute(statement, dict(values) or None)
        return await (work if self._at_once else to_the_end(work))


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@functools.cache
def _adding(dialect: str, table: Table) -> Executable:
    return _insert(dialect, table).on_conflict_do_nothing().returning(table)


class Unit(Protocol):
    """A unit of work as this package sees it: with its session."""

    session: Session


class Units(Protocol):
    """What job engines need of the store."""

    def transaction(self) -> AbstractAsyncContextManager[Unit]: ...
    def reading(self) -> AbstractAsyncContextManager[Unit]: ...
