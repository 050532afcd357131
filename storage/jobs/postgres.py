"""Procrastinate's jobs as rows: enqueued in our transactions, and seen by an operator.

Each task has a queue of its name, so a worker takes only what it can do. Retries are jobs of
their own: Procrastinate's retry fails where a job with the same queueing lock waits already."""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.types import JSONDict
from sqlalchemy import text

from bot.ports import JobRow
from storage.connections.errors import as_storage_error
from storage.connections.session import Session, Units, to_the_end

FAILURES, ERROR = "_failures", "_error"
"""What a job's args carry besides its ids, once an attempt has failed."""

_deferring = App(connector=PsycopgConnector())  # never opened: it defers on our connections

_SOONER = text(
    "UPDATE procrastinate_jobs SET scheduled_at = LEAST("
    "COALESCE(scheduled_at, now()), COALESCE(CAST(:run_at AS timestamptz), now())) "
    "WHERE queueing_lock = :key AND status = 'todo' RETURNING id"
)
_TAKE = text(
    "DELETE FROM procrastinate_jobs WHERE id = CAST(:id AS bigint) "
    "AND status = CAST(:status AS procrastinate_job_status) "
    "RETURNING task_name, args, queueing_lock"
)


class ProcrastinateQueue:
    """The JobQueue of one transaction, on its own connection."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def enqueue(
        self,
        task: str,
        args: Mapping[str, int | str],
        *,
        run_at: dt.datetime | None = None,
        key: str | None = None,
    ) -> None:
        """Where a job with that key waits already, it waits no longer than this one would.

        Its row stays locked until we commit, so no worker takes it before it can see our rows."""
        if key is None:
            await self._defer(task, [args], schedule_at=run_at)
            return
        while True:
            if await self._session.row(_SOONER, run_at=run_at, key=key):
                return
            with suppress(AlreadyEnqueued):  # by another transaction, in this moment
                async with self._session.connection.begin_nested():
                    await self._defer(task, [args], schedule_at=run_at, queueing_lock=key)
                return

    async def enqueue_many(self, task: str, args: Sequence[Mapping[str, int | str]]) -> None:
        if args:
            await self._defer(task, args)

    async def _defer(
        self, task: str, args: Sequence[Mapping[str, int | str]], **options: Any
    ) -> None:
        raw = await self._session.connection.get_raw_connection()
        deferrer = _deferring.configure_task(
            task, allow_unknown=True, queue=task, connection=raw.driver_connection, **options
        )
        try:
            values: list[JSONDict] = [dict(each) for each in args]
            await to_the_end(deferrer.batch_defer_async(*values))
        except ConnectorException as error:
            raise as_storage_error(error.__cause__ or error) from error


async def start_anew(
    session: Session, job_id: int, status: str, also: Mapping[str, int | str]
) -> bool:
    """A new job in the place of that one. False if another was quicker."""
    row = await session.row(_TAKE.bindparams(id=job_id, status=status))
    if row is None:
        return False
    queue = ProcrastinateQueue(session)
    await queue.enqueue(row["task_name"], {**row["args"], **also}, key=row["queueing_lock"])
    return True


_STATES: Mapping[str, Literal["queued", "running", "parked"]] = {
    "todo": "queued",
    "doing": "running",
    "failed": "parked",
}
_LISTING = text(
    "SELECT id, task_name, args, status, COALESCE(scheduled_at, now()) AS run_at "
    "FROM procrastinate_jobs WHERE status = ANY(CAST(:states AS procrastinate_job_status[])) "
    "ORDER BY id DESC LIMIT :limit"
)


class ProcrastinateAdmin:
    """What an operator sees of the jobs."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def listing(self, state: str | None = None, limit: int = 100) -> Sequence[JobRow]:
        """Newest first."""
        states = [ours for ours, name in _STATES.items() if state in (None, name)]
        async with self._units.reading() as unit:
            rows = await unit.session.rows(_LISTING.bindparams(states=states, limit=limit))
        return [_job(row) for row in rows]

    async def retry(self, job_id: int) -> bool:
        """Starts a parked job anew, under a new id. False if there is none of that id."""
        async with self._units.transaction() as unit:
            return await start_anew(unit.session, job_id, "failed", {FAILURES: 0})


def _job(row: Mapping[Any, Any]) -> JobRow:
    args = dict(row["args"])
    attempts, error = int(args.pop(FAILURES, 0)), str(args.pop(ERROR, ""))
    run_at = row["run_at"].astimezone(dt.UTC)
    return JobRow(
        row["id"], row["task_name"], args, _STATES[row["status"]], run_at, attempts, error
    )
