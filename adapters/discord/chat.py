"""The sending side. Each message has a nonce of ours, which Discord keeps for some minutes.

Its history returns no nonces, so for later each message also carries a marker: a number made of
its key, as the id of its text component. Nobody sees it, and every message has a text, while not
every one has a button. Where components v2 are refused, it stands in small print.

A message for one member's eyes is a direct message, with a link to its thread: an ephemeral one
needs an interaction, is gone after a restart of the client, and cannot be found again."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import discord
import structlog

from adapters.discord import web
from adapters.discord.forums import Forums
from adapters.discord.layout import CustomId
from adapters.discord.private import PrivateThreads
from adapters.discord.showing import Showing, Shown, marker, nonce
from adapters.discord.translate import PLATFORM
from adapters.discord.web import FAULTS, Rest, code, named, send_fault
from bot.errors import DocumentUnreadable, SendUnknown
from bot.message import Line, Message
from bot.model import Ref
from bot.sending.drawing import Drawing
from bot.sending.outbox import Place
from bot.text import shorten
from bot.wording.profile import OUT_OF_REACH

log = structlog.get_logger()

Json = dict[str, Any]
MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"
DISCORD_CLOCK = dt.timedelta(minutes=5)  # it may be so far behind ours
PAGE_SIZE = 100
PAGES_MOST = 10
NAME_MOST = 100
ARCHIVE_MINUTES = 1440  # a round is shorter, and sending un-archives
ANSWERED = "answer"  # a message with this button is a question: it gets a thread


class DiscordChat:
    """Implements `bot.ports.Chat`, `ShowsProgress`, `HandsOver`, `KeepsMessages`: by REST alone."""

    platform = PLATFORM
    spacing = dt.timedelta(seconds=1)

    def __init__(
        self,
        rest: Rest,
        drawing: Drawing | None = None,
        threads: PrivateThreads | None = None,
    ) -> None:
        """`threads`: those that stand for direct messages."""
        self._rest = rest
        self._showing = Showing(rest, drawing or Drawing())
        self._forums = Forums(rest)
        self._threads = threads
        self._direct: dict[str, str] = {}

    async def post(self, team: str, key: str, place: Place, message: Message) -> Ref:
        try:
            channel = await self._channel(team, place)
            try:
                told = await self._post(team, key, channel, _linked(team, place, message))
            except discord.HTTPException as error:
                if code(error) in (web.FORUM_CHANNEL, web.NOT_TEXT) and not place.thread:
                    return await self._open_post(team, key, channel, message)
                if code(error) != web.UNKNOWN_CHANNEL or not place.thread or place.member:
                    raise
                await self._open_thread(place.channel, place.thread, "Question")
                told = await self._post(team, key, channel, message)
            if not (place.thread or place.member):
                await self._give_thread(told)
        except FAULTS as error:
            raise send_fault(error) from None
        return Ref(channel, str(told["id"]))

    async def update(self, team: str, ref: Ref, message: Message) -> None:
        try:
            try:
                await self._edit(team, ref.channel, ref.message, message)
            except discord.HTTPException as error:
                if code(error) != web.UNKNOWN_MESSAGE:
                    raise
                # The first message of a post in a forum stands in a thread of its own number.
                await self._edit(team, ref.message, ref.message, message)
        except FAULTS as error:
            raise send_fault(error) from None

    async def fetch(self, team: str, where: str, most: int) -> bytes:
        """A file at that address. Its size was told before. Raises DocumentUnreadable."""
        try:
            return await self._rest.file(where)
        except FAULTS as error:
            log.warning("discord: a file was not fetched", why=named(error))
            raise DocumentUnreadable(OUT_OF_REACH) from None

    async def forget(self, team: str, member: str | None) -> None:
        """Where their direct messages go. The messages are Discord's to keep."""
        if member is not None:
            self._direct.pop(member, None)
        if self._threads:
            await self._threads.forget(team, member)

    async def find(self, team: str, key: str, place: Place, since: dt.datetime) -> Ref | None:
        start, me = since - DISCORD_CLOCK, await self._own_id()
        try:
            channel = await self._channel(team, place)
            about = await self._rest.request(
                "GET", "/channels/{channel_id}", {"channel_id": channel}
            )
            if Forums.is_forum(about):
                told = await self._forums.find(team, channel, start, me, lambda m: _is(m, key))
                return Ref(channel, str(told["id"])) if told else None
            async for told in self._history(about, start):
                if int(told["author"]["id"]) == me and _is(told, key):
                    if not (place.thread or place.member):
                        await self._give_thread(told)
                    return Ref(channel, str(told["id"]))
        except FAULTS as error:
            # Never SendLater: to the core that would mean that nothing was posted. A thread that
            # is not there yet holds nothing.
            if code(error) == web.UNKNOWN_CHANNEL and place.thread and not place.member:
                return None
            closed = code(error) in web.GONE
            raise SendUnknown(f"Discord's history: {named(error)}", final=closed) from None
        return None

    async def progress(self, team: str, key: str, place: Place, message: Message | None) -> None:
        """Typing there. Everybody there sees it, so it says nothing of the message."""
        direct = place.member is not None and not place.channel
        if message is not None and (place.thread or direct):
            try:
                channel = await self._channel(team, place) if direct else place.thread
                await self._rest.request(
                    "POST", "/channels/{channel_id}/typing", {"channel_id": str(channel)}
                )
            except FAULTS as error:
                log.info("discord: typing was not shown", why=named(error))

    async def _own_id(self) -> int:
        try:
            return await self._rest.me()
        except FAULTS as error:
            raise SendUnknown(f"Discord cannot be asked ({named(error)})") from None

    async def _channel(self, team: str, place: Place) -> str:
        """The id of the channel, thread or direct message that a place is."""
        if not place.member:
            return place.thread or place.channel
        if self._threads and (thread := await self._threads.of(team, place.member)):
            return thread
        if place.member not in self._direct:
            told = await self._rest.request(
                "POST", "/users/@me/channels", json={"recipient_id": place.member}
            )
            self._direct[place.member] = str(told["id"])
        return self._direct[place.member]

    async def _post(self, team: str, key: str, channel: str, message: Message) -> Json:
        more = {"nonce": nonce(key), "enforce_nonce": True}
        names = {"channel_id": channel}
        return await self._showing.show("POST", MESSAGES, names, Shown(team, key, message, more))

    async def _edit(self, team: str, channel: str, number: str, message: Message) -> None:
        """An archived thread is opened first, for only sending does that by itself."""
        try:
            await self._replace(team, channel, number, message)
        except discord.HTTPException as error:
            if code(error) != web.ARCHIVED:
                raise
            await self._rest.request(
                "PATCH", "/channels/{channel_id}", {"channel_id": channel}, json={"archived": False}
            )
            await self._replace(team, channel, number, message)

    async def _replace(self, team: str, channel: str, number: str, message: Message) -> None:
        names = {"channel_id": channel, "message_id": number}
        await self._showing.show("PATCH", MESSAGE, names, Shown(team, "", message))

    async def _open_post(self, team: str, key: str, forum: str, message: Message) -> Ref:
        """A question in a forum is a post of its own. Nothing enforces a nonce there, so the
        call is made once; after an unclear end the core looks for the post."""
        name = _name(message.lines[0].text if message.lines else "")
        body = Shown(team, key, replace(message, picture=None)).layout()
        return Ref(forum, await self._forums.open(forum, name, ARCHIVE_MINUTES, body))

    async def _give_thread(self, told: Mapping[str, Any]) -> None:
        """A question has a thread from the start."""
        parts = [c for row in told.get("components", []) for c in row.get("components", [])]
        ids = [CustomId.read(part.get("custom_id", "")) for part in parts]
        if "thread" in told or not any(found and found.action == ANSWERED for found in ids):
            return
        texts = [c["content"] for c in told["components"] if "content" in c]
        first = (texts or [told["content"]])[0].split("\n")[0]
        await self._open_thread(told["channel_id"], told["id"], _name(first.strip("*")))

    async def _open_thread(self, channel: str, message: str, name: str) -> None:
        """Its id is the message's, so a second one cannot be. Where we may make none, people
        answer by button or in a thread that they open themselves."""
        path = MESSAGE + "/threads"
        wanted = {"name": name, "auto_archive_duration": ARCHIVE_MINUTES}
        try:
            await self._rest.request(
                "POST", path, {"channel_id": channel, "message_id": message}, json=wanted
            )
        except discord.HTTPException as error:
            if code(error) == web.THREAD_EXISTS:
                return
            if code(error) not in (web.TOO_MANY_THREADS, web.MISSING_PERMISSIONS):
                raise
            log.warning("discord: a question has no thread", channel=channel, why=named(error))

    async def _history(self, about: Json, start: dt.datetime) -> AsyncIterator[Json]:
        """The messages of a channel since then, oldest page first."""
        after, seen = discord.utils.time_snowflake(start), False
        for _ in range(PAGES_MOST):
            asked = {"limit": PAGE_SIZE, "after": after}
            found = await self._rest.request(
                "GET", MESSAGES, {"channel_id": about["id"]}, params=asked
            )
            for told in found:
                yield told
                seen = True
            if len(found) < PAGE_SIZE:
                break
            after = max(int(told["id"]) for told in found)
        else:
            raise SendUnknown("Discord's history is too long to look through")
        last = int(about.get("last_message_id") or 0)
        if not seen and last > after:
            await self._check_readable(str(about["id"]), last)

    async def _check_readable(self, channel: str, message: int) -> None:
        """Without Read Message History an empty history is no answer; this raises then."""
        try:
            await self._rest.request(
                "GET", MESSAGE, {"channel_id": channel, "message_id": str(message)}
            )
        except discord.NotFound:
            return


def _is(told: Mapping[str, Any], key: str) -> bool:
    """Whether a message of ours was sent with that key."""
    marked = any(part.get("id") == marker(key) for part in told.get("components", []))
    return marked or str(told.get("content", "")).endswith(nonce(key))


def _linked(team: str, place: Place, message: Message) -> Message:
    """A direct message that is about a thread leads there."""
    if not (place.member and place.thread):
        return message
    link = f"About https://discord.com/channels/{team}/{place.thread}"
    return replace(message, lines=(Line(link, "note"), *message.lines))


def _name(text: str) -> str:
    return shorten(text, NAME_MOST) or "Question"
