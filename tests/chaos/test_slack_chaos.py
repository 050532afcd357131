"""kill -9 while people answer on Slack: nothing lost, nothing twice, by the server's journal."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.chaos import QUESTIONS, Story
from support.slack_chaos import SlackChaos
from support.slack_chaos_platform import DEFENCES
from support.slack_server import SlackServer

WORKERS = (("gateway",), ("worker",), ("worker",))
NAMED = pytest.mark.parametrize("named", [False, True], ids=["at random", "at named points"])


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


def _whole(story: Story) -> None:
    sys.stdout.write(f"{story}\n")
    assert story.lost == 0
    assert story.doubled == 0
    assert len(story.asked) == QUESTIONS
    assert story.rounds_doubled == 0


@pytest.mark.timeout(300)
@NAMED
async def test_five_kills_lose_and_double_nothing_on_slack(
    server: SlackServer, sqlite_url: str, tmp_path: Path, named: bool
) -> None:
    chaos = SlackChaos(server, sqlite_url, tmp_path, answers=60)
    _whole(await chaos.run(5, named=named))


@pytest.mark.chaos
@pytest.mark.timeout(1800)
@NAMED
async def test_thirty_kills_while_500_answers_come_in_on_slack(
    server: SlackServer, database_url: str, tmp_path: Path, named: bool
) -> None:
    roles = ((),) if database_url.startswith("sqlite") else WORKERS
    chaos = SlackChaos(server, database_url, tmp_path, answers=500, roles=roles)
    _whole(await chaos.run(30, named=named))


@pytest.mark.chaos
@pytest.mark.timeout(600)
@pytest.mark.parametrize("defence", DEFENCES)
async def test_the_chaos_test_on_slack_turns_red_without(
    server: SlackServer, sqlite_url: str, tmp_path: Path, defence: str
) -> None:
    chaos = SlackChaos(server, sqlite_url, tmp_path, answers=120, without=defence)
    story = await chaos.run(20, named=True, patience=30)
    sys.stdout.write(f"{defence}: {story}\n")
    with pytest.raises(AssertionError):
        _whole(story)
