"""`whetstone standings rebuild`, and the rows that an upgrade leaves to the worker."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from alembic import command
from click.testing import Result
from sqlalchemy import text
from support.clock import MovableClock
from support.samples import add_answer, add_round, scene
from support.team import Team
from support.waiting import SystemClock

from bot.boards.standings import Board, Kind
from bot.ports import TaskFunction
from storage import migrate, open_store
from storage.connections.engine import parse, writing_engine
from storage.migrate import HEAD, alembic_config

DAYS = Board(Kind.DAYS)


@pytest.fixture
def address(database_url: str) -> str:
    return database_url


async def two_answers(url: str) -> None:
    store = await open_store(url, clock=SystemClock())
    async with store.transaction() as tx:
        at = await scene(tx)
        for day in range(2):
            await add_answer(tx, await add_round(tx, at, day), at.member)
            await tx.tracks.join(at.track.id, at.member.id, at.track.next_local_date)  # type: ignore[arg-type]
    await store.close()


async def days_of_ada(url: str) -> int | None:
    store = await open_store(url, clock=SystemClock())
    async with store.reading() as tx:
        (team,) = await tx.teams.everywhere()
        (ada,) = await tx.members.of_team(team.id)
        found = await tx.standings.own(ada.id, DAYS)
    await store.close()
    return found


def test_rebuilding_writes_what_the_answers_say(
    whetstone: Callable[..., Result], address: str
) -> None:
    asyncio.run(two_answers(address))
    assert asyncio.run(days_of_ada(address)) is None
    for _ in range(2):
        result = whetstone("standings", "rebuild")
        assert result.output == "Rebuilt: 1 member in 1 team.\n", result.output
        assert asyncio.run(days_of_ada(address)) == 2


async def test_an_upgrade_fills_the_standings_from_existing_answers(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    await migrate(url)
    await two_answers(url)
    await _down_to_before(url)
    clock = MovableClock()
    clock.move(days=3650)
    store = await open_store(url, clock=clock)
    team = Team(store, clock)
    ran: list[Mapping[str, int | str]] = []
    await store.jobs().drain({"standings": _noting(ran, team)})
    await store.close()
    assert ran == [{"team": 1}]
    assert await days_of_ada(url) == 2


async def test_an_upgrade_of_postgresql_asks_its_engine_for_it(empty_postgres: str) -> None:
    await _to(empty_postgres, "0007")
    engine = writing_engine(parse(empty_postgres))
    async with engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO teams (platform, external_id, name) VALUES ('journal', 'a', 'A')")
        )
    await engine.dispose()
    await migrate(empty_postgres)
    store = await open_store(empty_postgres, clock=SystemClock())
    ran: list[Mapping[str, int | str]] = []

    async def noting(args: Mapping[str, int | str]) -> None:
        ran.append(args)

    await store.jobs().drain({"standings": noting})
    await store.close()
    assert ran == [{"team": 1}]


def _noting(ran: list[Mapping[str, int | str]], team: Team) -> TaskFunction:
    async def standings(args: Mapping[str, int | str]) -> None:
        ran.append(args)
        await team.practice.keeping.standings(args)

    return standings


async def _to(url: str, revision: str) -> None:
    engine = writing_engine(parse(url))
    async with engine.begin() as connection:
        await connection.run_sync(lambda c: command.upgrade(alembic_config(c), revision))
    await engine.dispose()


async def _down_to_before(url: str) -> None:
    """As the version before had it: without what came with the standings, or after them."""
    engine = writing_engine(parse(url))
    async with engine.begin() as connection:
        for table in ("attended", "standings", "unsettled", "digests"):
            await connection.execute(text(f"DROP TABLE {table}"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '0007'"))
        await connection.run_sync(lambda c: command.upgrade(alembic_config(c), "0008"))
        at_head = text("UPDATE alembic_version SET version_num = :head")
        await connection.execute(at_head, {"head": HEAD})
    await engine.dispose()
