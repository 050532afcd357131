"""Fetches the replies that came while nobody listened, where the scopes allow it.

A reply that is known already changes nothing, so all of each open thread is handed over. What
was deleted meanwhile cannot be told from what was never there."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.events import Events
from adapters.slack.extras import LACKING, Extras
from adapters.slack.translate import PLATFORM
from adapters.slack.web import FAULTS, code, limited, wait
from adapters.slack.workspaces import Workspaces
from bot.core import Core
from bot.errors import NotFound, TryLater
from bot.model import Ref

log = structlog.get_logger()

METHOD = "conversations.replies"
PAGE_SIZE = 200
PACE = 1.2  # seconds between calls: 50 a minute (docs: Rate limits, tier 3)
AGAIN = 5.0
TRIES = 5


class Backfill:
    def __init__(self, core: Core, workspaces: Workspaces, events: Events, extras: Extras) -> None:
        self._core = core
        self._workspaces = workspaces
        self._events = events
        self._extras = extras
        self._running = asyncio.Lock()

    async def run(self) -> None:
        """Once through all open threads, within the rate limits."""
        async with self._running:
            for team, thread, since in await self._core.open_threads(PLATFORM):
                if self._extras.has(team, METHOD):
                    await self._thread(team, thread, since)

    async def _thread(self, team: str, thread: Ref, since: dt.datetime) -> None:
        """The core is asked again while it cannot take a reply; Slack while it is away."""
        for _ in range(TRIES):
            try:
                found = await self._workspaces.installation(team)
                async for told in self._replies(team, thread, since):
                    await self._events.take(team, told, found.bot_user)
                return
            except NotFound:
                return
            except TryLater:
                await asyncio.sleep(AGAIN)
            except FAULTS as error:
                if isinstance(error, SlackApiError) and limited(error):
                    await asyncio.sleep(wait(error).total_seconds())
                elif isinstance(error, SlackApiError) and "HTTP" not in code(error):
                    self._lost(team, code(error))
                    return
                else:
                    await asyncio.sleep(AGAIN)
        log.warning("slack: replies of a thread were not fetched", team=team)

    async def _replies(
        self, team: str, thread: Ref, since: dt.datetime
    ) -> AsyncIterator[dict[str, Any]]:
        """A thread's replies as message events."""
        client = await self._workspaces.client(team)
        cursor: str | None = None
        while True:
            said = await client.conversations_replies(
                channel=thread.channel,
                ts=thread.message,
                oldest=f"{since.timestamp():.6f}",
                limit=PAGE_SIZE,
                cursor=cursor,
            )
            for told in said["messages"]:
                if told["ts"] != thread.message:
                    yield told | {"channel": thread.channel}
            cursor = (said.get("response_metadata") or {}).get("next_cursor") or ""
            await asyncio.sleep(PACE)
            if not cursor:
                return

    def _lost(self, team: str, why: str) -> None:
        if why in LACKING:
            self._extras.lacks(team, METHOD, f"{why}: replies from a downtime stay unread")
        else:
            log.info("slack: a thread cannot be read", team=team, why=why)
