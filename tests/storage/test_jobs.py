"""Contract of the job engines: at least once, not before its time. On both databases."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Mapping

import pytest
from support.waiting import SystemClock, until, working

from bot.errors import SendLater, TryLater
from bot.ports import JobRow
from storage import SqlStore, open_store
from storage.jobs import retries

Args = Mapping[str, int | str]


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[SqlStore]:
    """By the real time, for PostgreSQL's own clock says what is due there."""
    opened = await open_store(database_url, clock=SystemClock())
    yield opened
    await opened.close()


class Journal:
    """A task that notes what it was given, and raises what it was told to."""

    def __init__(self, *errors: Exception) -> None:
        self.seen: list[Args] = []
        self.errors = list(errors)

    async def __call__(self, args: Args) -> None:
        self.seen.append(dict(args))
        if self.errors:
            raise self.errors.pop(0)


async def enqueue(
    store: SqlStore, n: int = 1, key: str | None = None, after: float | None = None
) -> None:
    run_at = None if after is None else _now() + dt.timedelta(seconds=after)
    async with store.transaction() as tx:
        await tx.jobs.enqueue("note", {"n": n}, key=key, run_at=run_at)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def only_job(store: SqlStore) -> JobRow:
    (job,) = await store.job_admin.listing()
    return job


async def empty(store: SqlStore) -> bool:
    return not await store.job_admin.listing()


async def test_a_job_runs_once_it_is_committed_and_is_gone_after(store: SqlStore) -> None:
    note = Journal()
    async with working(store.jobs(), {"note": note}):
        await enqueue(store)
        await until(lambda: empty(store))
    assert note.seen == [{"n": 1}]


async def test_a_transaction_that_fails_leaves_no_job(store: SqlStore) -> None:
    async def fail() -> None:
        async with store.transaction() as tx:
            await tx.jobs.enqueue("note", {"n": 1})
            await tx.jobs.enqueue_many("note", [{"n": 2}])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await empty(store)


async def test_many_jobs_are_enqueued_together(store: SqlStore) -> None:
    note = Journal()
    async with store.transaction() as tx:
        await tx.jobs.enqueue_many("note", [{"n": n} for n in range(30)])
        await tx.jobs.enqueue_many("note", [])
    await store.jobs().drain({"note": note})
    assert sorted(int(args["n"]) for args in note.seen) == list(range(30))


async def test_a_key_waits_only_once(store: SqlStore) -> None:
    note = Journal()
    for n in (1, 2):
        await enqueue(store, n, key="lane")
    async with store.transaction() as tx:
        await tx.jobs.enqueue("note", {"n": 3}, key="lane")
        await tx.jobs.enqueue("note", {"n": 4}, key="other")
    await store.jobs().drain({"note": note})
    assert sorted(int(args["n"]) for args in note.seen) == [1, 4]


async def test_a_key_may_wait_again_while_its_job_runs(store: SqlStore) -> None:
    seen: list[int | str] = []

    async def task(args: Args) -> None:
        seen.append(args["n"])
        if args["n"] == 1:
            await enqueue(store, 2, key="lane")

    await enqueue(store, 1, key="lane")
    await store.jobs().drain({"note": task})
    assert seen == [1, 2]


async def test_a_waiting_job_comes_forward_for_an_earlier_one(store: SqlStore) -> None:
    note = Journal()
    await enqueue(store, 1, key="lane", after=3600)
    await enqueue(store, 2, key="lane", after=7200)
    await store.jobs().drain({"note": note})
    assert note.seen == []
    await enqueue(store, 3, key="lane")
    await store.jobs().drain({"note": note})
    assert note.seen == [{"n": 1}]


async def test_a_job_does_not_run_before_its_time(store: SqlStore) -> None:
    ran_at: list[dt.datetime] = []

    async def task(args: Args) -> None:
        ran_at.append(_now())

    await enqueue(store, after=0.5)
    due = (await only_job(store)).run_at
    async with working(store.jobs(), {"note": task}):
        await until(lambda: bool(ran_at))
    assert ran_at[0] >= due


async def test_a_failed_job_is_tried_again(store: SqlStore) -> None:
    note = Journal(ZeroDivisionError())
    await enqueue(store, key="lane")
    async with working(store.jobs(), {"note": note}):
        await until(lambda: empty(store))
    assert note.seen == [{"n": 1}, {"n": 1}]


