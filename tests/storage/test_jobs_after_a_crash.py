"""A worker that is killed loses no job. On both databases, with real processes."""

import asyncio
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.clock import MovableClock
from support.waiting import SystemClock, until, working

from storage import open_store
from storage.jobs import embedded as jobs_embedded

ROOT = Path(__file__).parents[2]
VICTIM = """
import asyncio, sys
from storage import open_store
from support.waiting import SystemClock

async def hang(args):
    print("started", flush=True)
    await asyncio.Event().wait()

async def main():
    store = await open_store(sys.argv[1], clock=SystemClock())
    await store.jobs().run({"note": hang})

asyncio.run(main())
"""


async def kill_while_it_works(url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", VICTIM, url,
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        assert await process.stdout.readline() == b"started\n"
    finally:
        process.kill()
        await process.communicate()


async def test_a_dead_workers_job_comes_back(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage.jobs import procrastinate as jobs_procrastinate

    monkeypatch.setattr(jobs_procrastinate, "DEAD_AFTER", 1.0)
    monkeypatch.setattr(jobs_procrastinate, "HEARTBEAT", 0.2)
    seen: list[Mapping[str, int | str]] = []

    async def note(args: Mapping[str, int | str]) -> None:
        seen.append(dict(args))

    store = await open_store(database_url, clock=SystemClock())
    async with store.transaction() as tx:
        await tx.jobs.enqueue("note", {"n": 1}, key="lane")
    await kill_while_it_works(database_url)
    (job,) = await store.job_admin.listing()
    assert job.state == "running"
    async with working(store.jobs(), {"note": note}):
        await until(lambda: bool(seen))
    assert await store.job_admin.listing() == []
    assert seen == [{"n": 1}]
    await store.close()


async def test_one_process_at_a_time_works_the_jobs_of_a_file(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_embedded, "POLL", 0.05)
    by: list[str] = []

    def task(name: str) -> jobs_embedded.TaskFunction:
        async def note(args: Mapping[str, int | str]) -> None:
            by.append(name)

        return note

    store = await open_store(sqlite_url, clock=SystemClock())

    async def one_more() -> None:
        count = len(by)
        async with store.transaction() as tx:
            await tx.jobs.enqueue("note", {})
        await until(lambda: len(by) > count)

    first = asyncio.create_task(store.jobs().run({"note": task("first")}))
    await one_more()
    async with working(store.jobs(), {"note": task("second")}):
        for _ in range(5):
            await one_more()
        assert by == ["first"] * 6
        first.cancel()
        await asyncio.wait([first])
        await one_more()
    assert by[-1] == "second"
    await store.close()


async def test_a_job_whose_end_was_not_stored_comes_back_with_its_lease(
    sqlite_url: str, clock: MovableClock
) -> None:
    from storage.jobs import table

    store = await open_store(sqlite_url, clock=clock)
    async with store.transaction() as tx:
        await tx.jobs.enqueue("note", {"n": 1})
        await tx.jobs.enqueue("note", {"n": 2})
        kept, lost = await table.claim(tx.session, ["note"], 2, jobs_embedded.LEASE)
    clock.move(minutes=2)
    async with store.transaction() as tx:
        await table.renew(tx.session, [kept.id], jobs_embedded.LEASE)
    states = {job.id: job.state for job in await store.job_admin.listing()}
    assert states == {kept.id: "running", lost.id: "queued"}
    await store.close()
