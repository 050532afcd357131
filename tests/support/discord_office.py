"""The sending side on Discord by itself: a guild, a room and a chat, and no gateway."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from support.discord_server import Channel, DiscordServer, Workspace
from support.discord_server.client import pointed_at

from adapters.discord.chat import DiscordChat
from adapters.discord.web import Rest
from bot.message import Button, Line, Message
from bot.model import Ref
from bot.ports import Painter
from bot.sending.drawing import Drawing
from bot.sending.outbox import Place

QUESTION = Message(
    (Line("Caching · debugging", "title"), Line("What happened?")),
    (Button("answer", "1", "Answer privately"), Button("hint", "1", "Hint")),
)
REVIEW = Message((Line("Strongest: the cause."),))
POST = "POST /channels/{channel_id}/messages"
THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"


@dataclass
class Office:
    server: DiscordServer
    acme: Workspace
    chat: DiscordChat

    @property
    def room(self) -> Channel:
        return self.acme.channel("practice")

    @property
    def place(self) -> Place:
        return Place(str(self.room.id))

    async def post(self, key: str, place: Place | None = None, message: Message = QUESTION) -> Ref:
        return await self.chat.post(str(self.acme.id), key, place or self.place, message)

    async def find(self, key: str, place: Place | None = None, minutes: float = 0) -> Ref | None:
        at = dt.datetime.fromtimestamp(self.server.clock.now(), dt.UTC)
        since = at - dt.timedelta(minutes=minutes)
        return await self.chat.find(str(self.acme.id), key, place or self.place, since)

    async def question(self) -> Place:
        """The thread of a posted question."""
        ref = await self.post("question")
        return Place(ref.channel, ref.message)


@asynccontextmanager
async def open_office(painter: Painter | None = None) -> AsyncIterator[Office]:
    async with DiscordServer() as server:
        acme = server.guild("Acme")
        acme.channel("practice")
        rest = Rest(server.app.token)
        with pointed_at(server):
            yield Office(server, acme, DiscordChat(rest, Drawing(painter)))
            await rest.close()