async def test_waiting_is_no_failure(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "MOST_ATTEMPTS", 1)
    monkeypatch.setattr(retries, "_NOT_NOW", dt.timedelta(0))
    again = SendLater("the channel is busy", dt.timedelta(0))
    note = Journal(again, TryLater("locked"), again)
    await enqueue(store, key="lane")
    async with working(store.jobs(), {"note": note}):
        await until(lambda: empty(store))
    assert note.seen == [{"n": 1}] * 4


async def test_a_job_that_keeps_failing_is_parked_until_an_operator_retries_it(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "MOST_ATTEMPTS", 1)
    note = Journal(ValueError("the words of an answer"))
    await enqueue(store, key="lane")
    await store.jobs().drain({"note": note})
    (parked,) = await store.job_admin.listing("parked")
    assert (parked.task, parked.args, parked.attempts) == ("note", {"n": 1}, 1)
    assert parked.error.startswith("ValueError in Journal.__call__, line ")
    assert await store.job_admin.retry(parked.id)
    assert not await store.job_admin.retry(parked.id)
    assert [job.attempts for job in await store.job_admin.listing("queued")] == [0]
    await store.jobs().drain({"note": note})
    assert await empty(store)


async def test_a_stop_lets_running_tasks_end(store: SqlStore) -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def task(args: Args) -> None:
        started.set()
        await asyncio.sleep(0.05)
        ended.set()

    await enqueue(store)
    async with working(store.jobs(), {"note": task}):
        await started.wait()
    assert ended.is_set()
    assert await empty(store)


async def test_a_stop_gives_back_what_does_not_end(store: SqlStore) -> None:
    started = asyncio.Event()

    async def task(args: Args) -> None:
        started.set()
        await asyncio.Event().wait()

    await enqueue(store, key="lane")
    async with working(store.jobs(grace=0.05), {"note": task}):
        await started.wait()
        assert (await only_job(store)).state == "running"
    job = await only_job(store)
    assert (job.state, job.args, job.attempts) == ("queued", {"n": 1}, 0)


async def test_jobs_of_tasks_that_are_not_ours_are_left_alone(store: SqlStore) -> None:
    note = Journal()
    await enqueue(store)
    await store.jobs().drain({"other": note})
    assert (await only_job(store)).state == "queued"


async def test_as_many_tasks_run_at_a_time_as_were_asked_for(store: SqlStore) -> None:
    running, most = 0, 0
    full, go = asyncio.Event(), asyncio.Event()

    async def task(args: Args) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 3:
            full.set()
        await go.wait()
        running -= 1

    for n in range(7):
        await enqueue(store, n)
    draining = asyncio.create_task(store.jobs(concurrency=3).drain({"note": task}))
    await full.wait()
    go.set()
    await draining
    assert most == 3


async def test_two_workers_share_the_jobs(postgres_url: str) -> None:
    store = await open_store(postgres_url, clock=SystemClock())
    note = Journal()
    async with store.transaction() as tx:
        await tx.jobs.enqueue_many("note", [{"n": n} for n in range(40)])
    async with working(store.jobs(), {"note": note}), working(store.jobs(), {"note": note}):
        await until(lambda: empty(store))
    await store.close()
    assert sorted(int(args["n"]) for args in note.seen) == list(range(40))


async def test_no_worker_takes_a_waiting_job_before_it_can_see_what_joined_it(
    postgres_url: str,
) -> None:
    store = await open_store(postgres_url, clock=SystemClock())
    await enqueue(store, key="lane")
    note = Journal()
    async with store.transaction() as tx:
        await tx.jobs.enqueue("note", {"n": 2}, key="lane")
        reader = asyncio.create_task(_takeable(postgres_url))
        assert await reader == 0
    assert await _takeable(postgres_url) == 1
    await store.jobs().drain({"note": note})
    await store.close()
    assert note.seen == [{"n": 1}]


async def _takeable(url: str) -> int:
    """How many jobs a worker could lock, which is how Procrastinate takes them."""
    import psycopg

    async with await psycopg.AsyncConnection.connect(url) as connection:
        rows = await connection.execute(
            "SELECT id FROM procrastinate_jobs WHERE status = 'todo' FOR UPDATE SKIP LOCKED"
        )
        return len(await rows.fetchall())
