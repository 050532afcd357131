"""From a reply to stored and acknowledged: one at a time, and at 200 answers a second."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from statistics import median
from time import perf_counter

from bot.errors import TryLater
from bot.message import Incoming
from bot.practice import Practice
from storage import SqlStore, open_store
from tests.benchmarks.databases import Bare, databases
from tests.benchmarks.figures import Figure, beside, milliseconds
from tests.benchmarks.scene import CHATS, SystemClock, open_threads, practice_on, replies

RATE = 200  # answers a second
BARE = "insert and commit of one row"


def run(quick: bool) -> list[Figure]:
    with databases() as urls:
        return [f for name, url in urls.items() for f in asyncio.run(_on(name, url, quick))]


async def _on(name: str, url: str, quick: bool) -> list[Figure]:
    clock, bare = SystemClock(), Bare(url)
    store = await open_store(url, clock=clock)
    try:
        practice = practice_on(store, clock)
        threads = await open_threads(store, practice)
        alone = await _alone(practice, replies(threads, "alone"), bare, 2 if quick else 7)
        figures = beside("answers", f"{name}, one at a time", alone[0], BARE, alone[1])
        await store.jobs().drain(practice.tasks(CHATS))
        many = replies(threads, "many")
        return figures + await _busy(name, store, practice, many, bare, 3 if quick else 20)
    finally:
        bare.close()
        await store.close()


async def _alone(
    practice: Practice, incoming: Iterator[Incoming], bare: Bare, rounds: int
) -> tuple[list[list[float]], list[list[float]]]:
    """Milliseconds of each acknowledgement, and of each bare insert, in rounds that alternate."""
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append([await _taken(practice, message) for message in islice(incoming, 100)])
        theirs.append([milliseconds(bare.insert) for _ in range(100)])
    return ours, theirs


async def _taken(practice: Practice, message: Incoming, since: float | None = None) -> float:
    """Milliseconds until it was taken; what could not be is delivered again, as platforms do."""
    since = since or perf_counter()
    taken = False
    while not taken:
        with suppress(TryLater):
            taken = await practice.receive(message)
            assert taken, "an answer was not for us"
    return 1000 * (perf_counter() - since)


async def _busy(
    name: str,
    store: SqlStore,
    practice: Practice,
    incoming: Iterator[Incoming],
    bare: Bare,
    seconds: int,
) -> list[Figure]:
    """Answers come at their times whether or not we keep up, and are timed from then."""
    floors = [[milliseconds(bare.insert) for _ in range(200)]]
    working = asyncio.create_task(store.jobs().run(practice.tasks(CHATS)))
    start, arriving = perf_counter(), []
    for number, message in enumerate(islice(incoming, RATE * seconds)):
        at = start + number / RATE
        await asyncio.sleep(max(at - perf_counter(), 0))
        arriving.append(asyncio.create_task(_taken(practice, message, at)))
    times = await asyncio.gather(*arriving)
    acknowledged = perf_counter() - start
    worked = RATE * seconds - await _left(store)
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    floors.append([milliseconds(bare.insert) for _ in range(200)])
    insert = 1000 / median(floors[0] + floors[1])
    rates = {"answers stored": len(times), "answers critiqued": worked}
    return [
        *beside("answers", f"{name}, {RATE}/s", [times], BARE, floors),
        *(
            Figure("answers", f"{name}, {what}", n / acknowledged, insert, BARE, "/s", True)
            for what, n in rates.items()
        ),
    ]


async def _left(store: SqlStore) -> int:
    """Critiques still to be made."""
    waiting = await store.job_admin.listing(limit=100_000)
    return sum(job.task == "critique" for job in waiting)
