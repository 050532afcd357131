"""The writer that lets SQLite's transactions share a commit."""

import asyncio
import random
import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import event, insert, text

from bot.errors import StorageError
from storage import SqlStore
from storage.schema.tables import teams
from storage.store import SqliteStore
from storage.unit import SqlTransaction


class Commits:
    count = 0


@pytest.fixture
def commits(sqlite_store: SqlStore) -> Iterator[Commits]:
    """How often the writing connection committed."""
    commits, engine = Commits(), sqlite_store._writing.sync_engine

    def note(_connection: object) -> None:
        commits.count += 1

    event.listen(engine, "commit", note)
    yield commits
    event.remove(engine, "commit", note)


async def add_team(store: SqlStore, name: str, *, urgent: bool = False) -> None:
    async with store.transaction(urgent=urgent) as tx:
        await tx.teams.ensure("slack", name, name)


def stored(url: str) -> list[str]:
    """The teams that another program sees, in the order in which they were added."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        rows = connection.execute("SELECT name FROM teams ORDER BY id").fetchall()
    connection.close()
    return [name for (name,) in rows]


class Gate:
    """Holds the writer, so that what is started meanwhile has to wait for it."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.entered, self.open = asyncio.Event(), asyncio.Event()

    async def __aenter__(self) -> None:
        self.task = asyncio.create_task(self.hold())
        await self.entered.wait()

    async def hold(self) -> None:
        async with self.store.transaction() as tx:
            await tx.teams.ensure("slack", "gate", "gate")
            self.entered.set()
            await self.open.wait()

    async def __aexit__(self, *_error: object) -> None:
        await asyncio.sleep(0)  # lets what was started take its place in the queue
        self.open.set()
        await self.task


async def test_what_comes_together_shares_a_commit(
    sqlite_store: SqlStore, sqlite_url: str, commits: Commits
) -> None:
    async with Gate(sqlite_store):
        tasks = [asyncio.create_task(add_team(sqlite_store, f"t{n}")) for n in range(20)]
    await asyncio.gather(*tasks)
    assert commits.count == 1
    assert stored(sqlite_url) == ["gate", *(f"t{n}" for n in range(20))]


async def test_a_group_is_never_larger_than_64(sqlite_store: SqlStore, commits: Commits) -> None:
    async with Gate(sqlite_store):
        tasks = [asyncio.create_task(add_team(sqlite_store, f"t{n}")) for n in range(100)]
    await asyncio.gather(*tasks)
    assert commits.count == 2


async def test_a_transaction_returns_only_after_its_commit(
    sqlite_store: SqlStore, sqlite_url: str
) -> None:
    async def add_and_look(n: int) -> bool:
        await add_team(sqlite_store, f"t{n}")
        return f"t{n}" in stored(sqlite_url)

    assert all(await asyncio.gather(*(add_and_look(n) for n in range(20))))


async def test_urgent_ones_go_first(sqlite_store: SqlStore, sqlite_url: str) -> None:
    async with Gate(sqlite_store):
        tasks = [
            asyncio.create_task(add_team(sqlite_store, "background")),
            asyncio.create_task(add_team(sqlite_store, "urgent", urgent=True)),
        ]
    await asyncio.gather(*tasks)
    assert stored(sqlite_url) == ["gate", "urgent", "background"]


async def test_a_block_that_raises_takes_back_only_its_own(
    sqlite_store: SqlStore, sqlite_url: str
) -> None:
    async def fail() -> None:
        async with sqlite_store.transaction() as tx:
            await tx.teams.ensure("slack", "bad", "bad")
            raise ZeroDivisionError

    async with Gate(sqlite_store):
        good = [asyncio.create_task(add_team(sqlite_store, name)) for name in "ab"]
        bad = asyncio.create_task(fail())
        late = asyncio.create_task(add_team(sqlite_store, "c"))
    results = await asyncio.gather(*good, bad, late, return_exceptions=True)
    assert [type(result) for result in results] == [
        type(None), type(None), ZeroDivisionError, type(None)
    ]  # fmt: skip
    assert stored(sqlite_url) == ["gate", "a", "b", "c"]


async def test_transactions_do_not_nest(store: SqlStore) -> None:
    async def nest(tx: SqlTransaction) -> None:
        with pytest.raises(RuntimeError, match="do not nest"):
            await add_team(store, "inner")
        with pytest.raises(RuntimeError, match="do not nest"):
            await store.ping()
        await tx.teams.ensure("slack", "outer", "outer")

    async with store.transaction() as tx:
        await nest(tx)
        await asyncio.create_task(nest(tx))
    await add_team(store, "after")


