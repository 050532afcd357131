"""A platform of one's own, as README's 'How to add a platform' says: `PLATFORMS` names it.

It lives in the process that is killed. CHAOS_KILL, such as 'after-commit:12', makes the process
kill itself with -9 at the twelfth passing of that point; CHAOS_WITHOUT takes a defence away, to
show that the chaos test would see it."""

import asyncio
import datetime as dt
import os
import signal
from typing import Any

import aiohttp
from sqlalchemy.engine.default import DefaultDialect
from support import chaos_without

from bot.core import Core
from bot.errors import SendUnknown, TryLater
from bot.message import Call, Incoming, Message, Person
from bot.model import Ref
from bot.outbox import Place
from bot.ports import Clock
from bot.settings import Settings

NAME = "post_office"


class _Fuse:
    """Kills this process at the n-th passing of one named point."""

    def __init__(self, setting: str) -> None:
        self.point, _, count = setting.partition(":")
        self.left = int(count or 0)

    def passes(self, point: str) -> None:
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


FUSE = _Fuse(os.environ.get("CHAOS_KILL", ""))


def _commit_with_fuse() -> None:
    original = DefaultDialect.do_commit

    def do_commit(self: Any, connection: Any) -> None:
        FUSE.passes("before-commit")
        original(self, connection)
        FUSE.passes("after-commit")

    DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]


class PostOfficeChat:
    platform = NAME
    spacing = dt.timedelta(0)

    def __init__(self, address: str) -> None:
        self._address = address

    async def _call(self, method: str, path: str, **options: Any) -> Any:
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.request(method, self._address + path, **options) as response,
            ):
                return await response.json()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SendUnknown(type(error).__name__) from error

    async def post(self, team: str, key: str, place: Place, message: Message) -> Ref:
        FUSE.passes("before-send")
        entry = {
            "key": key,
            "channel": place.channel,
            "thread": place.thread,
            "member": place.member,
            "text": message.text,
        }
        answer = await self._call("POST", "/messages", json=entry)
        FUSE.passes("after-send")
        return Ref(place.channel, answer["id"])

    async def update(self, team: str, ref: Ref, message: Message) -> None:
        await self._call("PUT", f"/messages/{ref.message}", json={"text": message.text})

    async def find(self, team: str, key: str, place: Place, since: dt.datetime) -> Ref | None:
        found = await self._call("GET", "/messages", params={"key": key})
        return Ref(place.channel, found["id"]) if found["id"] else None


class PostOfficePlatform:
    name = NAME

    def __init__(self, address: str) -> None:
        self.chat = PostOfficeChat(address)

    async def listen(self, core: Core) -> None:
        while True:
            try:
                events = await self.chat._call("GET", "/events")
            except SendUnknown:
                events = []
            await asyncio.gather(*(self._take(core, event) for event in events))
            if not events:
                await asyncio.sleep(0.05)

    async def _take(self, core: Core, event: dict[str, Any]) -> None:
        try:
            await _do(core, event)
        except TryLater:
            return  # not acknowledged, so it comes again
        FUSE.passes("before-ack")
        await self.chat._call("POST", f"/events/{event['delivery']}/ack")

    def mount(self, app: object, core: Core) -> None:
        """No pages."""

    async def ready(self) -> None:
        """Always."""

    async def close(self) -> None:
        """Nothing is held."""


async def _do(core: Core, event: dict[str, Any]) -> None:
    who = Person(NAME, "office", event["member"].lower(), event["member"])
    if event["kind"] == "command":
        await core.command(Call(who, event["id"], "practice", event["text"], event["channel"]))
        return
    sent_at = dt.datetime.fromisoformat(event["at"])
    await core.receive(
        Incoming(
            person=who,
            channel=event["channel"],
            message=event["message"],
            revision=int(sent_at.timestamp() * 1e6),
            text=event["text"],
            sent_at=sent_at,
            thread=event["thread"],
        )
    )


async def open_platform(settings: Settings, clock: Clock) -> PostOfficePlatform:
    _commit_with_fuse()
    chaos_without.take_away(os.environ.get("CHAOS_WITHOUT", ""))
    return PostOfficePlatform(os.environ["POST_OFFICE"])
