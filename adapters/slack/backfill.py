"""Fetches the replies that came while nobody listened, where the scopes allow it: in threads, and
in direct messages where an interview is held.

A reply that is known already changes nothing, so all of each open thread is handed over. A message
that an answer is made of and that stands there no more was deleted meanwhile."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.events import Events
from adapters.slack.extras import LACKING, Extras
from adapters.slack.translate import PLATFORM, micros
from adapters.slack.web import FAULTS, code, limited, wait
from adapters.slack.workspaces import Workspaces
from bot.core import Core
from bot.daily.catching_up import catch_up
from bot.errors import NotFound, TryLater
from bot.message import Deletion
from bot.model import Ref

log = structlog.get_logger()

Json = dict[str, Any]
METHOD, HISTORY = "conversations.replies", "conversations.history"
TOMBSTONE = "tombstone"  # stands for what is deleted, where others still hang on it
PAGE_SIZE = 200
PACE = 1.2  # seconds between calls: 50 a minute (docs: Rate limits, tier 3)
AGAIN = 5.0
TRIES = 5

pause = asyncio.sleep


class Backfill:
    def __init__(self, core: Core, workspaces: Workspaces, events: Events, extras: Extras) -> None:
        self._core = core
        self._workspaces = workspaces
        self._events = events
        self._extras = extras

    async def run(self, through: Callable[[], None]) -> None:
        """All of them, within the rate limits. `through` as for `catch_up`."""

        async def thread(team: str, first: Ref, since: dt.datetime) -> None:
            await self._try(team, METHOD, partial(self._thread, team, first, since))

        async def direct(team: str, first: Ref) -> None:
            await self._try(team, HISTORY, partial(self._direct, team, first))

        await catch_up(self._core, PLATFORM, thread, direct, through)

    async def _try(self, team: str, method: str, read: Callable[[], Awaitable[None]]) -> None:
        """The core is asked again while it cannot take a reply; Slack while it is away."""
        if not self._extras.has(team, method):
            return
        for _ in range(TRIES):
            try:
                await read()
                return
            except NotFound:
                return
            except TryLater:
                await asyncio.sleep(AGAIN)
            except FAULTS as error:
                if isinstance(error, SlackApiError) and "HTTP" not in code(error):
                    self._lost(team, method, code(error))
                    return
                await asyncio.sleep(AGAIN)
        log.warning("slack: replies of a thread were not fetched", team=team)

    async def _direct(self, team: str, first: Ref) -> None:
        found = await self._workspaces.installation(team)
        async for told in self._directs(team, first):
            await self._events.take(team, told, found.bot_user)

    async def _thread(self, team: str, thread: Ref, since: dt.datetime) -> None:
        found = await self._workspaces.installation(team)
        held = set(await self._core.messages_held(PLATFORM, team, thread))
        async for told in self._replies(team, thread, since):
            if told.get("subtype") != TOMBSTONE:
                held.discard(told["ts"])
                await self._events.take(team, told, found.bot_user)
        for ts in held:
            gone = Deletion(PLATFORM, team, thread.channel, ts, thread.message)
            await self._core.deleted(gone)

    async def _replies(self, team: str, thread: Ref, since: dt.datetime) -> AsyncIterator[Json]:
        """A thread's replies as message events."""
        client = await self._workspaces.client(team)
        call = partial(client.conversations_replies, ts=thread.message)
        async for told in _all(call, thread.channel, f"{since.timestamp():.6f}"):
            if told["ts"] != thread.message:
                yield told | {"channel": thread.channel}

    async def _directs(self, team: str, first: Ref) -> AsyncIterator[Json]:
        """What was written since our first message of an interview, oldest first, as events."""
        client = await self._workspaces.client(team)
        found = [m async for m in _all(client.conversations_history, first.channel, first.message)]
        for told in sorted(found, key=lambda told: micros(told["ts"])):
            yield told | {"channel": first.channel, "channel_type": "im"}

    def _lost(self, team: str, method: str, why: str) -> None:
        if why in LACKING:
            self._extras.lacks(team, method, f"{why}: replies from a downtime stay unread")
        else:
            log.info("slack: a thread cannot be read", team=team, why=why)


async def _all(
    call: Callable[..., Awaitable[AsyncSlackResponse]], channel: str, oldest: str
) -> AsyncIterator[Json]:
    """Every message that the call gives, page by page."""
    cursor: str | None = None
    while True:
        said = await _patiently(
            partial(call, channel=channel, oldest=oldest, limit=PAGE_SIZE, cursor=cursor)
        )
        for told in said["messages"]:
            yield told
        cursor = (said.get("response_metadata") or {}).get("next_cursor") or ""
        await pause(PACE)
        if not cursor:
            return


async def _patiently(call: Callable[[], Awaitable[AsyncSlackResponse]]) -> AsyncSlackResponse:
    """Asks for the same page until Slack has time for it: a minute may give no more than one."""
    while True:
        try:
            return await call()
        except SlackApiError as error:
            if not limited(error):
                raise
            await pause(wait(error).total_seconds())
