"""The room with its members: what they say there, and how the core knows them."""

import re

from adapters.playground.post import BOT, Guest, Post
from adapters.playground.room import Room
from bot.message import Person
from bot.ports import Painter
from bot.sending.drawing import Drawing

TEAM = "playground"
TEAM_NAME = "Playground"
MENTION = re.compile(r"(?<!\w)@whetstone\b", re.IGNORECASE)


class Meeting:
    def __init__(self, room: Room, painter: Painter | None = None) -> None:
        """Without a painter, messages are shown without their pictures."""
        self.room = room
        self.drawing = Drawing(painter)

    async def say(self, member: str, channel: str, thread: int | None, text: str) -> Post:
        """Stores a member's message; `listen` hands it over. Raises InvalidInput."""
        for_bot = await self._for_bot(channel, thread, text)
        return await self.room.say(member, channel, thread, text, for_bot=for_bot)

    async def edit(self, member: str, post: Post, text: str) -> None:
        """Stores a member's new text of their own message. Raises InvalidInput, NotAllowed."""
        for_bot = await self._for_bot(post.channel, post.thread, text)
        await self.room.edit(member, post.id, text, for_bot=for_bot)

    async def _for_bot(self, channel: str, thread: int | None, text: str) -> bool:
        if channel.startswith("@") or MENTION.search(text):
            return True
        root = await self.room.get(thread) if thread else None
        return root is not None and root.author == BOT


def person(guest: Guest) -> Person:
    """A member as the core knows people."""
    return Person("playground", TEAM, guest.id, guest.name, guest.zone, TEAM_NAME)
