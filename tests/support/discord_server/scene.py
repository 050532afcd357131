"""What most tests of the server begin with: a guild, Ada, and a client that is ready."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord

from .client import Recorder, connected
from .person import Person
from .server import DiscordServer
from .workspace import Workspace
from .world import Channel, Message


@dataclass
class Scene:
    server: DiscordServer
    acme: Workspace
    ada: Person
    bot: Recorder

    @property
    def general(self) -> Channel:
        """The channel as the server has it."""
        return self.acme.channel("#general")

    @property
    def channel(self) -> discord.TextChannel:
        """The same as the client has it."""
        return self.bot.guilds[0].text_channels[0]

    def answers(self, answer: Callable[[discord.Interaction], Awaitable[Any]]) -> None:
        """What the bot does with every interaction."""

        async def on_interaction(interaction: discord.Interaction) -> None:
            await answer(interaction)

        self.bot.event(on_interaction)

    async def question(self, *, disabled: bool = False) -> Message:
        """A message of the bot's with the button 'Hint'."""
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Hint", custom_id="hint", disabled=disabled))
        await self.channel.send("question", view=view)
        return self.general.messages[-1]


@asynccontextmanager
async def scene() -> AsyncIterator[Scene]:
    async with DiscordServer() as server:
        acme = server.guild("Acme")
        bot = Recorder()
        async with connected(server, bot):
            yield Scene(server, acme, acme.user("Ada"), bot)
