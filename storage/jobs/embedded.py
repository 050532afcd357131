"""The embedded job engine: jobs in the same SQLite file, worked off by one process."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import structlog
from filelock import FileLock, Timeout
from sqlalchemy import update

from bot.errors import StorageError
from bot.ports import Clock, JobRow, TaskFunction
from storage.connections.pressure import Pressure
from storage.connections.session import Units, to_the_end
from storage.jobs import table
from storage.jobs.retries import after
from storage.schema.tables import lanes

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
POLL = 1.0
"""The longest the worker rests, in seconds: another process may enqueue unseen."""


class EmbeddedJobs:
    """`concurrency` tasks at a time. When stopped, they get `grace` seconds to end."""

    def __init__(
        self,
        units: Units,
        clock: Clock,
        wake: asyncio.Event,
        lock_file: Path,
        pressure: Pressure,
        *,
        concurrency: int = 8,
        grace: float = 5.0,
    ) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake
        self._lock_file = lock_file
        self._pressure = pressure
        self._concurrency = concurrency
        self._grace = grace
        self._running: dict[asyncio.Task[None], int] = {}

    async def run(self, tasks: Mapping[str, TaskFunction]) -> None:
        """Waits until no other process works this file's jobs, then works until cancelled."""
        async with self._only_worker():
            renewing = asyncio.create_task(self._renew())
            try:
                await self._inherit()
                while True:
                    await self._step(tasks)
            finally:
                renewing.cancel()
                await to_the_end(self._stop())

    async def drain(self, tasks: Mapping[str, TaskFunction]) -> None:
        """Beside another process that runs, each job still goes to one of them."""
        try:
            while True:
                worked = bool(self._running)  # a job that ends while we look may enqueue another
                if self._room() > 0 and await self._until_next(tasks) <= 0:
                    await to_the_end(self._start_due(tasks))
                elif self._running:
                    await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
                elif not worked:
                    return
        finally:
            await to_the_end(self._stop())

    @asynccontextmanager
    async def _only_worker(self) -> AsyncIterator[None]:
        lock = FileLock(self._lock_file, thread_local=False)
        told = False
        while True:
            try:
                lock.acquire(blocking=False)
                break
            except Timeout:
                if not told:
                    log.info("another process works the jobs; waiting", lock=self._lock_file.name)
                told = True
                await asyncio.sleep(POLL)
        try:
            yield
        finally:
            lock.release()

    async def _inherit(self) -> None:
        """What the last process held when it died, jobs and lanes, is free again."""
        async with self._units.transaction() as unit:
            await table.give_back_all(unit.session, list(self._running.values()))
            await unit.session.count(update(lanes).values(token=None, until=None))

    async def _step(self, tasks: Mapping[str, TaskFunction]) -> None:
        """Starts what is due, or rests until something may be."""
        self._wake.clear()
        rest = POLL
        try:
            if self._room() > 0:
                rest = await self._until_next(tasks)
                if rest <= 0:
                    await to_the_end(self._start_due(tasks))
                    return
        except StorageError as error:
            log.warning("jobs wait for the database", why=str(error))
        with suppress(TimeoutError):
            async with asyncio.timeout(rest):
                await self._wake.wait()

    def _room(self) -> int:
        """While acknowledgements come in, one task at a time: all of it shares one processor."""
        most = 1 if self._pressure.is_on else self._concurrency
        return most - len(self._running)

    async def _until_next(self, tasks: Mapping[str, TaskFunction]) -> float:
        """Seconds until something may be due, at most POLL; 0 if something is."""
        async with self._units.reading() as unit:
            next_at = await table.next_run_at(unit.session, tasks)
        if next_at is None:
            return POLL
        return min(max((next_at - self._clock.now()).total_seconds(), 0.0), POLL)

    async def _start_due(self, tasks: Mapping[str, TaskFunction]) -> None:
        """Claims in one go what there is room for."""
        async with self._units.transaction() as unit:
            room = max(self._room(), 0)  # it may have shrunk while we came here
            claimed = await table.claim(unit.session, tasks, room, LEASE)
        for job in claimed:
            working = asyncio.create_task(self._work(job, tasks[job.task]))
            self._running[working] = job.id
            working.add_done_callback(self._ended)

    def _ended(self, working: asyncio.Task[None]) -> None:
        if not working.cancelled():  # a cancelled one's job is still to be given back
            del self._running[working]
            self._wake.set()

    async def _work(self, job: JobRow, task: TaskFunction) -> None:
        try:
            error = await _attempt(task, job)
            async with self._units.transaction() as unit:
                if error is None:
                    await table.finish(unit.session, job.id)
                else:
                    await table.settle(unit.session, job, after(error, job.attempts))
        except StorageError as error:
            # The job stays ours until its lease runs out, then it is run again.
            log.warning("a job's end was not stored", job=job.id, why=str(error))

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                async with self._units.transaction() as unit:
                    await table.renew(unit.session, list(self._running.values()), LEASE)
            except Exception as error:  # it must live as long as the worker
                log.warning("leases were not renewed", why=type(error).__name__)

    async def _stop(self) -> None:
        """Lets the running tasks end, then cancels them and gives their jobs back."""
        if self._running:
            await asyncio.wait(self._running, timeout=self._grace)
        if not self._running:
            return
        for working in self._running:
            working.cancel()
        await asyncio.wait(self._running)
        with suppress(StorageError):
            async with self._units.transaction() as unit:
                await table.give_back(unit.session, list(self._running.values()))
        self._running.clear()


async def _attempt(task: TaskFunction, job: JobRow) -> Exception | None:
    """The error of this attempt, or None. Logs it, without what its text may quote."""
    try:
        await task(job.args)
    except Exception as error:
        outcome = after(error, job.attempts)
        level = log.error if outcome.wait is None else log.info
        level("job not done", task=job.task, args=job.args, job=job.id, why=outcome.error)
        return error
    return None


class EmbeddedAdmin:
    """What an operator sees of the jobs."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def listing(self, state: str | None = None, limit: int = 100) -> Sequence[JobRow]:
        """Newest first."""
        async with self._units.reading() as unit:
            return await table.listing(unit.session, state, limit)

    async def retry(self, job_id: int) -> bool:
        """Starts a parked job anew. False if there is none of that id."""
        async with self._units.transaction() as unit:
            return await table.retry(unit.session, job_id)
