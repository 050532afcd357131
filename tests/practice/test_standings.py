"""Standings kept as things come and go are those that a recomputation from scratch gives."""

import asyncio
import datetime as dt
import shutil
import tempfile
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.clock import MONDAY, MovableClock
from support.standings import DAYS, Stage
from unit import standings_reference as reference

from storage import SqlStore, open_store


async def kept(store: SqlStore) -> dict[int, dict[reference.Key, int]]:
    """Member id to their rows but for the streak."""
    found: dict[int, dict[reference.Key, int]] = {}
    async with store.reading() as tx:
        rows = await tx.session.rows(text("SELECT * FROM standings WHERE kind <> 'streak'"))
    for row in rows:
        key = (row["kind"], row["span"], str(row["start"]), row["skill"])
        found.setdefault(row["member_id"], {})[key] = row["value"]
    return found


async def recomputed(store: SqlStore) -> dict[int, dict[reference.Key, int]]:
    """The same, by brute force from answers and critiques."""
    query = text(
        "SELECT a.*, a.id AS answer, r.kind, r.local_date, r.question, c.id AS critique_id, "
        "c.judgement, c.judge FROM answers a JOIN rounds r ON r.id = a.round_id "
        "LEFT JOIN critiques c ON c.answer_id = a.id"
    )
    by_member: dict[int, list[Any]] = {}
    async with store.reading() as tx:
        for row in await tx.session.rows(query):
            by_member.setdefault(row["member_id"], []).append(row)
    rows = {m: reference.values(reference.facts(mine)) for m, mine in by_member.items()}
    return {member: mine for member, mine in rows.items() if mine}


async def check(stage: Stage) -> None:
    """The rows are those of a recomputation; streaks are those of the ledgers."""
    store, practice = stage.team.store, stage.team.practice
    before = await kept(store)
    assert before == await recomputed(store)
    async with store.transaction() as tx:
        team = await tx.teams.ensure("journal", "acme", "acme")
        streaks = text("SELECT member_id, value FROM standings WHERE kind = 'streak'")
        running = {row["member_id"]: row["value"] for row in await tx.session.rows(streaks)}
        for member in await tx.members.of_team(team.id):
            here = await tx.tracks.memberships(member_id=member.id)
            current = (await practice.people.ledger(tx, member)).current
            expected = current if any(m.left_on is None for m in here) else 0
            assert running.get(member.id, 0) == expected
    await practice.keeping.rebuild(team.id)
    assert await kept(store) == before


THINGS = (
    ["answers"] * 6
    + ["waits", "deletes"] * 5
    + ["edits", "is redelivered", "tries again"] * 2
    + ["has the model answer", "is judged by another", "is judged by words alone"]
    + ["leaves", "closes", "is forgotten"]
)
things = st.tuples(
    st.sampled_from(THINGS),
    st.sampled_from([0, 0, 0, 1, 2]),
    st.integers(0, len(DAYS) - 1),
    st.integers(0, 4),
)


async def play(url: str, story: list[tuple[str, int, int, int]]) -> None:
    clock = MovableClock(MONDAY)
    store = await open_store(url, clock=clock)
    try:
        stage = Stage(store, clock)
        await stage.opens()
        for number in range(len(DAYS)):  # so that improvements come up
            await stage.does("answers", 0, number, number % 5)
        await stage.does("waits", 0, 0, 0)
        (ada,) = (await kept(store)).values()
        assert {kind for kind, *_ in ada} == {"days", "improvement"}
        for thing in story:
            await stage.does(*thing)
        for _ in range(3):
            await stage.team.later(minutes=10)
        await check(stage)
    finally:
        await store.close()


NOW, LATER = ("waits", 0, 0, 0), ("waits", 0, 0, 4)
AWAY = ("is judged by words alone", 0, 0, 0)
STORIES = [
    [("deletes", 0, 9, 0), NOW, ("deletes", 0, 2, 0), ("answers", 0, 2, 4), NOW],
    [("has the model answer", 1, 4, 0), ("answers", 1, 4, 3), ("answers", 2, 4, 3), NOW],
    [AWAY, ("answers", 1, 9, 2), NOW, AWAY, LATER, ("edits", 0, 9, 4), ("edits", 1, 9, 1), LATER],
    [("is judged by another", 0, 0, 0), ("edits", 0, 9, 1), NOW, ("tries again", 0, 8, 4), NOW],
    [("answers", 1, 7, 1), NOW, ("leaves", 0, 0, 0), NOW, ("closes", 1, 8, 0), ("closes", 1, 9, 0)],
    [
        ("answers", 1, 9, 2),
        NOW,
        ("is forgotten", 0, 0, 0),
        ("edits", 0, 9, 3),
        ("answers", 0, 3, 4),
    ],
    [("answers", 1, n, 2) for n in (4, 5)] + [NOW] + [("closes", 1, n, 0) for n in (6, 7, 8, 9)],
]


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(story=st.lists(things, min_size=8, max_size=30))
def test_what_is_kept_is_what_a_recomputation_gives(
    sqlite_template: Path, story: list[tuple[str, int, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copy(sqlite_template, Path(folder) / "whetstone.db")
        asyncio.run(play(f"sqlite:///{path}", story))


@pytest.mark.parametrize("story", STORIES)
async def test_so_it_is_where_one_thing_is_done(
    sqlite_url: str, story: list[tuple[str, int, int, int]]
) -> None:
    await play(sqlite_url, story)


@pytest.mark.parametrize("story", STORIES[:3])
async def test_so_it_is_on_postgresql(
    postgres_url: str, story: list[tuple[str, int, int, int]]
) -> None:
    """Its engine keeps its own time, so jobs are made due by hand."""
    clock = MovableClock(dt.datetime.now(dt.UTC))
    store = await open_store(postgres_url, clock=clock)
    stage = Stage(store, clock)
    await stage.opens()
    for thing in [*(("answers", 0, number, number % 5) for number in range(len(DAYS))), *story]:
        await stage.does(*thing)
        await _make_due(postgres_url)
        await stage.team.work()
    await check(stage)
    await store.close()


async def _make_due(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
