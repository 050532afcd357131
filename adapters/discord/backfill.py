"""Fetches the replies that came while nobody listened: at the start and after a lost session.

A reply that is known already changes nothing, so all of each open thread is handed over. What
was deleted meanwhile cannot be told from what was never there."""

import asyncio
import datetime as dt
from collections.abc import Sequence

import discord
import structlog

from adapters.discord.client import Gateway
from adapters.discord.translate import PLATFORM, Spot
from adapters.discord.web import FAULTS, named
from bot.core import Core
from bot.errors import TryLater
from bot.model import Ref

log = structlog.get_logger()

AGAIN = 5.0
TRIES = 5


class Backfill:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._running = asyncio.Lock()

    async def run(self, gateway: Gateway, shard: int) -> None:
        """Once through all open threads of a shard; discord.py keeps to the rate limits."""
        async with self._running:
            for team, thread, since in await self._open():
                # docs: gateway, 'Sharding'
                if (int(team) >> 22) % (gateway.shard_count or 1) == shard:
                    await self._thread(gateway, team, thread, since)

    async def _open(self) -> Sequence[tuple[str, Ref, dt.datetime]]:
        while True:
            try:
                return await self._core.open_threads(PLATFORM)
            except TryLater as error:
                log.info("discord: replies are not fetched yet", why=str(error))
            await asyncio.sleep(AGAIN)

    async def _thread(self, gateway: Gateway, team: str, thread: Ref, since: dt.datetime) -> None:
        spot = Spot(thread.channel, thread.message)
        place = gateway.get_partial_messageable(int(thread.message), guild_id=int(team))
        for _ in range(TRIES):
            try:
                async for message in place.history(limit=None, after=since, oldest_first=True):
                    await gateway.take(message, team, spot)
                return
            except (discord.NotFound, discord.Forbidden) as error:
                log.info("discord: a thread cannot be read", team=team, why=named(error))
                return
            except FAULTS as error:
                log.info("discord: replies are not fetched yet", team=team, why=named(error))
                await asyncio.sleep(AGAIN)
        log.warning("discord: replies of a thread were not fetched", team=team)
