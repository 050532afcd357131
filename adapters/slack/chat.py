"""The sending side. Slack has no idempotency key, so each message carries ours in its metadata.

A message for one member's eyes is a direct message, with a link to its thread, never an
ephemeral one: that is not sure to arrive, is gone after a reload, can be neither found again
nor replaced, and reviews are replaced when an answer grows."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.blocks import UPDATE_TEXT_MOST, Block, Page, escape
from adapters.slack.extras import Extras
from adapters.slack.pictures import Pictures
from adapters.slack.translate import PLATFORM
from adapters.slack.web import FAULTS, code, send_fault
from adapters.slack.workspaces import Workspaces
from bot.errors import DocumentUnreadable, NotFound, SendLater, SendRefused, SendUnknown, TryLater
from bot.message import Message
from bot.model import Ref
from bot.sending.outbox import Place
from bot.text import shorten
from bot.wording.profile import OUT_OF_REACH, TOO_LARGE

log = structlog.get_logger()

STATUS = "assistant.threads.setStatus"
READING = "is reading an answer…"
EVENT_TYPE = "whetstone_send"
SLACK_CLOCK = dt.timedelta(minutes=5)  # it may be so far behind ours
PAGE_SIZE = 200
PAGES_MOST = 10
LATER = dt.timedelta(seconds=10)
CLOSED = ("missing_scope", "not_in_channel", "channel_not_found", "user_disabled")  # for good


class SlackChat:
    """Implements `bot.ports.Chat`, `ShowsProgress` and `HandsOver`."""

    platform = PLATFORM
    spacing = dt.timedelta(seconds=1)

    def __init__(
        self, workspaces: Workspaces, extras: Extras, pictures: Pictures | None = None
    ) -> None:
        self._workspaces = workspaces
        self._extras = extras
        self._pictures = pictures or Pictures(workspaces, extras)

    async def post(self, team: str, key: str, place: Place, message: Message) -> Ref:
        client = await self._client(team)
        where: dict[str, Any] = {"channel": place.member or place.channel}
        if place.thread and not place.member:
            where["thread_ts"] = place.thread
        about = await _link(client, place) if place.member and place.thread else []

        async def send(shown: Page) -> AsyncSlackResponse:
            return await client.chat_postMessage(
                **where,
                text=shown.text,
                blocks=about + shown.blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
                unfurl_links=False,
                unfurl_media=False,
            )

        try:
            said = await self._pictures.sent(team, message, send)
        except FAULTS as error:
            raise send_fault(error) from None
        return Ref(said["channel"], said["ts"])

    async def update(self, team: str, ref: Ref, message: Message) -> None:
        client = await self._client(team)
        text = escape(shorten(message.text, UPDATE_TEXT_MOST * 3 // 4))[:UPDATE_TEXT_MOST]

        async def send(shown: Page) -> AsyncSlackResponse:
            return await client.chat_update(
                channel=ref.channel, ts=ref.message, text=text, blocks=shown.blocks
            )

        try:
            await self._pictures.sent(team, message, send)
        except FAULTS as error:
            raise send_fault(error) from None

    async def find(self, team: str, key: str, place: Place, since: dt.datetime) -> Ref | None:
        client = await self._client(team)
        bot_user = (await self._workspaces.installation(team)).bot_user
        try:
            if place.member:
                opened = await client.conversations_open(users=place.member)
                place = replace(place, channel=opened["channel"]["id"], thread=None)
            async for told in _history(client, place, since - SLACK_CLOCK):
                metadata = told.get("metadata") or {}
                sent = metadata.get("event_type") == EVENT_TYPE and told.get("user") == bot_user
                if sent and metadata.get("event_payload", {}).get("key") == key:
                    return Ref(place.channel, told["ts"])
        except FAULTS as error:
            # Never SendLater: to the core that would mean that nothing was posted.
            raise SendUnknown(
                f"Slack's history: {code(error)}", final=code(error) in CLOSED
            ) from None
        return None

    async def fetch(self, team: str, where: str, most: int) -> bytes:
        """A file of that id. Raises DocumentUnreadable."""
        try:
            told = (await (await self._workspaces.client(team)).files_info(file=where))["file"]
            token = (await self._workspaces.installation(team)).token
            if int(told.get("size") or 0) > most:
                raise DocumentUnreadable(TOO_LARGE)
            url = told.get("url_private_download") or told["url_private"]
            content = await self._workspaces.web.download(url, token, most)
        except (*FAULTS, NotFound, TryLater, KeyError) as error:
            log.warning("slack: a file was not fetched", why=code(error))
            raise DocumentUnreadable(OUT_OF_REACH) from None
        if len(content) > most:
            raise DocumentUnreadable(TOO_LARGE)
        return content

    async def progress(self, team: str, key: str, place: Place, message: Message | None) -> None:
        """A status in the thread. Everybody there sees it, so it says nothing of the message."""
        if place.thread and self._extras.has(team, STATUS):
            call = (await self._client(team)).assistant_threads_setStatus(
                channel_id=place.channel,
                thread_ts=place.thread,
                status=READING if message else "",
            )
            await self._extras.try_(team, STATUS, call)

    async def _client(self, team: str) -> AsyncWebClient:
        try:
            return await self._workspaces.client(team)
        except NotFound as error:
            raise SendRefused(str(error), gone=True) from None
        except TryLater as error:
            raise SendLater(str(error), LATER) from None


async def _history(
    client: AsyncWebClient, place: Place, since: dt.datetime
) -> AsyncIterator[dict[str, Any]]:
    """The messages there since then, of the thread or of the channel."""
    cursor = ""
    span: dict[str, Any] = {
        "channel": place.channel,
        "oldest": f"{since.timestamp():.6f}",
        "include_all_metadata": True,
        "limit": PAGE_SIZE,
    }
    for _ in range(PAGES_MOST):
        asked = span | ({"cursor": cursor} if cursor else {})
        if place.thread:
            said = await client.conversations_replies(ts=place.thread, **asked)
        else:
            said = await client.conversations_history(**asked)
        for told in said["messages"]:
            yield told
        cursor = (said.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
    raise SendUnknown("Slack's history is too long to look through")


async def _link(client: AsyncWebClient, place: Place) -> list[Block]:
    """Which thread a direct message is about; nothing where Slack does not say its address."""
    try:
        said = await client.chat_getPermalink(channel=place.channel, message_ts=str(place.thread))
    except FAULTS:
        return []
    text = f"<{said['permalink']}|About this question>"
    return [{"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}]
