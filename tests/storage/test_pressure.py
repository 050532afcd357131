"""While acknowledgements come in, other work gives way, but does not stand still."""

import asyncio
from collections.abc import Mapping
from math import inf

import pytest
from support.waiting import SystemClock, until, working

from storage import SqlStore, open_store
from storage.connections import pressure
from storage.connections.writer import LARGEST_GROUP
from storage.store import BACKGROUND


class AtOnce:
    """Counts how many are inside, and how many ever were. Nobody leaves before `expected` came."""

    def __init__(self, expected: int = 1) -> None:
        self.now, self.most, self.done = 0, 0, 0
        self._expected, self._came = expected, asyncio.Event()

    async def __aenter__(self) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        if self.most >= self._expected:
            self._came.set()
        await asyncio.wait_for(self._came.wait(), 30)
        for _ in range(20):
            await asyncio.sleep(0)  # so that more could come in

    async def __aexit__(self, *_error: object) -> None:
        self.now -= 1
        self.done += 1


async def acknowledge(store: SqlStore, name: str = "urgent") -> None:
    async with store.transaction(urgent=True) as tx:
        await tx.teams.ensure("slack", name, name)


async def work(store: SqlStore, inside: AtOnce) -> None:
    async with store.transaction() as tx, inside:
        await tx.teams.find("slack", "urgent")


@pytest.mark.parametrize(("lasts", "most"), [(inf, 1), (0.0, BACKGROUND)])
async def test_on_postgresql_background_work_begins_one_by_one_while_answers_come_in(
    postgres_store: SqlStore, monkeypatch: pytest.MonkeyPatch, lasts: float, most: int
) -> None:
    monkeypatch.setattr(pressure, "LASTS", lasts)
    inside = AtOnce(most)
    await acknowledge(postgres_store)
    await asyncio.gather(*(work(postgres_store, inside) for _ in range(BACKGROUND + 4)))
    assert (inside.most, inside.done) == (most, BACKGROUND + 4)


@pytest.mark.parametrize(("lasts", "most"), [(inf, 1), (0.0, 4)])
async def test_on_sqlite_tasks_start_one_by_one_while_answers_come_in(
    sqlite_store: SqlStore, monkeypatch: pytest.MonkeyPatch, lasts: float, most: int
) -> None:
    monkeypatch.setattr(pressure, "LASTS", lasts)
    inside = AtOnce(most)

    async def task(args: Mapping[str, int | str]) -> None:
        async with inside:
            pass

    async with sqlite_store.transaction() as tx:
        await tx.jobs.enqueue_many("task", [{"n": n} for n in range(4)])
    await acknowledge(sqlite_store)
    async with working(sqlite_store.jobs(concurrency=4), {"task": task}):
        await until(lambda: inside.done == 4)
    assert inside.most == most


async def test_on_postgresql_tasks_start_one_by_one_while_answers_come_in(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressure, "LASTS", inf)
    inside, store = AtOnce(), await open_store(postgres_url, clock=SystemClock())

    async def all_are_taken() -> bool:
        return inside.done > 0 or len(await store.job_admin.listing("running")) == 4

    async def task(args: Mapping[str, int | str]) -> None:
        async with inside:
            await until(all_are_taken)

    async with store.transaction() as tx:
        await tx.jobs.enqueue_many("task", [{"n": n} for n in range(4)])
    await acknowledge(store)
    async with working(store.jobs(concurrency=4), {"task": task}):
        await until(lambda: inside.done == 4)
    await store.close()
    assert inside.most == 1


async def test_on_sqlite_other_work_has_a_turn_after_each_full_group(
    sqlite_store: SqlStore,
) -> None:
    order: list[str] = []

    async def take(name: str, *, urgent: bool) -> None:
        async with sqlite_store.transaction(urgent=urgent):
            order.append(name)
            await asyncio.sleep(0)

    await asyncio.gather(
        take("first", urgent=True),
        *(take(f"background {n}", urgent=False) for n in range(2)),
        *(take("urgent", urgent=True) for _ in range(3 * LARGEST_GROUP)),
    )
    assert order.index("background 0") == LARGEST_GROUP
    assert order.index("background 1") == 2 * LARGEST_GROUP
