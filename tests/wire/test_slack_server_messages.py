"""Messages of the local Slack, through slack_sdk: changed, private, listed, streamed."""

from collections.abc import AsyncIterator
from typing import Any

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


async def test_metadata_comes_back_only_when_asked_for(
    client: AsyncWebClient, acme: Workspace
) -> None:
    room = acme.channel("#caching").id
    metadata = {"event_type": "outbox", "event_payload": {"outbox_id": "7"}}
    await client.chat_postMessage(channel=room, text="x", metadata=metadata)
    plain = await client.conversations_history(channel=room)
    full = await client.conversations_history(channel=room, include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


@pytest.mark.parametrize(
    ("metadata", "wanted"),
    [
        ({"event_type": "a", "event_payload": {}, "more": 1}, "invalid_metadata_format"),
        ({"event_type": "a"}, "invalid_metadata_schema"),
        ({"event_type": "a", "event_payload": {"long": "x" * 16_000}}, "metadata_too_large"),
    ],
    ids=["more", "less", "large"],
)
async def test_metadata_has_a_shape(
    client: AsyncWebClient, acme: Workspace, metadata: dict[str, Any], wanted: str
) -> None:
    room = acme.channel("#caching").id
    post = client.chat_postMessage(channel=room, text="x", metadata=metadata)
    assert await error(post) == wanted


async def test_only_ones_own_messages_are_changed_and_deleted(
    client: AsyncWebClient, acme: Workspace
) -> None:
    room, ada = acme.channel("#caching"), next(iter(acme.people.values()))
    bob = acme.user("Bob")
    theirs = await bob.says(room, "mine")
    own = await client.chat_postMessage(channel=room.id, text="first")
    change = client.chat_update
    assert await error(change(channel=room.id, ts="1.000001", text="x")) == "message_not_found"
    assert await error(change(channel=room.id, ts=theirs.ts, text="x")) == "cant_update_message"
    assert await error(client.chat_delete(channel=room.id, ts=theirs.ts)) == "cant_delete_message"
    long = change(channel=room.id, ts=own["ts"], text="x" * 4_001)
    assert await error(long) == "msg_too_long"
    await change(channel=room.id, ts=own["ts"], text="second")
    assert [m.plain for m in room.messages] == ["mine", "second"]
    assert ada is not bob


async def test_an_updates_text_alone_removes_the_blocks_and_keeps_the_metadata(
    client: AsyncWebClient, acme: Workspace
) -> None:
    room = acme.channel("#caching")
    metadata = {"event_type": "outbox", "event_payload": {"outbox_id": "7"}}
    block = {"type": "section", "text": {"type": "plain_text", "text": "old"}}
    own = await client.chat_postMessage(
        channel=room.id, text="old", blocks=[block], metadata=metadata
    )
    await client.chat_update(channel=room.id, ts=own["ts"], text="newer", blocks=[block])
    assert not room.messages[0].edited
    await client.chat_update(channel=room.id, ts=own["ts"], text="new")
    assert room.messages[0].edited
    assert room.messages[0].plain == "new"
    assert room.messages[0].metadata == metadata


async def test_an_ephemeral_is_seen_by_one_and_is_in_no_history(
    client: AsyncWebClient, acme: Workspace
) -> None:
    bob = acme.user("Bob")
    ada = next(p for p in acme.people.values() if p.user.name == "Ada")
    room = acme.channel("#caching")
    sent = await client.chat_postEphemeral(channel=room.id, user=ada.id, text="only you")
    assert [m.plain for m in ada.sees_privately(room)] == ["only you"]
    assert bob.sees_privately(room) == []
    assert (await client.conversations_history(channel=room.id))["messages"] == []
    update = client.chat_update(channel=room.id, ts=sent["message_ts"], text="x")
    assert await error(update) == "message_not_found"
    stranger = client.chat_postEphemeral(channel=room.id, user=bob.id, text="x")
    assert await error(stranger) == "user_not_in_channel"


async def test_history_pages_newest_first_and_replies_oldest_first(
    client: AsyncWebClient, acme: Workspace
) -> None:
    room = acme.channel("#caching").id
    ts = [(await client.chat_postMessage(channel=room, text=str(n)))["ts"] for n in range(5)]
    for n in "ab":
        await client.chat_postMessage(channel=room, text=n, thread_ts=ts[0])
    first = await client.conversations_history(channel=room, limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=room, limit=3, cursor=cursor)
    assert first["has_more"]
    assert not second["has_more"]
    assert [m["text"] for m in first["messages"] + second["messages"]] == list("43210")
    since = await client.conversations_history(channel=room, oldest=ts[3])
    assert [m["text"] for m in since["messages"]] == ["4"]
    since = await client.conversations_history(channel=room, oldest=ts[3], inclusive=True)
    assert [m["text"] for m in since["messages"]] == ["4", "3"]
    thread = await client.conversations_replies(channel=room, ts=ts[0])
    assert [m["text"] for m in thread["messages"]] == ["0", "a", "b"]
    assert thread["messages"][0]["reply_count"] == 2
    gone = client.conversations_replies(channel=room, ts="1.000001")
    assert await error(gone) == "thread_not_found"


async def test_without_a_limit_a_page_has_a_hundred_messages_or_a_thousand_replies(
    client: AsyncWebClient, acme: Workspace
) -> None:
    room, ada = acme.channel("#caching"), next(iter(acme.people.values()))
    question = await ada.says(room, "q")
    for n in range(101):
        await ada.says(room, str(n), thread=question)
        await ada.says(room, str(n))
    history = await client.conversations_history(channel=room.id)
    thread = await client.conversations_replies(channel=room.id, ts=question.ts)
    assert (len(history["messages"]), history["has_more"]) == (100, True)
    assert (len(thread["messages"]), thread["has_more"]) == (102, False)


async def test_a_distributed_app_reads_fifteen_messages_a_minute(
    server: SlackServer, client: AsyncWebClient, acme: Workspace
) -> None:
    room = acme.channel("#caching").id
    for n in range(16):
        await client.chat_postMessage(channel=room, text=str(n))
    server.distributed = True
    assert len((await client.conversations_history(channel=room))["messages"]) == 15
    refusal = await refused(client.conversations_history(channel=room))
    assert (refusal.response.status_code, refusal.response.headers["Retry-After"]) == (429, "60")
    server.clock.move(61)
    await client.conversations_history(channel=room)


async def test_a_permalink_leads_to_the_thread(client: AsyncWebClient, acme: Workspace) -> None:
    room = acme.channel("#caching").id
    asked = await client.chat_postMessage(channel=room, text="q")
    reply = await client.chat_postMessage(channel=room, text="a", thread_ts=asked["ts"])
    link = (await client.chat_getPermalink(channel=room, message_ts=reply["ts"]))["permalink"]
    assert link.startswith("https://acme.slack.com/archives/")
    assert f"thread_ts={asked['ts']}" in link


async def test_a_reaction_is_added_once(client: AsyncWebClient, acme: Workspace) -> None:
    room = acme.channel("#caching")
    ts = (await client.chat_postMessage(channel=room.id, text="q"))["ts"]
    await client.reactions_add(channel=room.id, name="eyes", timestamp=ts)
    assert room.messages[0].reactions[0]["name"] == "eyes"
    again = client.reactions_add(channel=room.id, name="eyes", timestamp=ts)
    assert await error(again) == "already_reacted"


async def test_a_file_is_uploaded_in_three_steps(
    server: SlackServer, client: AsyncWebClient, acme: Workspace
) -> None:
    room = acme.channel("#caching")
    await client.files_upload_v2(
        channel=room.id, content="board", filename="board.txt", title="Board", initial_comment="x"
    )
    assert room.messages[0].files[0]["title"] == "Board"
    assert next(iter(server.uploads.values()))["content"] == b"board"
    unsent = await client.files_getUploadURLExternal(filename="a", length=3)
    files = [{"id": unsent["file_id"]}]
    complete = client.files_completeUploadExternal
    assert await error(complete(files=files)) == "file_not_found"
    person = next(iter(acme.people))
    assert await error(complete(files=files, channel_id=person)) == "invalid_arguments"
    wordy = client.files_getUploadURLExternal(filename="a", length=3, alt_txt="x" * 1001)
    assert await error(wordy) == "alt_txt_too_large"


async def test_a_stream_is_started_appended_and_stopped(
    server: SlackServer, client: AsyncWebClient, acme: Workspace
) -> None:
    room, ada = acme.channel("#caching"), next(iter(acme.people))
    asked = (await client.chat_postMessage(channel=room.id, text="q"))["ts"]
    bare = client.chat_startStream(channel=room.id, thread_ts=asked)
    assert await error(bare) == "missing_recipient_team_id"
    streamer = await client.chat_stream(
        channel=room.id, thread_ts=asked, recipient_team_id=acme.id, recipient_user_id=ada
    )
    await streamer.append(markdown_text="**one** " * 50)
    ts = room.thread(asked)[0].ts
    conflict = client.chat_update(channel=room.id, ts=ts, text="x")
    assert await error(conflict) == "streaming_state_conflict"
    await streamer.append(markdown_text="two")
    await streamer.stop()
    assert room.thread(asked)[0].plain.endswith("two")
    late = client.chat_appendStream(channel=room.id, ts=ts, markdown_text="x")
    assert await error(late) == "message_not_in_streaming_state"


async def test_a_stream_ends_by_itself_after_five_minutes(
    server: SlackServer, client: AsyncWebClient, acme: Workspace
) -> None:
    ada = next(iter(acme.people.values()))
    asked = await ada.says(ada.dm, "hello")
    begun = await client.chat_startStream(channel=ada.dm.id, thread_ts=asked.ts)
    more = {"channel": ada.dm.id, "ts": begun["ts"]}
    await client.chat_appendStream(**more, markdown_text="x")
    too_long = client.chat_appendStream(**more, markdown_text="x" * 12_001)
    assert await error(too_long) == "msg_too_long"
    server.clock.move(301)
    late = client.chat_appendStream(**more, markdown_text="x")
    assert await error(late) == "message_not_in_streaming_state"


async def test_a_status_goes_with_the_reply_or_after_two_minutes(
    server: SlackServer, client: AsyncWebClient, acme: Workspace
) -> None:
    room, ada = acme.channel("#caching"), next(iter(acme.people.values()))
    asked = await ada.says(room, "hello")
    thread: dict[str, Any] = {"channel_id": room.id, "thread_ts": asked.ts}
    await client.assistant_threads_setStatus(**thread, status="is reading", loading_messages=["a"])
    assert acme.status(asked) == "is reading"
    await client.chat_postMessage(channel=room.id, thread_ts=asked.ts, text="done")
    assert acme.status(asked) == ""
    await client.assistant_threads_setStatus(**thread, status="is reading")
    server.clock.move(121)
    assert acme.status(asked) == ""


async def test_at_most_four_prompts_are_suggested(client: AsyncWebClient, acme: Workspace) -> None:
    ada = next(iter(acme.people.values()))
    prompt = {"title": "Now", "message": "/practice now"}
    suggest = client.assistant_threads_setSuggestedPrompts
    await suggest(channel_id=ada.dm.id, prompts=[prompt])
    assert ada.dm.prompts == [prompt]
    assert await error(suggest(channel_id=ada.dm.id, prompts=[prompt] * 5)) == "invalid_arguments"


async def test_a_broadcast_reply_stands_in_the_channel_too(
    client: AsyncWebClient, acme: Workspace
) -> None:
    room = acme.channel("#caching")
    ts = (await client.chat_postMessage(channel=room.id, text="q"))["ts"]
    reply = {"channel": room.id, "thread_ts": ts, "text": "a"}
    await client.chat_postMessage(**reply, reply_broadcast=True)
    assert [m.plain for m in room.messages] == ["q", "a"]
    assert [m.plain for m in room.thread(ts)] == ["a"]
