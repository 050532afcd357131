"""The real Discord platform, with CHAOS_KILL's fuse in it; `PLATFORMS` names this module.

It lives in the process that is killed. Messages need not stand a second apart here, as on
Slack's, a server that has one guild is known at once, and questions whose posting is not
confirmed soon are."""

import datetime as dt
from typing import Any

from support import chaos_fuse, chaos_without

from adapters.discord import client
from adapters.discord.backfill import Backfill
from adapters.discord.chat import DiscordChat
from bot.core import Platform
from bot.daily import catching_up
from bot.ports import Clock
from bot.settings import Settings
from bot.wiring import BUILT_IN


class _NoVault:
    """Implements `adapters.discord.commands.Vault`: commands are registered at each start."""

    async def get(self, name: str) -> bytes | None:
        return None

    async def put(self, name: str, value: bytes) -> None:
        return

    async def delete(self, name: str) -> None:
        return

    async def names(self, prefix: str) -> list[str]:
        return []


def _the_backfill_of_threads() -> None:
    async def run(self: Any, *_: Any) -> None:
        return

    Backfill.run = run  # type: ignore[method-assign]


DEFENCES = chaos_without.DEFENCES | {
    "the look before a resend": chaos_without.the_look_of(DiscordChat),
    "the backfill of threads": _the_backfill_of_threads,
}
# The backfill makes good what is lost there, and nothing makes up for the backfill.
del DEFENCES["the turn of what was kept"]


async def open_platform(settings: Settings, clock: Clock) -> Platform:
    chaos_without.take_away(DEFENCES)
    chaos_fuse.light(DiscordChat, client.Gateway, "take")
    client.GUILD_READY = 0.05
    catching_up.AGAIN = 0.2
    platform = await BUILT_IN["discord"](settings, clock, _NoVault())  # type: ignore[arg-type]
    platform.chat.spacing = dt.timedelta(0)
    return platform
