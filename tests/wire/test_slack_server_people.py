"""What people do on the local Slack, lived through by a bare Bolt app, both ways in."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from support.slack_server import SlackServer, Workspace
from support.stage import Stage, Team

Json = dict[str, Any]

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
    """A bare Bolt app that keeps what reached it and answers as `said` tells it to."""

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


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        server.outbox.retry_scale = 0.0001
        yield server


@pytest.fixture
def acme(server: SlackServer) -> Workspace:
    return server.workspace("acme")


@asynccontextmanager
async def on_socket(server: SlackServer, acme: Workspace) -> AsyncIterator[Bot]:
    """Closed in any case: the client would reconnect for ever and hold up the loop's end."""
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)
    bot = Bot(client, server.app.signing_secret)
    handler = AsyncSocketModeHandler(bot.app, server.app.app_token, ping_interval=0.2)
    await handler.connect_async()
    try:
        yield bot
    finally:
        await handler.close_async()


@pytest.fixture(params=["socket", "http"])
async def bot(
    request: pytest.FixtureRequest, server: SlackServer, acme: Workspace
) -> AsyncIterator[Bot]:
    if request.param == "socket":
        async with on_socket(server, acme) as bot:
            yield bot
    else:
        client = AsyncWebClient(acme.bot_token(), base_url=server.api)
        bot = Bot(client, server.app.signing_secret)
        runner = web.AppRunner(bot.app.web_app(path="/slack/events"), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await server.uses_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        yield bot
        await runner.cleanup()


async def test_a_person_is_heard(server: SlackServer, acme: Workspace, bot: Bot) -> None:
    ada, room = acme.user("Ada"), acme.channel("#caching")
    first = await ada.says(room, "hello")
    await ada.says(room, "a reply", thread=first)
    await server.until(lambda: len(bot.came) == 2)
    reply = next(b["event"] for b in bot.came if "thread_ts" in b["event"])
    assert (reply["text"], reply["thread_ts"]) == ("a reply", first.ts)
    assert [m.plain for m in room.thread(first)] == ["a reply"]


async def test_a_typed_name_pings_and_typed_markup_does_not(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada, room = acme.user("Ada"), acme.channel("#caching")
    bob = acme.user("Bob")
    message = await ada.says(room, "@Bob and @channel, not <!here> or bob@Bob.org")
    assert message.pings == [f"@{bob.id}", "!channel"]
    assert "&lt;!here&gt;" in message.text
    await server.until(lambda: bot.came)


async def test_a_press_opens_a_form_that_comes_back_filled(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada, room = acme.user("Ada"), acme.channel("#caching")
    await bot.app.client.chat_postMessage(channel=room.id, text="What happened?", blocks=CARD)
    card = room.messages[0]
    assert (card.plain, card.buttons) == ("What happened?\nIn an hour", ["Answer privately"])
    await ada.presses(card, "Answer privately")
    press = bot.came[0]
    assert press["actions"][0]["value"] == "7"
    assert press["message"]["ts"] == card.ts
    assert press["container"]["message_ts"] == card.ts
    assert ada.open_view
    assert ada.open_view["private_metadata"] == "7"
    filled = {"Your answer": "They all miss", "Days": ["Mon"], "Channel": "#caching"}
    await ada.submits(fields=filled)
    values = bot.came[1]["view"]["state"]["values"]
    flat = {name: value for block in values.values() for name, value in block.items()}
    assert flat["Your answer"] == {"type": "plain_text_input", "value": "They all miss"}
    assert flat["Who reads it"]["selected_option"]["value"] == "me"
    assert [o["value"] for o in flat["Days"]["selected_options"]] == ["mon"]
    assert flat["At"]["selected_time"] == "09:00"
    assert flat["Channel"]["selected_conversation"] == room.id
    assert ada.open_view is None


async def test_the_client_does_not_send_what_a_person_could_not(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada = acme.user("Ada")
    client = bot.app.client
    await client.views_open(trigger_id=server.new_trigger(ada.user), view=FORM)
    with pytest.raises(AssertionError, match="required"):
        await ada.submits()
    with pytest.raises(AssertionError, match="no option"):
        await ada.submits(fields={"Your answer": "x", "Who reads it": "all"})
    with pytest.raises(AssertionError, match="no such field"):
        await ada.submits(fields={"Your answer": "x", "Mood": "good"})
    with pytest.raises(AssertionError, match="nothing here is called"):
        await ada.presses(ada.views[0], "Dance")


async def test_a_submission_is_answered_by_errors_another_view_or_closing(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada, client = acme.user("Ada"), bot.app.client
    await client.views_open(trigger_id=server.new_trigger(ada.user), view=FORM)
    answer = {"Your answer": "x"}
    bot.submit_answer = {"response_action": "errors", "errors": {"answer": "Too short."}}
    await ada.submits(fields=answer)
    assert ada.open_view
    assert ada.open_view["errors"] == {"answer": "Too short."}
    bot.submit_answer = {"response_action": "push", "view": FORM}
    await ada.submits(fields=answer)
    assert len(ada.views) == 2
    assert ada.views[1]["previous_view_id"] == ada.views[0]["id"]
    bot.submit_answer = {"response_action": "clear"}
    await ada.submits(fields=answer)
    assert ada.open_view is None


async def test_closing_a_form_is_told_where_asked_for(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada = acme.user("Ada")
    await bot.app.client.views_open(trigger_id=server.new_trigger(ada.user), view=FORM)
    await ada.closes()
    assert bot.came[0]["type"] == "view_closed"
    assert ada.open_view is None


async def test_a_response_url_answers_privately(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada, room = acme.user("Ada"), acme.channel("#caching")
    await bot.app.client.chat_postMessage(channel=room.id, text="What happened?", blocks=CARD)
    await ada.presses(room.messages[0], "later", "In an hour")
    assert bot.came[0]["actions"][0]["selected_option"]["value"] == "1h"
    assert [m.plain for m in ada.sees_privately(room)] == ["In an hour, then."]
    assert len(room.messages) == 1


async def test_a_command_carries_its_form_and_its_ack_is_private(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada, bob, room = acme.user("Ada"), acme.user("Bob"), acme.channel("#caching")
    await ada.runs("/practice", "share with @Bob", room)
    body = bot.came[0]
    assert body["text"] == f"share with <@{bob.id}|bob>"
    assert (body["channel_id"], body["user_id"]) == (room.id, ada.id)
    assert (body["team_domain"], body["command"]) == ("acme", "/practice")
    assert len(ada.sees_privately(room)) == 1
    assert room.messages == []


async def test_home_is_published_when_it_is_opened(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada = acme.user("Ada")
    await ada.opens_home()
    await server.until(lambda: ada.home)
    assert ada.home
    assert ada.home["blocks"][0]["text"]["text"] == "Streak: 3"
    await ada.opens_home()
    await server.until(lambda: len(bot.came) == 2)
    assert bot.came[1]["event"]["view"]["id"] == ada.home["id"]


async def test_a_command_nobody_takes_shows_a_warning(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada = acme.user("Ada")
    server.sockets.ack_seconds = 0.05
    assert await ada.runs("/unknown") is None
    assert ada.warnings == ["operation_timeout"]


async def test_a_trigger_lasts_three_seconds_and_opens_one_view(
    server: SlackServer, acme: Workspace
) -> None:
    ada = acme.user("Ada")
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)

    async def error(trigger: str) -> str:
        with pytest.raises(SlackApiError) as caught:
            await client.views_open(trigger_id=trigger, view=FORM)
        return str(caught.value.response["error"])

    used, late = server.new_trigger(ada.user), server.new_trigger(ada.user)
    await client.views_open(trigger_id=used, view=FORM)
    server.clock.move(3.1)
    assert await error(used) == "exchanged_trigger_id"
    assert await error(late) == "expired_trigger_id"
    assert await error("1.2.3") == "invalid_trigger_id"
    other = server.workspace("other").user("Eve")
    assert await error(server.new_trigger(other.user)) == "invalid_trigger_id"


async def test_views_are_pushed_three_deep_and_updated_by_id_and_hash(
    server: SlackServer, acme: Workspace
) -> None:
    ada = acme.user("Ada")
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)
    await client.views_open(trigger_id=server.new_trigger(ada.user), view=FORM)
    for _ in range(2):
        await client.views_push(trigger_id=server.new_trigger(ada.user), view=FORM)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(trigger_id=server.new_trigger(ada.user), view=FORM)
    top = ada.views[-1]
    renamed = FORM | {"title": text_of("Renamed")}
    await client.views_update(view_id=top["id"], hash=top["hash"], view=renamed)
    assert ada.views[-1]["title"]["text"] == "Renamed"
    assert ada.views[-1]["root_view_id"] == ada.views[0]["id"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=top["id"], hash=top["hash"], view=FORM)
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id="V404", view=FORM)


async def test_a_response_url_is_used_five_times_within_half_an_hour(
    server: SlackServer, acme: Workspace
) -> None:
    ada, room = acme.user("Ada"), acme.channel("#caching")
    hook = AsyncWebhookClient(server.new_response_url(room, ada.user, None))
    answers = [await hook.send(text=str(n)) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert json.loads(answers[5].body)["error"] == "used_url"
    late = AsyncWebhookClient(server.new_response_url(room, ada.user, None))
    server.clock.move(1801)
    assert json.loads((await late.send(text="x")).body)["error"] == "expired_url"


async def test_a_press_in_a_form_tells_what_was_filled_so_far(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada, client = acme.user("Ada"), bot.app.client
    view = FORM | {"blocks": [*FORM["blocks"], CARD[1]]}
    await client.views_open(trigger_id=server.new_trigger(ada.user), view=view)
    ada.fills(ada.views[0], {"Days": ["Mon"]})
    await ada.presses(ada.views[0], "later", "In an hour")
    values = bot.came[0]["view"]["state"]["values"]
    assert any(block.get("Days", {}).get("selected_options") for block in values.values())
    await ada.submits(fields={"Your answer": "x"})
    assert ada.open_view is None


async def test_an_event_without_a_listener_is_never_acknowledged(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    server.sockets.ack_seconds = 0.1
    acme.archive(acme.channel("#caching"), by=acme.user("Ada"))
    await server.outbox.settled()
    assert server.outbox.deliveries[0].attempts == 4


async def told_on(stage: Stage, team: Team, bot: Bot) -> None:
    """A scenario in the words of every platform."""
    ada, room = team.user("Ada"), team.channel("#caching")
    question = await ada.says(room, "What happened?")
    answer = await ada.says(room, "They all miss", thread=question)
    await ada.edits(answer, "They all miss at once")
    await stage.until(lambda: len(bot.came) == 3)
    assert [post.plain for post in room.thread(question)] == ["They all miss at once"]
    await ada.deletes(answer)
    assert room.thread(question) == []
    await ada.runs("/practice", "now", room)
    assert len(ada.sees_privately(room)) == 1
    assert ada.open_view is None


async def test_a_scenario_needs_no_word_of_slack(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    await told_on(server, acme, bot)


async def test_it_runs_by_hand_and_prints_what_to_set() -> None:
    tests = Path(__file__).parents[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "support.slack_server", cwd=tests, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout
        lines = [(await process.stdout.readline()).decode().split() for _ in range(2)]
        settings = dict(line[1].split("=", 1) for line in lines)
        client = AsyncWebClient(settings["SLACK_BOT_TOKEN"], base_url=settings["SLACK_API_URL"])
        assert (await client.auth_test())["team"] == "acme"
    finally:
        process.terminate()
        await process.communicate()


MANIFEST: Json = {
    "features": {
        "slash_commands": [{"command": "/practice", "description": "Practise"}],
        "app_home": {"home_tab_enabled": False},
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "im:history"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["message.im"]},
        "interactivity": {"is_enabled": False},
    },
}


async def test_an_app_gets_what_its_manifest_says_and_no_more(server: SlackServer) -> None:
    server.app.follows(MANIFEST)
    acme = server.workspace("acme")
    ada = acme.user("Ada")
    async with on_socket(server, acme) as bot:
        await ada.says("#caching", "not subscribed")
        await ada.says(ada.dm, "heard")
        await ada.runs("/practice", "with @Ada")
        await ada.runs("/mock")
        await bot.app.client.chat_postMessage(channel=ada.dm.id, text="q", blocks=CARD)
        await ada.presses(ada.dm.messages[-1], "answer")
        with pytest.raises(SlackApiError, match="not_enabled"):
            await bot.app.client.views_publish(user_id=ada.id, view={"type": "home", "blocks": []})
        await server.until(lambda: len(bot.came) == 2)
        await server.outbox.settled()
    assert ada.warnings == ["invalid_command", "interactivity_disabled"]
    heard = [b["text"] if "text" in b else b["event"]["text"] for b in bot.came]
    assert sorted(heard) == ["heard", "with @Ada"]


async def test_who_writes_joins(server: SlackServer, acme: Workspace, bot: Bot) -> None:
    room = acme.channel("#caching")
    ada = acme.user("Ada")
    server.app.events.discard("member_joined_channel")
    await ada.says(room, "hello")
    assert ada.id in room.members
    await bot.app.client.chat_postEphemeral(channel=room.id, user=ada.id, text="only you")
    assert [m.plain for m in ada.sees_privately(room)] == ["only you"]
