"""The sending side of the playground."""

import base64
import datetime as dt

from adapters.playground.post import Post, direct
from adapters.playground.room import Room
from bot.errors import DocumentUnreadable, SendRefused, SendUnknown, StorageError
from bot.message import Message
from bot.model import Ref
from bot.sending.outbox import Place
from bot.wording.profile import OUT_OF_REACH


class PlaygroundChat:
    """Implements `bot.ports.Chat` and `HandsOver`.

    A channel comes into being with its first message."""

    platform = "playground"
    spacing = dt.timedelta(0)

    def __init__(self, room: Room) -> None:
        self._room = room

    async def post(self, team: str, key: str, place: Place, message: Message) -> Ref:
        channel, only_for = _address(place)
        thread = int(place.thread) if place.thread else None
        try:
            return _ref(await self._room.post(key, channel, thread, message, only_for))
        except StorageError as error:
            raise SendUnknown(str(error)) from error

    async def update(self, team: str, ref: Ref, message: Message) -> None:
        try:
            there = await self._room.replace(int(ref.message), message)
        except StorageError as error:
            raise SendUnknown(str(error)) from error
        if not there:
            raise SendRefused(f"The playground has no message {ref.message} of ours.")

    async def forget(self, team: str, member: str | None) -> None:
        if member is not None:  # nobody sends the bot away from here
            await self._room.forget(member)

    async def find(self, team: str, key: str, place: Place, since: dt.datetime) -> Ref | None:
        try:
            post = await self._room.find(key)
        except StorageError as error:
            raise SendUnknown(str(error)) from error
        return _ref(post) if post else None

    async def fetch(self, team: str, where: str, most: int) -> bytes:
        """A file as the browser gave it: a data URL. Raises DocumentUnreadable."""
        try:
            return base64.b64decode(where.partition(",")[2], validate=True)
        except ValueError:
            raise DocumentUnreadable(OUT_OF_REACH) from None

    async def progress(self, team: str, key: str, place: Place, message: Message | None) -> None:
        """A private message that is rewritten while things go on, and goes when they are done."""
        if message is None:
            await self._room.take_away(key)
            return
        ref = await self.post(team, key, place, message)
        await self.update(team, ref, message)


def _address(place: Place) -> tuple[str, str | None]:
    """The room's channel, and for whose eyes only. A direct message needs no such mark."""
    channel = place.channel.removeprefix("#")
    if channel:
        return channel, place.member
    if place.member:
        return direct(place.member), None
    raise SendRefused("A message needs a channel or a member.")


def _ref(post: Post) -> Ref:
    return Ref(post.channel, str(post.id))
