"""kill -9 at random and at named points: nothing lost, nothing twice, by the journal of the
receiving side."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.chaos import QUESTIONS, Chaos, Story
from support.chaos_without import DEFENCES
from support.post_office import PostOffice

WORKERS = (("gateway",), ("worker",), ("worker",))


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    office = PostOffice()
    await office.start()
    yield office
    await office.stop()


def _whole(story: Story) -> None:
    sys.stdout.write(f"{story}\n")
    assert story.lost == 0
    assert story.doubled == 0
    assert len(story.asked) == QUESTIONS
    assert story.rounds_doubled == 0


@pytest.mark.timeout(300)
@pytest.mark.parametrize("named", [False, True], ids=["at random", "at named points"])
async def test_five_kills_lose_and_double_nothing_on_sqlite(
    office: PostOffice, sqlite_url: str, tmp_path: Path, named: bool
) -> None:
    chaos = Chaos(office, sqlite_url, tmp_path, answers=60)
    _whole(await chaos.run(5, named=named))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("named", [False, True], ids=["at random", "at named points"])
async def test_five_kills_lose_and_double_nothing_on_postgresql_with_two_workers(
    office: PostOffice, postgres_url: str, tmp_path: Path, named: bool
) -> None:
    chaos = Chaos(office, postgres_url, tmp_path, answers=60, roles=WORKERS)
    _whole(await chaos.run(5, named=named))


@pytest.mark.chaos
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("named", [False, True], ids=["at random", "at named points"])
async def test_thirty_kills_while_500_answers_come_in(
    office: PostOffice, database_url: str, tmp_path: Path, named: bool
) -> None:
    roles = ((),) if database_url.startswith("sqlite") else WORKERS
    chaos = Chaos(office, database_url, tmp_path, answers=500, roles=roles)
    _whole(await chaos.run(30, named=named))


@pytest.mark.chaos
@pytest.mark.timeout(600)
@pytest.mark.parametrize("defence", DEFENCES)
async def test_the_chaos_test_turns_red_without(
    office: PostOffice, sqlite_url: str, tmp_path: Path, defence: str
) -> None:
    chaos = Chaos(office, sqlite_url, tmp_path, answers=120, without=defence)
    story = await chaos.run(20, named=True, patience=30)
    sys.stdout.write(f"{defence}: {story}\n")
    with pytest.raises(AssertionError):
        _whole(story)
