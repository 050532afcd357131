"""Events: messages in threads and direct messages, App Home, and being sent away.

Bolt acknowledges an event only after its listener here returned, so what raises comes again."""

from typing import Any, Protocol, runtime_checkable

import structlog
from slack_bolt.context.async_context import AsyncBoltContext

from adapters.slack.blocks import page
from adapters.slack.extras import Background, Extras
from adapters.slack.homes import Homes
from adapters.slack.people import People
from adapters.slack.translate import PLATFORM, author, deletion, incoming
from adapters.slack.workspaces import Workspaces
from bot.core import Core
from bot.errors import TryLater, WhetstoneError
from bot.message import Incoming, Line, Message

log = structlog.get_logger()

PROMPTS = "assistant.threads.setSuggestedPrompts"
SUGGESTED = [{"title": "What can I ask for?", "message": "help"}]


@runtime_checkable
class Farewells(Protocol):
    """What the core does when we are sent away; where it has no such calls, it learns of it by
    the next message that is refused."""

    async def channel_gone(self, platform: str, team: str, channel: str) -> None: ...
    async def team_gone(self, platform: str, team: str) -> None: ...


class Uninstalls(Protocol):
    async def remove(self, team: str, told_at: float) -> bool:
        """False if it was installed again after `told_at` (seconds since 1970 UTC)."""
        ...


class Events:
    def __init__(
        self,
        core: Core,
        workspaces: Workspaces,
        people: People,
        homes: Homes,
        extras: Extras,
        background: Background,
        uninstalls: Uninstalls | None = None,
    ) -> None:
        self._core = core
        self._workspaces = workspaces
        self._people = people
        self._homes = homes
        self._extras = extras
        self._background = background
        self._uninstalls = uninstalls

    async def message(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """`message` in all its subtypes, and `app_mention`, which may be the same message."""
        team = str(context.team_id)
        if await self.take(team, event, str(context.bot_user_id)) and (user := author(event)):
            self._homes.soon(team, user)

    async def take(self, team: str, event: dict[str, Any], bot_user: str) -> bool:
        """Hands a message to the core; True if it was for us and is stored. Raises TryLater."""
        gone = deletion(event, team)
        if gone is not None:
            return await self._core.deleted(gone)
        user = author(event)
        if user is None or user == bot_user:
            return False
        inner = event.get("message") or event
        if not (inner.get("thread_ts") or event.get("channel_type") == "im"):
            return False  # other talk of the channel, which nobody looks at
        person = await self._people.person(team, user)
        message = incoming(event, person, bot_user)
        try:
            return await self._core.receive(message)
        except TryLater:
            raise
        except WhetstoneError as error:
            self._background.start(self._whisper(message, str(error)))
            return False

    async def home_opened(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        team, user = str(context.team_id), str(event["user"])
        if event.get("tab") == "home":
            await self._homes.publish(team, user)
        elif event.get("tab") == "messages" and self._extras.has(team, PROMPTS):
            client = await self._workspaces.client(team)
            call = client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], prompts=SUGGESTED
            )
            await self._extras.try_(team, PROMPTS, call)

    async def channel_gone(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Archived or deleted, or we were removed from it."""
        log.warning("slack: a channel is closed to us", team=context.team_id, why=event["type"])
        if isinstance(self._core, Farewells):
            channel = str(event["channel"])
            await self._core.channel_gone(PLATFORM, str(context.team_id), channel)

    async def uninstalled(
        self, event: dict[str, Any], body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        """`app_uninstalled`, and `tokens_revoked` where it is about the bot's."""
        if event["type"] == "tokens_revoked" and not event.get("tokens", {}).get("bot"):
            return
        team = str(context.team_id)
        told_at = float(body.get("event_time") or 0)
        if self._uninstalls and not await self._uninstalls.remove(team, told_at):
            return
        log.warning("slack: uninstalled", team=team)
        if isinstance(self._core, Farewells):
            await self._core.team_gone(PLATFORM, team)

    async def other(self) -> None:
        """An event without a listener would be answered with 404 and come again."""

    async def _whisper(self, message: Incoming, text: str) -> None:
        client = await self._workspaces.client(message.person.team)
        shown = page(Message((Line(text),)))
        call = client.chat_postEphemeral(
            channel=message.channel,
            user=message.person.member,
            thread_ts=message.thread,
            text=shown.text,
            blocks=shown.blocks,
        )
        await self._extras.try_(message.person.team, "chat.postEphemeral", call)
