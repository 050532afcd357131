"""Fetches what came while nobody listened: at the start and after a lost session.

A reply that is known already changes nothing, so all of each open thread is handed over. A message
that an answer is made of and that stands there no more was deleted meanwhile."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

import discord
import structlog

from adapters.discord.client import Gateway
from adapters.discord.translate import PLATFORM, Spot, deletion
from adapters.discord.web import FAULTS, UNKNOWN_MESSAGE, code, named
from bot.core import Core
from bot.daily.catching_up import catch_up, until_told
from bot.model import Ref

log = structlog.get_logger()

AGAIN = 5.0  # seconds
TRIES = 5


class Backfill:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._running = asyncio.Lock()

    async def run(self, gateway: Gateway, shard: int, through: Callable[[], None]) -> None:
        """All of a shard, one at a time; discord.py keeps to the rate limits."""

        async def thread(team: str, first: Ref, since: dt.datetime) -> None:
            # docs: gateway, 'Sharding'
            if (int(team) >> 22) % (gateway.shard_count or 1) == shard:
                async with self._running:
                    await self._thread(gateway, team, first)

        async def direct(team: str, first: Ref) -> None:
            if shard == 0:  # direct messages come by the first one
                async with self._running:
                    await _tried(team, lambda: _read_direct(gateway, first))

        await catch_up(self._core, PLATFORM, thread, direct, through)

    async def _thread(self, gateway: Gateway, team: str, thread: Ref) -> None:
        spot = Spot(thread.channel, thread.message)
        place = gateway.get_partial_messageable(int(thread.message), guild_id=int(team))
        await _tried(team, lambda: self._read(gateway, team, spot, place))

    async def _read(
        self, gateway: Gateway, team: str, spot: Spot, place: discord.PartialMessageable
    ) -> None:
        thread = Ref(spot.channel, str(place.id))
        held = set(await until_told(lambda: self._core.messages_held(PLATFORM, team, thread)))
        # The thread's id is of Discord's clock, as the ids of what is in it.
        start = discord.Object(place.id)
        async for message in place.history(limit=None, after=start, oldest_first=True):
            held.discard(str(message.id))
            await gateway.take(message, team, spot)
        for number in map(int, held):
            if await _is_deleted(place, number):
                gone = deletion(team, number, spot)
                await until_told(lambda gone=gone: self._core.deleted(gone))  # type: ignore[misc]


async def _read_direct(gateway: Gateway, first: Ref) -> None:
    """What was written since our first message of an interview."""
    place = gateway.get_partial_messageable(int(first.channel))
    start = discord.Object(int(first.message))
    async for message in place.history(limit=None, after=start, oldest_first=True):
        await gateway.take_direct(message)


async def _tried(team: str, read: Callable[[], Awaitable[None]]) -> None:
    for _ in range(TRIES):
        try:
            await read()
            return
        except (discord.NotFound, discord.Forbidden) as error:
            log.info("discord: a thread cannot be read", team=team, why=named(error))
            return
        except FAULTS as error:
            log.info("discord: replies are not fetched yet", team=team, why=named(error))
            await asyncio.sleep(AGAIN)
    log.warning("discord: replies of a thread were not fetched", team=team)


async def _is_deleted(place: discord.PartialMessageable, message: int) -> bool:
    """Asked one by one, since a history that we may not read is empty."""
    try:
        await place.fetch_message(message)
    except discord.NotFound as error:
        return code(error) == UNKNOWN_MESSAGE
    return False
