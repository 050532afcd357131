"""The real Slack platform, with CHAOS_KILL's fuse in it; `PLATFORMS` names this module.

It lives in the process that is killed. Neither messages nor calls for missed ones need stand a
second apart here: the server does not ask for it, and 60 answers would take a minute."""

import asyncio
import datetime as dt
from typing import Any

from support import chaos_fuse, chaos_without

from adapters.slack import backfill
from adapters.slack.backfill import Backfill
from adapters.slack.chat import SlackChat
from adapters.slack.events import Events
from bot.core import Platform
from bot.daily import catching_up
from bot.ports import Clock
from bot.settings import Settings
from bot.wiring import BUILT_IN


def _missed_replies_are_not_fetched() -> None:
    """Else they make good what was lost here."""

    async def run(self: Any) -> None:
        return

    Backfill.run = run  # type: ignore[method-assign]


def _the_store_before_the_acknowledgement() -> None:
    """The listener returns at once and stores in a while, as with Bolt's own default."""
    original, later = Events.message, set()

    async def store(self: Any, event: Any, context: Any) -> None:
        await asyncio.sleep(0.2)
        await original(self, event, context)

    async def message(self: Any, event: Any, context: Any) -> None:
        task = asyncio.create_task(store(self, event, context))
        later.add(task)
        task.add_done_callback(later.discard)

    Events.message = message  # type: ignore[method-assign]
    _missed_replies_are_not_fetched()


def _the_turn_of_what_was_kept() -> None:
    chaos_without.the_turn_of_what_was_kept()
    _missed_replies_are_not_fetched()


DEFENCES = chaos_without.DEFENCES | {
    "the turn of what was kept": _the_turn_of_what_was_kept,
    "the look before a resend": chaos_without.the_look_of(SlackChat),
    "the store before the acknowledgement": _the_store_before_the_acknowledgement,
}


async def open_platform(settings: Settings, clock: Clock) -> Platform:
    chaos_without.take_away(DEFENCES)
    # Bolt acknowledges when the listener has returned.
    chaos_fuse.light(SlackChat, Events, "message")
    # One workspace by its token: nothing is kept in the vault.
    platform = await BUILT_IN["slack"](settings, clock, None)  # type: ignore[arg-type]
    backfill.PACE = 0.0
    catching_up.AGAIN = 0.2
    platform.chat.spacing = dt.timedelta(0)
    return platform
