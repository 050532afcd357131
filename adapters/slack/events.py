"""Events: messages in threads and direct messages, App Home, and being sent away.

Bolt acknowledges an event only after its listener here returned, so what raises comes again."""

from typing import Any, Protocol

from slack_bolt.context.async_context import AsyncBoltContext

from adapters.slack.blocks import page
from adapters.slack.direct import SUGGESTED, Direct
from adapters.slack.extras import Background, Extras
from adapters.slack.files import Files
from adapters.slack.homes import Homes
from adapters.slack.people import People
from adapters.slack.translate import PLATFORM, author, deletion, incoming, words
from adapters.slack.workspaces import Workspaces
from bot.core import Core
from bot.errors import TryLater, WhetstoneError
from bot.message import Line, Message

PROMPTS = "assistant.threads.setSuggestedPrompts"
FILE = "file_share"
ELSEWHERE = (
    "I read what stands in the thread of an open question. "
    "/practice help lists what else you can ask for."
)


WHY = {
    "archive": "the channel was archived",
    "deleted": "the channel was deleted",
    "left": "the bot was removed from the channel",
}


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
        files: Files,
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
        self._direct = Direct(core, workspaces, people, files, extras, background)

    async def message(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """`message` in all its subtypes, and `app_mention`, which may be the same message."""
        team, bot_user = str(context.team_id), str(context.bot_user_id)
        user = author(event)
        if user == bot_user:
            return  # our own words
        if await self.take(team, event, bot_user):
            if user:
                self._homes.soon(team, user)
        elif user and event["type"] == "app_mention":
            self._background.start(self._whisper(team, user, event, ELSEWHERE))
        elif user and event.get("channel_type") == "im" and event.get("subtype") in (None, FILE):
            # A file says nothing of what it is for; the profile's form takes résumés.
            text = "profile" if event.get("subtype") else words(event.get("text") or "", bot_user)
            await self._direct.answer(team, event, text)

    async def take(self, team: str, event: dict[str, Any], bot_user: str) -> bool:
        """Hands a message to the core; True if it was for us: stored, or refused with a word.

        Raises TryLater."""
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
            self._background.start(self._whisper(team, user, inner | event, str(error)))
            return True

    async def home_opened(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        team, user = str(context.team_id), str(event["user"])
        if event.get("tab") == "home":
            await self._homes.publish(team, user)
        elif event.get("tab") == "messages" and self._extras.has(team, PROMPTS):
            client = await self._workspaces.client(team)
            call = client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"],
                prompts=[{"title": title, "message": text} for title, text in SUGGESTED],
            )
            await self._extras.try_(team, PROMPTS, call)

    async def channel_gone(self, event: dict[str, Any], context: AsyncBoltContext) -> None:
        """Archived or deleted, or we were removed from it."""
        why = WHY[event["type"].partition("_")[2]]
        await self._core.channel_gone(PLATFORM, str(context.team_id), str(event["channel"]), why)

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
        await self._core.team_gone(PLATFORM, team)

    async def other(self) -> None:
        """An event without a listener would be answered with 404 and come again."""

    async def _whisper(self, team: str, user: str, event: dict[str, Any], text: str) -> None:
        """Only they see it, where the message stands."""
        client = await self._workspaces.client(team)
        shown = page(Message((Line(text),)))
        call = client.chat_postEphemeral(
            channel=event["channel"],
            user=user,
            thread_ts=event.get("thread_ts"),
            text=shown.text,
            blocks=shown.blocks,
        )
        await self._extras.try_(team, "chat.postEphemeral", call)
