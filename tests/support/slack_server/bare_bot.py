"""A bare Bolt app: what the server is tried with, and what others can be measured against."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from .server import SlackServer
from .workspace import Workspace
from .world import Json

CARD: list[Json] = [
    {"type": "section", "block_id": "q", "text": {"type": "mrkdwn", "text": "What happened?"}},
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "answer",
                "value": "7",
                "text": {"type": "plain_text", "text": "Answer privately"},
            },
            {
                "type": "overflow",
                "action_id": "later",
                "options": [{"text": {"type": "plain_text", "text": "In an hour"}, "value": "1h"}],
            },
        ],
    },
]


def text_of(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(label: str, **element: Any) -> Json:
    return {"type": "input", "label": text_of(label), "element": {"action_id": label} | element}


FORM: Json = {
    "type": "modal",
    "callback_id": "answer",
    "private_metadata": "7",
    "notify_on_close": True,
    "title": text_of("Answer"),
    "submit": text_of("Send"),
    "blocks": [
        field("Your answer", type="plain_text_input", multiline=True) | {"block_id": "answer"},
        field(
            "Who reads it",
            type="static_select",
            options=[{"text": text_of(x), "value": x} for x in ("me", "us")],
            initial_option={"text": text_of("me"), "value": "me"},
        ),
        field("Days", type="checkboxes", options=[{"text": text_of("Mon"), "value": "mon"}])
        | {"optional": True},
        field("At", type="timepicker", initial_time="09:00"),
        field("Channel", type="conversations_select") | {"optional": True},
    ],
}


class Bot:
    """Keeps what reached it; `submit_answer` is what a submission is answered with."""

    def __init__(self, client: AsyncWebClient, secret: str) -> None:
        self.came: list[Json] = []
        self.submit_answer: Json = {}
        self.app = AsyncApp(client=client, signing_secret=secret, process_before_response=True)
        self.app.event("app_home_opened")(self._home)
        self.app.event("message")(self._keep)
        self.app.action("answer")(self._form)
        self.app.action("later")(self._later)
        self.app.view("answer")(self._submitted)
        self.app.view_closed("answer")(self._closed)
        self.app.command("/practice")(self._practice)

    async def _keep(self, body: Json) -> None:
        self.came.append(body)

    async def _home(self, body: Json, client: AsyncWebClient) -> None:
        self.came.append(body)
        section = {"type": "section", "text": text_of("Streak: 3")}
        view = {"type": "home", "blocks": [section]}
        await client.views_publish(user_id=body["event"]["user"], view=view)

    async def _form(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        self.came.append(body)
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    async def _later(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        self.came.append(body)
        await ack()
        if "response_url" in body:
            await respond(
                text="In an hour, then.", response_type="ephemeral", replace_original=False
            )

    async def _submitted(self, ack: AsyncAck, body: Json) -> None:
        self.came.append(body)
        await ack(**self.submit_answer)

    async def _closed(self, ack: AsyncAck, body: Json) -> None:
        self.came.append(body)
        await ack()

    async def _practice(self, ack: AsyncAck, body: Json) -> None:
        self.came.append(body)
        await ack(f"You said {body['text']}.")


@asynccontextmanager
async def on_socket(server: SlackServer, acme: Workspace) -> AsyncIterator[Bot]:
    """Closed in any case: the client would reconnect for ever and hold up the loop's end."""
    bot = bare_bot(server, acme)
    handler = AsyncSocketModeHandler(bot.app, server.app.app_token, ping_interval=0.2)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    try:
        yield bot
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def on_http(server: SlackServer, acme: Workspace) -> AsyncIterator[Bot]:
    """Behind a Request URL of its own."""
    bot = bare_bot(server, acme)
    runner = web.AppRunner(bot.app.web_app(path="/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await server.uses_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield bot
    finally:
        await runner.cleanup()


def bare_bot(server: SlackServer, acme: Workspace) -> Bot:
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)
    return Bot(client, server.app.signing_secret)
