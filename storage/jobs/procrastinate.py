"""The job engine beyond one machine: Procrastinate, on PostgreSQL."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any

import psycopg
import structlog
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.app import WorkerOptions
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from sqlalchemy import URL, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from bot.errors import StorageError
from bot.ports import Clock, TaskFunction
from storage.connections.pressure import Pressure
from storage.connections.session import Units, to_the_end
from storage.jobs.postgres import ERROR, FAILURES, ProcrastinateQueue, start_anew
from storage.jobs.retries import Outcome, after

log = structlog.get_logger()

HEARTBEAT, DEAD_AFTER, POLL = 2.0, 8.0, 1.0
"""Seconds: between a worker's signs of life, until its jobs are taken back, between looks."""

_PARK = text(
    "UPDATE procrastinate_jobs SET args = args || :told WHERE id = CAST(:id AS bigint)"
).bindparams(bindparam("told", type_=JSONB))
_DUE = text(
    "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'todo' "
    "AND queue_name = ANY(:tasks) AND COALESCE(scheduled_at, now()) <= now())"
)


class ProcrastinateJobs:
    """`concurrency` tasks at a time. When stopped, they get `grace` seconds to end."""

    def __init__(
        self,
        units: Units,
        clock: Clock,
        url: URL,
        pressure: Pressure,
        *,
        concurrency: int = 8,
        grace: float = 5.0,
    ) -> None:
        self._units = units
        self._clock = clock
        self._pressure = pressure
        self._one_by_one = asyncio.Lock()
        self._url = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._options: WorkerOptions = {
            "concurrency": concurrency,
            "shutdown_graceful_timeout": grace,
            "fetch_job_polling_interval": POLL,
            "update_heartbeat_interval": HEARTBEAT,
            "stalled_worker_timeout": DEAD_AFTER,
            "delete_jobs": "successful",
            "install_signal_handlers": False,
        }

    async def run(self, tasks: Mapping[str, TaskFunction]) -> None:
        """Any number of processes may. Takes back what a dead one held."""
        while True:  # the worker ends where it loses the database
            try:
                async with self._app(tasks) as app:
                    await self._run_worker(app, tasks)
            except (ConnectorException, psycopg.Error) as error:
                log.warning("jobs wait for the database", why=type(error).__name__)
            await asyncio.sleep(POLL)

    async def _run_worker(self, app: App, tasks: Mapping[str, TaskFunction]) -> None:
        options: WorkerOptions = {**self._options, "queues": list(tasks)}
        reviving = asyncio.create_task(self._revive(app))
        try:
            await app.run_worker_async(**options)
        finally:
            reviving.cancel()
            await asyncio.wait([reviving])

    async def drain(self, tasks: Mapping[str, TaskFunction]) -> None:
        """Waits for what it started, however long it takes."""
        options: WorkerOptions = {**self._options, "queues": list(tasks), "wait": False}
        del options["shutdown_graceful_timeout"]
        async with self._app(tasks) as app:
            while await self._is_due(list(tasks)):
                await app.run_worker_async(**options)

    async def _is_due(self, tasks: list[str]) -> bool:
        async with self._units.reading() as unit:
            return bool(await unit.session.value(_DUE.bindparams(tasks=tasks)))

    @asynccontextmanager
    async def _app(self, tasks: Mapping[str, TaskFunction]) -> AsyncIterator[App]:
        app = App(connector=PsycopgConnector(conninfo=self._url, min_size=1, max_size=4))
        for name, task in tasks.items():
            app.task(name=name, queue=name, pass_context=True)(self._attempts_of(task))
        async with app.open_async():
            yield app

    def _attempts_of(self, task: TaskFunction) -> Callable[..., Awaitable[None]]:
        async def attempt(context: JobContext, **args: Any) -> None:
            failures = int(args.pop(FAILURES, 0))
            args.pop(ERROR, None)
            try:
                async with self._turn():
                    await task(args)
            except asyncio.CancelledError:  # we are stopping, and its time is up
                stopped = Outcome(dt.timedelta(0), failures, "stopped")
                await to_the_end(self._settle(context.job, args, stopped))
            except Exception as error:
                outcome = after(error, failures)
                level = log.error if outcome.wait is None else log.info
                level("job not done", task=context.job.task_name, args=args, why=outcome.error)
                await self._settle(context.job, args, outcome)
                if outcome.wait is None:
                    raise Parked(outcome.error) from None

        return attempt

    def _turn(self) -> AbstractAsyncContextManager[object]:
        """While acknowledgements come in, tasks start one at a time: all share one processor."""
        return self._one_by_one if self._pressure.is_on else nullcontext()

    async def _settle(self, job: Job, args: Mapping[str, int | str], outcome: Outcome) -> None:
        """Enqueues the next attempt, or notes why there is none. Waits for a lost database."""
        told: Mapping[str, int | str] = {FAILURES: outcome.attempts, ERROR: outcome.error}
        while True:
            try:
                async with self._units.transaction() as unit:
                    if outcome.wait is None:
                        await unit.session.count(_PARK.bindparams(id=job.id, told=told))
                        return
                    run_at = self._clock.now() + outcome.wait
                    queue = ProcrastinateQueue(unit.session)
                    await queue.enqueue(
                        job.task_name, {**args, **told}, run_at=run_at, key=job.queueing_lock
                    )
                    return
            except StorageError as error:
                log.warning("a job's end was not stored yet", job=job.id, why=str(error))
                await asyncio.sleep(POLL)

    async def _revive(self, app: App) -> None:
        """Brings back the jobs of workers that show no more signs of life."""
        while True:
            try:
                lost = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER)
                for job in lost:
                    async with self._units.transaction() as unit:
                        await start_anew(unit.session, int(job.id or 0), "doing", {})
            except Exception as error:  # it must live as long as the worker
                log.warning("lost jobs were not brought back", why=type(error).__name__)
            await asyncio.sleep(HEARTBEAT)


class Parked(Exception):
    """Tells Procrastinate that a job has failed for good; without the cause, which may quote."""
