"""The local Slack's Web API, through slack_sdk: tokens, scopes, channels, posting."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from support.slack_server import SlackServer, Workspace


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
def acme(server: SlackServer) -> Workspace:
    acme = server.workspace("acme")
    acme.user("Ada", tz="Europe/Berlin", admin=True)
    acme.channel("#caching")
    return acme


@pytest.fixture
def client(server: SlackServer, acme: Workspace) -> AsyncWebClient:
    return AsyncWebClient(acme.bot_token(), base_url=server.api, retry_handlers=[])


async def refused(call: Any) -> SlackApiError:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value


async def error(call: Any) -> str:
    return str((await refused(call)).response["error"])


async def test_auth_test_names_the_team_and_the_bot(
    client: AsyncWebClient, acme: Workspace
) -> None:
    told = await client.auth_test()
    assert acme.installation
    assert (told["team_id"], told["user_id"]) == (acme.id, acme.installation.bot_user)
    assert "chat:write" in told.headers["X-OAuth-Scopes"].split(",")


async def test_an_unknown_method_is_refused(client: AsyncWebClient) -> None:
    assert await error(client.api_call("chat.shout")) == "unknown_method"


async def test_each_bad_token_has_its_own_error(
    server: SlackServer, acme: Workspace, client: AsyncWebClient
) -> None:
    assert acme.installation
    assert await error(AsyncWebClient(base_url=server.api).auth_test()) == "not_authed"
    assert await error(client.auth_test(token="xoxb-nobody")) == "invalid_auth"
    assert await error(client.auth_test(token=server.app.app_token)) == "not_allowed_token_type"
    short = server.new_token(acme.installation, lives=60)
    await client.auth_test(token=short)
    server.clock.move(61)
    assert await error(client.auth_test(token=short)) == "token_expired"
    await client.auth_revoke()
    assert await error(client.auth_test()) == "token_revoked"
    other = acme.bot_token()
    acme.uninstall()
    assert await error(client.auth_test(token=other)) == "account_inactive"


async def test_a_missing_scope_is_named_with_what_there_is(server: SlackServer) -> None:
    acme = server.workspace("small", scopes=["chat:write"])
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)
    room = acme.channel("#general").id
    refusal = await refused(client.conversations_history(channel=room))
    assert refusal.response["error"] == "missing_scope"
    assert refusal.response["needed"] == "channels:history"
    assert refusal.response["provided"] == "chat:write"


async def test_unknown_arguments_are_refused_unless_told_otherwise(
    server: SlackServer, client: AsyncWebClient, acme: Workspace
) -> None:
    post = {"channel": acme.channel("#caching").id, "text": "hello", "colour": "red"}
    assert await error(client.api_call("chat.postMessage", json=post)) == "invalid_arguments"
    server.strict_arguments = False
    await client.api_call("chat.postMessage", json=post)


async def test_a_missing_argument_is_refused(client: AsyncWebClient) -> None:
    refusal = await refused(client.api_call("users.info"))
    assert refusal.response["response_metadata"]["messages"] == [
        "[ERROR] missing required field: user"
    ]


async def test_forms_and_json_post_the_same(client: AsyncWebClient, acme: Workspace) -> None:
    room = acme.channel("#caching")
    blocks = '[{"type": "divider"}]'
    form = {"channel": room.id, "text": "a form", "blocks": blocks}
    await client.api_call("chat.postMessage", data=form)
    await client.chat_postMessage(channel=room.id, text="json", blocks=[{"type": "divider"}])
    assert [m.blocks[0]["type"] for m in room.messages] == ["divider", "divider"]
    form["blocks"] = "[{"
    assert await error(client.api_call("chat.postMessage", data=form)) == "invalid_blocks_format"


async def test_posting_needs_a_channel_one_is_in(client: AsyncWebClient, acme: Workspace) -> None:
    outside = acme.channel("#outside", bot=False).id
    secret = acme.channel("#secret", private=True, bot=False).id
    old = acme.channel("#old")
    acme.archive(old, by=next(iter(acme.people.values())))
    post = client.chat_postMessage
    assert await error(post(channel="C404", text="x")) == "channel_not_found"
    assert await error(post(channel=outside, text="x")) == "not_in_channel"
    assert await error(post(channel=secret, text="x")) == "channel_not_found"
    assert await error(post(channel=old.id, text="x")) == "is_archived"
    assert await error(client.conversations_history(channel=outside)) == "not_in_channel"
    assert await error(client.conversations_history(channel=secret)) == "channel_not_found"


async def test_chat_write_public_posts_from_outside(server: SlackServer) -> None:
    acme = server.workspace("open", scopes=["chat:write", "chat:write.public"])
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)
    outside = acme.channel("#outside", bot=False)
    await client.chat_postMessage(channel=outside.id, text="x")
    assert [m.plain for m in outside.messages] == ["x"]


async def test_a_users_id_is_the_direct_message_with_them(
    client: AsyncWebClient, acme: Workspace
) -> None:
    ada = next(p for p in acme.people.values() if p.user.name == "Ada")
    posted = await client.chat_postMessage(channel=ada.id, text="hello")
    opened = await client.conversations_open(users=ada.id)
    assert posted["channel"] == opened["channel"]["id"] == ada.dm.id


async def test_who_left_is_written_to_and_no_conversation_is_opened(
    client: AsyncWebClient, acme: Workspace
) -> None:
    gone = acme.user("Gil", deleted=True)
    assert await error(client.conversations_open(users=gone.id)) == "user_disabled"
    await client.chat_postMessage(channel=gone.id, text="x")
    assert [m.plain for m in gone.dm.messages] == ["x"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("", "no_text"), ("  ", "no_text"), ("x" * 40_001, "msg_too_long")],
    ids=["none", "blank", "long"],
)
async def test_a_text_must_be_there_and_end(
    client: AsyncWebClient, acme: Workspace, text: str, wanted: str
) -> None:
    post = {"channel": acme.channel("#caching").id, "text": text}
    assert await error(client.api_call("chat.postMessage", json=post)) == wanted


async def test_markdown_text_excludes_text(client: AsyncWebClient, acme: Workspace) -> None:
    room = acme.channel("#caching").id
    post = client.chat_postMessage(channel=room, text="a", markdown_text="b")
    assert await error(post) == "markdown_text_conflict"


async def test_a_reply_needs_a_message_to_reply_to(client: AsyncWebClient, acme: Workspace) -> None:
    room = acme.channel("#caching")
    asked = await client.chat_postMessage(channel=room.id, text="question")
    reply = await client.chat_postMessage(channel=room.id, text="a", thread_ts=asked["ts"])
    assert [m.plain for m in room.thread(asked["ts"])] == ["a"]

    async def refusal(thread_ts: str) -> str:
        return await error(client.chat_postMessage(channel=room.id, text="x", thread_ts=thread_ts))

    assert await refusal("0") == "invalid_thread_ts"
    assert await refusal(reply["ts"]) == "cannot_reply_to_message"
    await client.chat_delete(channel=room.id, ts=asked["ts"])
    assert await refusal(asked["ts"]) == "thread_not_found"


async def test_channels_and_people_are_described(client: AsyncWebClient, acme: Workspace) -> None:
    acme.channel("#hidden", private=True, bot=False)
    acme.channel("#team", private=True)
    both = "public_channel,private_channel"
    listed = await client.conversations_list(types=both)
    assert [c["name"] for c in listed["channels"]] == ["caching", "team"]
    room = await client.conversations_info(
        channel=acme.channel("#caching").id, include_num_members=True
    )
    assert (room["channel"]["is_member"], room["channel"]["num_members"]) == (True, 2)
    members = await client.conversations_members(channel=acme.channel("#caching").id)
    ada = next(p for p in acme.people.values() if p.user.name == "Ada")
    assert ada.id in members["members"]
    told = (await client.users_info(user=ada.id))["user"]
    assert (told["tz"], told["is_admin"], told["is_owner"]) == ("Europe/Berlin", True, False)
    assert {u["name"] for u in (await client.users_list())["members"]} == {"ada", "whetstone"}
    assert (await client.team_info())["team"]["domain"] == "acme"
    assert await error(client.users_info(user="U404")) == "user_not_found"


async def test_a_team_cannot_reach_anothers_channels(
    server: SlackServer, client: AsyncWebClient
) -> None:
    other = server.workspace("other").channel("#general")
    post = client.chat_postMessage(channel=other.id, text="x")
    assert await error(post) == "channel_not_found"


async def test_the_journal_keeps_no_token(
    server: SlackServer, client: AsyncWebClient, acme: Workspace
) -> None:
    token = acme.bot_token()
    async with aiohttp.ClientSession() as session:
        await session.post(f"{server.api}auth.test", data={"token": token})
    await client.auth_test()
    assert [call.team for call in server.calls("auth.test")] == [acme.id, acme.id]
    assert "xoxb" not in str(server.journal)


async def test_a_body_that_is_no_json_is_refused(server: SlackServer) -> None:
    headers = {"Content-Type": "application/json"}
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{server.api}auth.test", data="{", headers=headers)
        assert (await answer.json())["error"] == "invalid_json"
