"""The real Slack platform, with CHAOS_KILL's fuse in it; `PLATFORMS` names this module.

It lives in the process that is killed. Messages need not stand a second apart here: the server
does not ask for it, and 60 answers would take a minute."""

import datetime as dt
import os
from typing import Any

from support import chaos_without
from support.post_office_platform import FUSE, _commit_with_fuse

from adapters.slack.chat import SlackChat
from adapters.slack.events import Events
from bot.core import Platform
from bot.message import Message
from bot.model import Ref
from bot.outbox import Place
from bot.ports import Clock
from bot.settings import Settings
from bot.wiring import BUILT_IN


def _send_with_fuse() -> None:
    original = SlackChat.post

    async def post(self: Any, team: str, key: str, place: Place, message: Message) -> Ref:
        FUSE.passes("before-send")
        ref = await original(self, team, key, place, message)
        FUSE.passes("after-send")
        return ref

    SlackChat.post = post  # type: ignore[method-assign]


def _acknowledgement_with_fuse() -> None:
    """Bolt acknowledges when the listener has returned."""
    original = Events.message

    async def message(self: Any, event: Any, context: Any) -> None:
        await original(self, event, context)
        FUSE.passes("before-ack")

    Events.message = message  # type: ignore[method-assign]


def _the_look_before_a_resend() -> None:
    async def find(self: Any, *_: Any) -> None:
        return None

    SlackChat.find = find  # type: ignore[method-assign,assignment]


def _the_store_before_the_acknowledgement() -> None:
    """The listener returns at once and stores in a while, as with Bolt's own default. Nor are
    missed replies fetched, which would make it good."""
    import asyncio

    from adapters.slack.backfill import Backfill

    original, later = Events.message, set()

    async def store(self: Any, event: Any, context: Any) -> None:
        await asyncio.sleep(0.2)
        await original(self, event, context)

    async def message(self: Any, event: Any, context: Any) -> None:
        task = asyncio.create_task(store(self, event, context))
        later.add(task)
        task.add_done_callback(later.discard)

    async def run(self: Any) -> None:
        return

    Events.message = message  # type: ignore[method-assign]
    Backfill.run = run  # type: ignore[method-assign]


DEFENCES = chaos_without.DEFENCES | {
    "the look before a resend": _the_look_before_a_resend,
    "the store before the acknowledgement": _the_store_before_the_acknowledgement,
}


async def open_platform(settings: Settings, clock: Clock) -> Platform:
    if defence := os.environ.get("CHAOS_WITHOUT"):
        DEFENCES[defence]()
    _commit_with_fuse()
    _send_with_fuse()
    _acknowledgement_with_fuse()
    # One workspace by its token: nothing is kept in the vault.
    platform = await BUILT_IN["slack"](settings, clock, None)  # type: ignore[arg-type]
    platform.chat.spacing = dt.timedelta(0)
    return platform
