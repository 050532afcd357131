"""The connection to Discord: refused, dropped, lost, sharded, and in time."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from scenarios.on_discord import DiscordStage, discord_stage
from support.discord_server import failing
from support.team import GOOD

from bot.errors import SettingsError, WhetstoneError

pytestmark = pytest.mark.slow

IDENTIFY, RESUME = 2, 6
PULSE = 0.01  # seconds


@pytest.fixture
async def stage(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordStage]:
    async def at_once(self: object, shard: int, *, initial: bool = False) -> None:
        """Without discord.py's pause of 5 s before it identifies again."""

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    async with discord_stage(sqlite_url) as ready:
        yield ready


async def reviews(stage: DiscordStage, room: Any, question: Any) -> int:
    await stage.later(seconds=25)
    await stage.later(seconds=5)
    return len(stage.replies(room, question))


# The connection


async def test_a_token_that_is_refused_stops_the_start_with_one_line(stage: DiscordStage) -> None:
    stage.workspace("acme")
    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN: .*\.$"):
        await stage.starts(token="MTIz.wrong.token")
    assert len(stage.server.calls("GET /users/@me")) == 1


async def test_a_missing_token_stops_the_start(stage: DiscordStage) -> None:
    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN: not set"):
        await stage.starts(token=None)


async def test_a_token_that_is_reset_later_ends_this_platform_and_does_not_loop(
    stage: DiscordStage,
) -> None:
    await stage.asked()
    identified = stage.server.journal.count(IDENTIFY)
    stage.server.gateway.drop(4004)
    assert stage.running
    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN"):
        await asyncio.wait_for(stage.running, 30)
    assert stage.server.journal.count(IDENTIFY) == identified
    with pytest.raises(WhetstoneError, match="not connected"):
        await stage.platform.ready()


async def test_a_resumed_session_replays_what_was_missed_once(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()
    fetched = len(stage.server.calls("GET /channels/{channel_id}/messages"))
    stage.server.gateway.cut()
    await ada.says(room, GOOD, thread=question)
    await stage.until(lambda: stage.server.journal.count(RESUME))
    assert await reviews(stage, room, question) == 1
    assert len(stage.server.calls("GET /channels/{channel_id}/messages")) == fetched
    await stage.platform.ready()


async def test_after_a_lost_session_the_threads_are_read_again(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()
    stage.platform.caught_up.clear()
    stage.server.gateway.cut()
    stage.server.gateway.forget()
    await ada.says(room, GOOD, thread=question)
    await stage.until(stage.platform.caught_up.is_set)
    assert await reviews(stage, room, question) == 1
    assert stage.server.journal.count(IDENTIFY) == 2


async def test_a_backfill_that_meets_faults_goes_on(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()
    await stage.stops()
    await ada.says(room, GOOD, thread=question)
    stage.server.next("GET /channels/{channel_id}/messages", failing(502))
    await stage.restarts()
    assert await reviews(stage, room, question) == 1


async def test_a_dead_api_at_the_start_is_waited_for(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.platform.AGAIN", 0.05)
    stage.workspace("acme")
    stage.server.next("GET /users/@me", failing(503), failing(503))
    await stage.starts()
    assert len(stage.server.calls("GET /users/@me")) == 3


async def test_two_shards_hear_their_own_servers(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    teams = [stage.workspace(name) for name in ("acme", "globex", "initech")]
    teams = [t for t in teams if (t.id >> 22) % 2 == 0][:1] + [
        t for t in teams if (t.id >> 22) % 2 == 1
    ][:1]
    assert len(teams) == 2
    get = discord.http.HTTPClient.get_bot_gateway

    async def two(self: Any) -> Any:
        _, *rest = await get(self)
        return 2, *rest

    monkeypatch.setattr(discord.http.HTTPClient, "get_bot_gateway", two)
    await stage.starts()
    shown = []
    for minute, team in enumerate(teams):
        room = team.channel("practice")
        await stage.track(team, room, at=f"09:3{minute}")
    for team in teams:
        room = team.channel("practice")
        shown.append((team, room, await stage.asks(room)))
    for team, room, question in shown:
        await team.user("Ada").says(room, GOOD, thread=question)
    await stage.later(seconds=25)
    await stage.later(seconds=5)
    assert [len(stage.replies(room, question)) for _, room, question in shown] == [1, 1]
    assert stage.server.journal.count(IDENTIFY) == 2


async def test_coming_and_going_is_told_to_the_core_and_an_outage_is_neither(
    stage: DiscordStage,
) -> None:
    acme, _, room, _ = await stage.asked()
    told: list[tuple[object, ...]] = []

    async def heard(*what: object) -> None:
        told.append(what)

    stage.core.team_gone = stage.core.channel_gone = heard  # type: ignore[method-assign, assignment]
    acme.outage()
    acme.recovers()
    await stage.heard()
    assert told == []
    acme.removes(room)
    await stage.until(lambda: told)
    acme.uninstall()
    await stage.until(lambda: len(told) == 2)
    team = str(acme.id)
    assert told == [("discord", team, str(room.id)), ("discord", team)]
    stage.core.team_back = heard  # type: ignore[method-assign]
    acme.install()
    await stage.until(lambda: len(told) == 3)


def lateness(until: threading.Event) -> float:
    """How late a thread that does nothing else wakes up at worst, in seconds: what the machine
    alone adds."""
    worst = 0.0
    while not until.is_set():
        before = time.perf_counter()
        time.sleep(PULSE)
        worst = max(worst, time.perf_counter() - before - PULSE)
    return worst


@pytest.mark.slow
async def test_heartbeats_are_in_time_while_everybody_answers(stage: DiscordStage) -> None:
    stage.server.gateway.heartbeat_seconds = 0.5
    acme, _, room, question = await stage.asked()
    people = [acme.user(f"P{n}") for n in range(30)]
    worst = 0.0

    async def pulse() -> None:
        nonlocal worst
        while True:
            before = time.perf_counter()
            await asyncio.sleep(PULSE)
            worst = max(worst, time.perf_counter() - before - PULSE)

    over = threading.Event()
    machine = asyncio.create_task(asyncio.to_thread(lateness, over))
    beating = asyncio.create_task(pulse())
    beats = stage.server.journal.count(1)
    try:
        await asyncio.gather(*(p.says(room, GOOD, thread=question) for p in people))
        await stage.later(seconds=25)
        await stage.until(lambda: stage.server.journal.count(1) > beats)
    finally:
        beating.cancel()
        over.set()
    assert worst < max(1.0, 8 * await machine), "as soon as the machine can"
    assert stage.server.journal.count(IDENTIFY) == 1
