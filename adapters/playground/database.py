"""The playground's database: short transactions, and a version that tells when to look again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from typing import ParamSpec, Self, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.playground import tables
from adapters.playground.tables import versions
from bot.errors import StorageError

P = ParamSpec("P")
T = TypeVar("T")


def unbroken(
    call: Callable[P, Coroutine[object, object, T]],
) -> Callable[P, Coroutine[object, object, T]]:
    """Lets the call end also where its caller is cancelled meanwhile.

    A transaction that is cut off in the middle would keep its lock until it is collected."""

    @wraps(call)
    async def ended(*args: P.args, **kwargs: P.kwargs) -> T:
        work = asyncio.ensure_future(call(*args, **kwargs))
        cancelled: asyncio.CancelledError | None = None
        while not work.done():
            try:
                await asyncio.wait([work])
            except asyncio.CancelledError as error:
                cancelled = error
        if cancelled:
            work.exception()  # nobody else will look at it
            raise cancelled
        return work.result()

    return ended


class Database:
    """All calls raise StorageError where the database did not take it; nothing is half done."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._news = asyncio.Event()

    @classmethod
    async def open(cls, url: str) -> Self:
        """Opens the database at `url` and makes the playground's tables."""
        engine = tables.make_engine(url)
        try:
            await tables.create(engine)
        except SQLAlchemyError as error:
            await engine.dispose()
            raise StorageError("The playground's tables cannot be opened.") from error
        return cls(engine)

    async def close(self) -> None:
        await self._engine.dispose()

    @unbroken
    async def version(self) -> int:
        async with self.reading() as connection:
            return int(await connection.scalar(sa.select(versions.c.number)) or 0)

    async def wait(self, since: int, poll: float = 1.0) -> int:
        """Returns the version once it is past `since`; looks every `poll` seconds, as other
        processes write here too."""
        while True:
            news = self._news
            version = await self.version()
            if version > since:
                return version
            try:
                async with asyncio.timeout(poll):
                    await news.wait()
            except TimeoutError:
                continue

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One connection to read with."""
        try:
            async with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StorageError("The playground's database cannot be read. Try again.") from error

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[tuple[AsyncConnection, int]]:
        """One transaction, and the version it makes."""
        try:
            async with self._engine.begin() as connection:
                number = await connection.scalar(
                    versions.update()
                    .values(number=versions.c.number + 1)
                    .returning(versions.c.number)
                )
                yield connection, int(number or 0)
        except SQLAlchemyError as error:
            raise StorageError(
                "Not saved: the playground's database is busy. Try again."
            ) from error
        self._news.set()
        self._news = asyncio.Event()
