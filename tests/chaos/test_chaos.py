"""kill -9 while people answer, at random and at named points, on every platform from one list:
nothing lost, nothing twice, by the journal of the other side."""

import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
from support import discord_chaos_platform, post_office_platform, slack_chaos_platform
from support.chaos import QUESTIONS, Chaos, Side, Story
from support.chaos_without import KEEPING_ALL
from support.discord_chaos import discord_chaos
from support.post_office_chaos import post_office_chaos
from support.slack_chaos import slack_chaos

Open = Callable[[int], AbstractAsyncContextManager[Side]]

QUICK = 40  # answers
NO_PAGES = (("gateway", "worker"),)  # they take most of a start
WORKERS = (("gateway",), ("worker",), ("worker",))
FORGETFUL = "Discord past its nonces"
SIDES: dict[str, Open] = {
    "the post office": post_office_chaos,
    "Slack": slack_chaos,
    "Discord": discord_chaos,
    FORGETFUL: partial(discord_chaos, forgets=True),
}
DEFENCES = [
    (side, defence)
    for side, platform in (
        ("the post office", post_office_platform),
        ("Slack", slack_chaos_platform),
        # Its nonces alone would make up for most of them.
        (FORGETFUL, discord_chaos_platform),
    )
    for defence in platform.DEFENCES
]
NAMED = pytest.mark.parametrize("named", [False, True], ids=["at random", "at named points"])

pytestmark = pytest.mark.slow


def _whole(story: Story) -> None:
    assert story.lost == 0
    assert story.doubled == 0
    assert len(story.asked) == QUESTIONS
    assert story.rounds_doubled == 0


async def _told(chaos: Chaos, kills: int, *, named: bool, patience: float = 400) -> Story:
    story = await chaos.run(kills, named=named, patience=patience)
    sys.stdout.write(f"{story}\n")
    return story


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("name", "named"), [("the post office", True), ("Slack", False), ("Discord", True)]
)
async def test_five_kills_lose_and_double_nothing(
    name: str, named: bool, sqlite_url: str, tmp_path: Path
) -> None:
    async with SIDES[name](QUICK) as side:
        chaos = Chaos(side, sqlite_url, tmp_path, answers=QUICK, roles=NO_PAGES)
        _whole(await _told(chaos, 5, named=named))


@pytest.mark.timeout(900)
async def test_five_kills_lose_and_double_nothing_with_an_inbox_for_two_workers_on_postgresql(
    postgres_url: str, tmp_path: Path
) -> None:
    async with post_office_chaos(QUICK) as side:
        chaos = Chaos(
            side, postgres_url, tmp_path, answers=QUICK, roles=WORKERS, without=KEEPING_ALL
        )
        _whole(await _told(chaos, 5, named=False))


@pytest.mark.chaos
@pytest.mark.timeout(1800)
@NAMED
@pytest.mark.parametrize("name", SIDES)
async def test_thirty_kills_while_500_answers_come_in(
    name: str, database_url: str, tmp_path: Path, named: bool
) -> None:
    roles = ((),) if database_url.startswith("sqlite") else WORKERS
    async with SIDES[name](500) as side:
        chaos = Chaos(side, database_url, tmp_path, answers=500, roles=roles)
        _whole(await _told(chaos, 30, named=named))


@pytest.mark.chaos
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("name", "defence"), DEFENCES)
async def test_the_chaos_test_turns_red_without(
    name: str, defence: str, sqlite_url: str, tmp_path: Path
) -> None:
    async with SIDES[name](120) as side:
        chaos = Chaos(side, sqlite_url, tmp_path, answers=120, without=defence)
        story = await _told(chaos, 20, named=True, patience=30)
    with pytest.raises(AssertionError):
        _whole(story)
