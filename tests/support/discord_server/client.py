"""discord.py pointed at a local server, for tests."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from .server import DiscordServer


@contextmanager
def pointed_at(server: DiscordServer) -> Iterator[None]:
    """Every discord.py client of this process talks to `server` meanwhile."""
    was = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = server.api, yarl.URL(server.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = was


class Recorder(discord.Client):
    """A client that keeps what it is told, and does not wait 5 s before it identifies again."""

    def __init__(self, intents: discord.Intents | None = None, **settings: Any) -> None:
        self.told: list[tuple[str, tuple[Any, ...]]] = []
        everything = discord.Intents(guilds=True, messages=True, message_content=True,
                                     reactions=True)  # fmt: skip
        super().__init__(intents=intents or everything, guild_ready_timeout=0.05, **settings)
        self.tree = app_commands.CommandTree(self)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without discord.py's pause."""

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        self.told.append((event, args))
        super().dispatch(event, *args, **kwargs)

    def heard(self, event: str) -> list[Any]:
        """The first argument of each such event so far, or None."""
        return [args[0] if args else None for name, args in self.told if name == event]


@asynccontextmanager
async def connected(server: DiscordServer, client: discord.Client) -> AsyncIterator[None]:
    """The client is ready within the block; what ended its connection is raised at the end."""
    with pointed_at(server):
        await client.login(server.app.token)
        running = asyncio.create_task(client.connect())
        ready = asyncio.create_task(client.wait_until_ready())
        try:
            await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                running.result()
            yield
        finally:
            ready.cancel()
            await client.close()
            with suppress(asyncio.CancelledError):
                await running
