"""The embedded engine's jobs: every statement on the `jobs` table.

The state is written as a literal, else SQLite does not use the partial indexes."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, literal, select, text, update
from sqlalchemy.dialects import sqlite

from bot.ports import JobRow
from storage.connections.session import Session
from storage.jobs.retries import Outcome
from storage.schema.columns import Instant, as_type
from storage.schema.tables import QUEUED, jobs

_RUNNING = text("state = 'running'")
_put = sqlite.insert(jobs)
_PUT = _put.on_conflict_do_update(
    index_elements=["key"],
    index_where=QUEUED,
    set_={"run_at": func.min(jobs.c.run_at, _put.excluded.run_at)},
)


class EmbeddedQueue:
    """The JobQueue of one transaction. `used`: whether anything was enqueued in it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.used = False

    async def enqueue(
        self,
        task: str,
        args: Mapping[str, int | str],
        *,
        run_at: dt.datetime | None = None,
        key: str | None = None,
    ) -> None:
        """Where a job with that key waits already, it waits no longer than this one would."""
        self.used = True
        values = _values(task, args, run_at or self._session.clock.now())
        await self._session.count(_PUT, **values, key=key)

    async def enqueue_many(self, task: str, args: Sequence[Mapping[str, int | str]]) -> None:
        self.used = True
        now = self._session.clock.now()
        await self._session.many(jobs.insert(), [_values(task, each, now) for each in args])


def _values(task: str, args: Mapping[str, int | str], run_at: dt.datetime) -> dict[str, Any]:
    return {
        "task": task,
        "args": dict(args),
        "state": "queued",
        "run_at": run_at,
        "attempts": 0,
        "error": "",
    }


async def next_run_at(session: Session, tasks: Collection[str]) -> dt.datetime | None:
    """When the first waiting job of those tasks is due."""
    query = select(jobs.c.run_at).where(QUEUED, jobs.c.task.in_(tasks))
    first: dt.datetime | None = await session.value(query.order_by(jobs.c.run_at).limit(1))
    return first


async def claim(
    session: Session, tasks: Collection[str], limit: int, lease: dt.timedelta
) -> Sequence[JobRow]:
    """Takes up to `limit` due jobs, those due first; they are ours until the lease runs out."""
    now = session.clock.now()
    due = (
        select(jobs.c.id)
        .where(QUEUED, jobs.c.run_at <= now, jobs.c.task.in_(tasks))
        .order_by(jobs.c.run_at)
        .limit(limit)
    )
    change = update(jobs).where(jobs.c.id.in_(due.scalar_subquery()))
    change = change.values(state="running", lease_until=now + lease)
    rows = await session.rows(change.returning(jobs))
    return [as_type(JobRow, row) for row in sorted(rows, key=lambda row: row["run_at"])]


async def finish(session: Session, job_id: int) -> None:
    await session.count(delete(jobs).where(jobs.c.id == job_id))


async def settle(session: Session, job: JobRow, outcome: Outcome) -> None:
    """After a failed attempt: back to the queue, or parked."""
    told = {"attempts": outcome.attempts, "error": outcome.error}
    change = update(jobs).where(jobs.c.id == job.id)
    if outcome.wait is None:
        await session.count(change.values(state="parked", lease_until=None, **told))
        return
    await session.count(change.values(run_at=session.clock.now() + outcome.wait, **told))
    await give_back(session, [job.id])


async def give_back(session: Session, job_ids: Iterable[int]) -> None:
    """To the queue. Where a job with the same key waits there, that one does the work."""
    for job_id in job_ids:
        job = await session.row(select(jobs).where(jobs.c.id == job_id))
        if job is None:
            continue
        sooner = update(jobs).where(QUEUED, jobs.c.key == job["key"])
        sooner = sooner.values(run_at=func.min(jobs.c.run_at, literal(job["run_at"], Instant)))
        if job["key"] is not None and await session.count(sooner):
            await finish(session, job_id)
            continue
        change = update(jobs).where(jobs.c.id == job_id)
        await session.count(change.values(state="queued", lease_until=None))


async def renew(session: Session, held: Collection[int], lease: dt.timedelta) -> None:
    """Keeps what we hold, and brings back what somebody held past the lease."""
    now = session.clock.now()
    mine = update(jobs).where(jobs.c.id.in_(held))
    await session.count(mine.values(lease_until=now + lease))
    lost = select(jobs.c.id).where(_RUNNING, jobs.c.lease_until <= now)
    await give_back(session, [row["id"] for row in await session.rows(lost)])


async def give_back_all(session: Session, held: Collection[int]) -> None:
    """What the last worker held when it died, which is all that runs but is not `held`."""
    lost = select(jobs.c.id).where(_RUNNING, jobs.c.id.not_in(held))
    await give_back(session, [row["id"] for row in await session.rows(lost)])


async def listing(session: Session, state: str | None, limit: int) -> Sequence[JobRow]:
    query = select(jobs).order_by(jobs.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(jobs.c.state == state)
    return [as_type(JobRow, row) for row in await session.rows(query)]


async def retry(session: Session, job_id: int) -> bool:
    """A parked job starts anew, at once. False if there is no such parked job."""
    parked = update(jobs).where(jobs.c.id == job_id, jobs.c.state == "parked")
    changed = await session.count(parked.values(run_at=session.clock.now(), attempts=0))
    if changed:
        await give_back(session, [job_id])
    return changed > 0