async def test_a_task_started_inside_a_transaction_may_have_its_own_later(
    store: SqlStore,
) -> None:
    over = asyncio.Event()

    async def later() -> None:
        await over.wait()
        await add_team(store, "later")

    async with store.transaction():
        task = asyncio.create_task(later())
    over.set()
    await task


async def test_a_failed_commit_is_told_to_everyone_in_it(
    sqlite_store: SqlStore, sqlite_url: str
) -> None:
    async def break_at_commit() -> None:
        async with sqlite_store.transaction() as tx:
            await tx.session.count(text("PRAGMA defer_foreign_keys = ON"))
            await tx.session.count(
                text("INSERT INTO members (team_id, external_id, name) VALUES (99, 'x', 'x')")
            )

    gate = Gate(sqlite_store)
    await gate.__aenter__()
    tasks = [
        asyncio.create_task(add_team(sqlite_store, "good")),
        asyncio.create_task(break_at_commit()),
        asyncio.create_task(add_team(sqlite_store, "late")),
    ]
    await asyncio.sleep(0)
    gate.open.set()
    results = await asyncio.gather(gate.task, *tasks, return_exceptions=True)
    assert [type(result) for result in results] == [StorageError] * 4
    assert stored(sqlite_url) == []
    await add_team(sqlite_store, "next")
    assert stored(sqlite_url) == ["next"]


async def test_one_who_is_cancelled_while_waiting_leaves_the_queue(
    sqlite_store: SqlStore, sqlite_url: str
) -> None:
    async with Gate(sqlite_store):
        tasks = [asyncio.create_task(add_team(sqlite_store, name)) for name in "abc"]
        await asyncio.sleep(0)
        tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert stored(sqlite_url) == ["gate", "a", "c"]


@pytest.mark.parametrize("seed", range(5))
async def test_cancelling_at_any_moment_neither_blocks_nor_loses_what_was_said_to_be_stored(
    sqlite_store: SqlStore, sqlite_url: str, seed: int
) -> None:
    chance = random.Random(seed)
    finished: list[str] = []

    async def add(name: str) -> None:
        await add_team(sqlite_store, name, urgent=chance.random() < 0.3)
        finished.append(name)

    tasks = [asyncio.create_task(add(f"t{n}")) for n in range(60)]
    for task in chance.sample(tasks, 40):
        for _ in range(chance.randrange(12)):
            await asyncio.sleep(0)
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await add("last")
    assert len(finished) > 20
    assert set(finished) <= set(stored(sqlite_url))
    assert all(stored(sqlite_url).count(name) == 1 for name in finished)


async def test_cancelling_in_the_middle_of_a_statement_leaves_the_group_whole(
    sqlite_store: SqlStore, sqlite_url: str, commits: Commits
) -> None:
    # Many rows at once are what still goes to the thread, so there a task can be cancelled.
    many = [{"platform": "slack", "external_id": str(n), "name": "victim"} for n in range(50_000)]
    started = asyncio.Event()

    async def victim() -> None:
        async with sqlite_store.transaction() as tx:
            await tx.teams.ensure("slack", "victim", "victim")
            started.set()
            await tx.session.many(insert(teams), many)

    async def release_and_cancel() -> None:
        await asyncio.sleep(0)
        gate.open.set()
        await started.wait()
        cancelled.cancel()

    gate = Gate(sqlite_store)
    await gate.__aenter__()
    first = asyncio.create_task(add_team(sqlite_store, "first"))
    cancelled = asyncio.create_task(victim())
    last = asyncio.create_task(add_team(sqlite_store, "last"))
    await asyncio.gather(release_and_cancel(), gate.task, first, last)
    await asyncio.wait([cancelled])
    assert cancelled.cancelled()
    assert commits.count == 1
    assert stored(sqlite_url) == ["gate", "first", "last"]


async def test_one_who_is_cancelled_as_the_turn_comes_passes_it_on(
    sqlite_store: SqliteStore, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks: list[asyncio.Task[None]] = []
    pass_on = sqlite_store._writer._pass_on

    async def pass_on_and_cancel() -> None:
        await pass_on()
        tasks[0].cancel()

    async with Gate(sqlite_store):
        tasks += [asyncio.create_task(add_team(sqlite_store, name)) for name in "ab"]
        await asyncio.sleep(0)
        monkeypatch.setattr(sqlite_store._writer, "_pass_on", pass_on_and_cancel)
    async with asyncio.timeout(10):
        await asyncio.gather(*tasks, return_exceptions=True)
    assert stored(sqlite_url) == ["gate", "b"]
