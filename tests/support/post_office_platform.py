"""A platform of one's own, as README's 'How to add a platform' says: `PLATFORMS` names it.

It lives in the process that is killed."""

import asyncio
import datetime as dt
import os
from typing import Any

import aiohttp
from support import chaos_fuse, chaos_without

from bot.core import Core
from bot.errors import SendUnknown, TryLater
from bot.message import Call, Incoming, Message, Person
from bot.model import Ref
from bot.ports import Clock
from bot.sending.outbox import Place
from bot.settings import Settings

NAME = "post_office"


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
        entry = {
            "key": key,
            "channel": place.channel,
            "thread": place.thread,
            "member": place.member,
            "text": message.text,
        }
        answer = await self._call("POST", "/messages", json=entry)
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
            await self._do(core, event)
        except TryLater:
            return  # not acknowledged, so it comes again
        await self.chat._call("POST", f"/events/{event['delivery']}/ack")

    async def _do(self, core: Core, event: dict[str, Any]) -> None:
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

    def mount(self, app: object, core: Core) -> None:
        """No pages."""

    async def ready(self) -> None:
        """Always."""

    async def close(self) -> None:
        """Nothing is held."""


DEFENCES = chaos_without.DEFENCES | {
    "the look before a resend": chaos_without.the_look_of(PostOfficeChat),
    "the key of a round": chaos_without.the_key_of_a_round,
}


async def open_platform(settings: Settings, clock: Clock) -> PostOfficePlatform:
    chaos_without.take_away(DEFENCES)
    chaos_fuse.light(PostOfficeChat, PostOfficePlatform, "_do")
    return PostOfficePlatform(os.environ["POST_OFFICE"])
