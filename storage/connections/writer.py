"""SQLite takes one writer at a time, and each commit waits for the disk. So transactions that
come together share one commit: each is a savepoint in it, and returns only after it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StorageError
from bot.ports import Clock
from storage.connections.errors import as_storage_error
from storage.connections.session import Session, to_the_end

LARGEST_GROUP = 64


class Writer:
    """One connection, used in turns. Urgent turns come first, else first come, first served;
    but after a full group of them one of the others has its turn."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._connection: AsyncConnection | None = None
        self._taken = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._patient: deque[asyncio.Future[None]] = deque()
        self._group: asyncio.Future[StorageError | None] | None = None
        self._size = 0

    @asynccontextmanager
    async def turn(self, urgent: bool) -> AsyncIterator[Session]:
        """A savepoint of its own. Leaves when the commit that holds it is done.

        Raises StorageError where it could not begin, or its commit failed."""
        await self._take(urgent)
        try:
            session, group = await to_the_end(self._begin())
        except BaseException:
            await to_the_end(self._end("ROLLBACK TO unit"))
            raise
        try:
            yield session
        except BaseException:
            await to_the_end(self._end("ROLLBACK TO unit"))
            raise
        await to_the_end(self._end("RELEASE unit"))
        failure = await asyncio.shield(group)
        if failure:
            raise StorageError(str(failure)) from failure

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _take(self, urgent: bool) -> None:
        if not self._taken:
            self._taken = True
            return
        queue = self._urgent if urgent else self._patient
        mine = asyncio.get_running_loop().create_future()
        queue.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine in queue:
                queue.remove(mine)
            else:  # the turn was given to us in the same moment
                await to_the_end(self._pass_on())
            raise

    async def _begin(self) -> tuple[Session, asyncio.Future[StorageError | None]]:
        try:
            if self._connection is None:
                self._connection = await self._engine.connect()
            if self._group is None:
                await self._connection.begin()
                self._group = asyncio.get_running_loop().create_future()
            await self._connection.exec_driver_sql("SAVEPOINT unit")
        except Exception as error:
            await self._fail(error)
            raise
        return Session(self._connection, self._clock, at_once=True), self._group

    async def _end(self, how: str) -> None:
        """Keeps or takes back the savepoint, then lets the next one in."""
        if self._connection is not None and self._group is not None:
            try:
                # A full disk may make SQLite take back the whole transaction, savepoints too.
                await self._connection.exec_driver_sql(how)
                self._size += 1
            except Exception as error:
                await self._fail(error)
        await self._pass_on()

    async def _pass_on(self) -> None:
        full = self._size >= LARGEST_GROUP
        if self._group is not None and (full or not (self._urgent or self._patient)):
            await self._commit()
        waiting = (full and self._patient) or self._urgent or self._patient
        if waiting:
            waiting.popleft().set_result(None)
        else:
            self._taken = False

    async def _commit(self) -> None:
        assert self._connection is not None
        assert self._group is not None
        try:
            await self._connection.commit()
        except Exception as error:
            await self._fail(error)
        else:
            self._close_group(None)

    async def _fail(self, error: Exception) -> None:
        """Tells everyone in the group that nothing was stored, and starts afresh."""
        self._close_group(as_storage_error(error))
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            raw = await connection.get_raw_connection()
            if raw.driver_connection is not None:
                await raw.driver_connection.rollback()  # for SQLAlchemy, a failed commit ended it
            await connection.close()
        except Exception:  # the group was told why above; what cannot roll back is thrown away
            await connection.invalidate()

    def _close_group(self, outcome: StorageError | None) -> None:
        if self._group is not None:
            self._group.set_result(outcome)
        self._group, self._size = None, 0
