"""What people do on the local Slack, lived through by a bare Bolt app, both ways in."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from support.slack_server import SlackServer, Workspace
from support.slack_server.bare_bot import CARD, Bot, on_http, on_socket
from support.slack_server.world import Json
from support.stage import Stage, Team


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        server.outbox.retry_scale = 0.0001
        yield server


@pytest.fixture
def acme(server: SlackServer) -> Workspace:
    return server.workspace("acme")


@pytest.fixture(params=[on_socket, on_http], ids=["socket", "http"])
async def bot(
    request: pytest.FixtureRequest, server: SlackServer, acme: Workspace
) -> AsyncIterator[Bot]:
    async with request.param(server, acme) as bot:
        yield bot


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
        "app_home": {"home_tab_enabled": False, "messages_tab_enabled": True},
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


async def test_without_a_messages_tab_there_is_nowhere_to_write_to_a_member(
    server: SlackServer, acme: Workspace
) -> None:
    server.app.follows(MANIFEST | {"features": {}})
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)
    with pytest.raises(SlackApiError, match="messages_tab_disabled"):
        await client.chat_postMessage(channel=acme.user("Ada").id, text="x")


async def test_who_writes_joins(server: SlackServer, acme: Workspace, bot: Bot) -> None:
    room = acme.channel("#caching")
    ada = acme.user("Ada")
    server.app.events.discard("member_joined_channel")
    await ada.says(room, "hello")
    assert ada.id in room.members
    await bot.app.client.chat_postEphemeral(channel=room.id, user=ada.id, text="only you")
    assert [m.plain for m in ada.sees_privately(room)] == ["only you"]
