"""The two job engines: how many jobs a second, and how long until one starts."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from statistics import median
from time import perf_counter

from storage import SqlStore, open_store
from tests.benchmarks.databases import Bare, databases
from tests.benchmarks.figures import Figure, beside, milliseconds
from tests.benchmarks.scene import SystemClock

BARE = "insert and delete of one row, each committed"


def run(quick: bool) -> list[Figure]:
    with databases() as urls:
        return [f for name, url in urls.items() for f in asyncio.run(_on(name, url, quick))]


async def _on(name: str, url: str, quick: bool) -> list[Figure]:
    bare = Bare(url)
    store = await open_store(url, clock=SystemClock())
    try:
        rates, delays, floors = [], [], []
        for _ in range(1 if quick else 5):
            floors.append([milliseconds(bare.insert_and_delete) for _ in range(100)])
            rates.append(await _throughput(store, 200 if quick else 1000))
            delays.append(await _delays(store, 20 if quick else 50))
        floor = 1000 / median(median(each) for each in floors)
        return [
            Figure("jobs", f"{name}, throughput", median(rates), floor, BARE, "/s", True),
            *beside("jobs", f"{name}, delay to start", delays, BARE, floors),
        ]
    finally:
        bare.close()
        await store.close()


async def _throughput(store: SqlStore, number: int) -> float:
    """Jobs a second, from the first one's start to the last one's."""
    done: list[float] = []
    all_done = asyncio.Event()

    async def nothing(args: Mapping[str, int | str]) -> None:
        done.append(perf_counter())
        if len(done) == number:
            all_done.set()

    async with store.transaction() as tx:
        await tx.jobs.enqueue_many("nothing", [{"number": n} for n in range(number)])
    working = asyncio.create_task(store.jobs().run({"nothing": nothing}))
    async with asyncio.timeout(120):
        await all_done.wait()
    await _stop(working)
    return (number - 1) / (done[-1] - done[0])


async def _delays(store: SqlStore, number: int) -> list[float]:
    """Milliseconds from the commit's start to the task's, the worker having nothing to do."""
    started: asyncio.Queue[float] = asyncio.Queue()

    async def task(args: Mapping[str, int | str]) -> None:
        started.put_nowait(perf_counter())

    working = asyncio.create_task(store.jobs().run({"task": task}))
    await _one(store, started)  # until the worker is up
    delays = [await _one(store, started) for _ in range(number)]
    await _stop(working)
    return delays


async def _one(store: SqlStore, started: asyncio.Queue[float]) -> float:
    start = perf_counter()
    async with store.transaction() as tx:
        await tx.jobs.enqueue("task", {})
    async with asyncio.timeout(30):
        return 1000 * (await started.get() - start)


async def _stop(working: asyncio.Task[None]) -> None:
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
