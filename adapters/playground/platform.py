"""The receiving side: what members do in the room, handed to the core until it took it."""

import asyncio

from adapters.playground.chat import PlaygroundChat
from adapters.playground.faults import note
from adapters.playground.meeting import MENTION, TEAM, Meeting, person
from adapters.playground.post import Guest, Post
from adapters.playground.room import Room
from bot.core import Core
from bot.errors import TryLater, WhetstoneError
from bot.message import Deletion, Incoming, Line, Message
from bot.ports import Painter

_PAUSE = 1.0  # seconds before what failed is handed over again


class Playground(Meeting):
    """Implements `bot.core.Platform`."""

    name = "playground"

    def __init__(self, room: Room, painter: Painter | None = None) -> None:
        super().__init__(room, painter)
        self.chat = PlaygroundChat(room)

    async def listen(self, core: Core) -> None:
        """Hands over what was not taken yet, then all that comes, until cancelled."""
        seen = -1
        while True:
            try:
                seen = await self.room.database.wait(seen)
                left = await self._deliver(core)
            except TryLater:
                left = True
            if left:
                seen = -1
                await asyncio.sleep(_PAUSE)

    def mount(self, app: object, core: Core) -> None:
        """Puts the pages on the web process; NiceGUI is heavy, so it is imported only here."""
        from fastapi import FastAPI

        from adapters.playground.pages import mount

        assert isinstance(app, FastAPI), "the web process is a FastAPI app"
        mount(app, self, core)

    async def ready(self) -> None:
        await self.room.database.version()

    async def close(self) -> None:
        await self.drawing.close()
        await self.room.close()

    async def _deliver(self, core: Core) -> bool:
        """Hands over in the order of the room; True if something is left for later."""
        left = False
        for post in await self.room.undelivered():
            try:
                await self._hand_over(core, post)
            except TryLater:
                raise
            except WhetstoneError as error:
                await self._refuse(post, error)
            except Exception as error:
                # A fault of ours in one message must not hold up all others.
                note(f"message {post.id} was not taken", error)
                left = True
                continue
            await self.room.delivered(post)
        return left

    async def _hand_over(self, core: Core, post: Post) -> None:
        thread = str(post.thread) if post.thread else None
        if post.deleted:
            await core.deleted(Deletion(self.name, TEAM, post.channel, str(post.id), thread))
            return
        guests = await self.room.guests.everybody()
        # Who deleted their data may write on in a tab that is open yet.
        author = guests.get(post.author) or Guest(post.author, post.author, None)
        incoming = Incoming(
            person=person(author),
            channel=post.channel,
            message=str(post.id),
            revision=post.revision,
            text=post.text,
            sent_at=post.sent_at,
            thread=thread,
            mentions_bot=bool(MENTION.search(post.text)),
            direct=post.channel.startswith("@"),
        )
        await core.receive(incoming)

    async def _refuse(self, post: Post, error: WhetstoneError) -> None:
        key = f"refused:{post.id}:{post.revision}"
        message = Message((Line(str(error)),))
        await self.room.post(key, post.channel, post.thread, message, post.author)
