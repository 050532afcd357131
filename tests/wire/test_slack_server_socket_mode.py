"""Socket Mode of the local Slack, through slack_sdk's aiohttp client and bare WebSockets."""

import json
from collections.abc import AsyncIterator
from typing import Any, Self

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient
from support.slack_server import SlackServer, Workspace


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        server.outbox.retry_scale = 0.0001
        yield server


@pytest.fixture
def acme(server: SlackServer) -> Workspace:
    acme = server.workspace("acme")
    acme.user("Ada")
    acme.channel("#caching")
    return acme


class Listener:
    """An app that acknowledges when `acks` is on, and keeps what came."""

    def __init__(self, server: SlackServer) -> None:
        self.acks = True
        self.came: list[SocketModeRequest] = []
        web = AsyncWebClient(server.app.app_token, base_url=server.api)
        self.client = SocketModeClient(server.app.app_token, web_client=web, ping_interval=0.2)
        self.client.socket_mode_request_listeners.append(self._take)

    async def __aenter__(self) -> Self:
        await self.client.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.came.append(request)
        if self.acks:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    def events(self) -> list[dict[str, Any]]:
        return [request.payload["event"] for request in self.came]


@pytest.fixture
async def listener(server: SlackServer) -> AsyncIterator[Listener]:
    async with Listener(server) as listener:
        yield listener


async def address(server: SlackServer) -> str:
    client = AsyncWebClient(server.app.app_token, base_url=server.api)
    return str((await client.apps_connections_open(app_token=server.app.app_token))["url"])


async def test_a_message_comes_as_an_event_and_is_acknowledged(
    server: SlackServer, acme: Workspace, listener: Listener
) -> None:
    ada = next(iter(acme.people.values()))
    said = await ada.says("#caching", "a < b")
    await server.until(lambda: listener.came)
    await server.outbox.settled()
    payload = listener.came[0].payload
    assert (payload["team_id"], payload["api_app_id"]) == (acme.id, server.app.id)
    assert payload["authorizations"][0]["is_bot"]
    event = payload["event"]
    assert event["text"] == "a &lt; b"
    assert (event["ts"], event["channel_type"], event["user"]) == (said.ts, "channel", ada.id)
    assert event["client_msg_id"]
    assert server.outbox.deliveries[0].attempts == 1
    assert server.outbox.deliveries[0].took is not None


async def test_a_mention_comes_twice_with_one_ts(
    server: SlackServer, acme: Workspace, listener: Listener
) -> None:
    ada = next(iter(acme.people.values()))
    await ada.says("#caching", "hello", mentions_bot=True)
    await server.until(lambda: len(listener.came) == 2)
    message, mention = sorted(listener.events(), key=lambda event: event["type"], reverse=True)
    assert (message["type"], mention["type"]) == ("message", "app_mention")
    assert message["ts"] == mention["ts"]
    assert len({request.payload["event_id"] for request in listener.came}) == 2


async def test_an_edit_a_preview_and_a_deletion_have_no_user_of_their_own(
    server: SlackServer, acme: Workspace, listener: Listener
) -> None:
    ada = next(iter(acme.people.values()))
    said = await ada.says("#caching", "first")
    await ada.edits(said, "second")
    acme.unfurls(said)
    await ada.deletes(said)
    await server.until(lambda: len(listener.came) == 4)
    by_ts = sorted(listener.events(), key=lambda event: event["ts"])
    _, edit, preview, deletion = by_ts
    assert [e.get("subtype") for e in by_ts[1:]] == [
        "message_changed", "message_changed", "message_deleted",
    ]  # fmt: skip
    assert "user" not in edit
    assert (edit["previous_message"]["text"], edit["message"]["text"]) == ("first", "second")
    assert edit["message"]["edited"]["user"] == ada.id
    assert preview["message"]["edited"] == edit["message"]["edited"]
    assert preview["message"]["text"] == preview["previous_message"]["text"]
    assert deletion["deleted_ts"] == said.ts


async def test_events_come_only_where_subscribed_scoped_and_member(
    server: SlackServer, listener: Listener
) -> None:
    small = server.workspace("small", scopes=["chat:write", "app_mentions:read"])
    bob = small.user("Bob")
    await bob.says("#general", "unheard for want of channels:history")
    await bob.says(bob.dm, "unheard for want of im:history")
    full = server.workspace("full")
    eve = full.user("Eve")
    await eve.says(full.channel("#outside", bot=False), "unheard for want of membership")
    server.app.events.discard("message.channels")
    await eve.says("#general", "unheard for want of a subscription")
    await bob.says("#general", "heard", mentions_bot=True)
    await server.until(lambda: listener.came)
    await server.outbox.settled()
    assert [event["type"] for event in listener.events()] == ["app_mention"]


async def test_an_unacknowledged_event_comes_four_times_with_one_id(
    server: SlackServer, acme: Workspace, listener: Listener
) -> None:
    listener.acks = False
    server.sockets.ack_seconds = 0.02
    await next(iter(acme.people.values())).says("#caching", "x")
    await server.outbox.settled()
    assert [r.retry_attempt for r in listener.came] == [0, 1, 2, 3]
    assert len({r.payload["event_id"] for r in listener.came}) == 1
    assert listener.came[1].retry_reason == "timeout"


async def test_moving_the_clock_is_as_good_as_waiting(
    server: SlackServer, acme: Workspace, listener: Listener
) -> None:
    server.outbox.retry_scale = 1.0
    listener.acks = False
    await next(iter(acme.people.values())).says("#caching", "x")
    await server.until(lambda: len(listener.came) == 1)
    server.clock.move(3.1)
    await server.until(lambda: len(listener.came) == 2)
    server.clock.move(3.1)
    await server.until(lambda: len(server.outbox.deliveries[0].reasons) == 2)
    assert server.outbox.deliveries[0].attempts == 2
    listener.acks = True
    server.clock.move(60)
    await server.until(lambda: len(listener.came) == 3)
    await server.outbox.settled()


async def test_what_came_while_nobody_listened_comes_again(
    server: SlackServer, acme: Workspace
) -> None:
    server.outbox.retry_scale = 1.0
    await next(iter(acme.people.values())).says("#caching", "x")
    delivery = await server.until(lambda: server.outbox.deliveries and server.outbox.deliveries[0])
    server.clock.move(3.1)
    await server.until(lambda: delivery.attempts == 2)
    server.clock.move(3.1)
    await server.until(lambda: len(delivery.reasons) == 2)
    async with Listener(server) as listener:
        server.clock.move(60)
        await server.until(lambda: listener.came)


async def test_one_event_can_come_as_two(
    server: SlackServer, acme: Workspace, listener: Listener
) -> None:
    server.outbox.doubles = True
    await next(iter(acme.people.values())).opens_home()
    await server.until(lambda: len(listener.came) == 2)
    assert len({r.payload["event_id"] for r in listener.came}) == 2


async def test_an_address_connects_once(server: SlackServer, acme: Workspace) -> None:
    url = await address(server)
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(url)
        hello = await socket.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
        await socket.close()


async def test_only_the_app_token_opens_a_connection(server: SlackServer, acme: Workspace) -> None:
    for token, wanted in ((acme.bot_token(), "not_allowed_token_type"), ("xapp-x", "invalid_auth")):
        client = AsyncWebClient(token, base_url=server.api)
        with pytest.raises(SlackApiError, match=wanted):
            await client.apps_connections_open(app_token=token)


async def test_any_of_ten_connections_gets_a_payload_and_the_eleventh_is_refused(
    server: SlackServer, acme: Workspace
) -> None:
    ada = next(iter(acme.people.values()))
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await address(server)) for _ in range(10)]
        for socket in sockets:
            await socket.receive_json()
        extra = await session.ws_connect(await address(server))
        assert (await extra.receive_json())["reason"] == "too_many_websockets"
        for _ in range(10):
            await ada.says("#caching", "x")
        for socket in sockets:
            envelope = await socket.receive_json()
            await socket.send_str(json.dumps({"envelope_id": envelope["envelope_id"]}))
        await server.outbox.settled()
        for socket in [*sockets, extra]:
            await socket.close()


async def test_a_refresh_is_announced_and_the_client_comes_again(
    server: SlackServer, acme: Workspace, listener: Listener
) -> None:
    first = await server.until(lambda: server.sockets.open and server.sockets.open[0])
    await server.sockets.warn()
    await server.sockets.refresh()
    await server.until(lambda: server.sockets.open and server.sockets.open[0] is not first)
    await next(iter(acme.people.values())).says("#caching", "x")
    await server.until(lambda: listener.came)


async def test_a_cut_connection_is_made_again(
    server: SlackServer, acme: Workspace, listener: Listener
) -> None:
    first = await server.until(lambda: server.sockets.open and server.sockets.open[0])
    await server.sockets.drop()
    await server.until(lambda: server.sockets.open and server.sockets.open[0] is not first)


async def test_a_silent_connection_stays_open_and_delivers_nothing(
    server: SlackServer, acme: Workspace, listener: Listener
) -> None:
    server.sockets.silent = True
    server.sockets.ack_seconds = 0.01
    await next(iter(acme.people.values())).says("#caching", "x")
    await server.outbox.settled()
    assert listener.came == []
    assert await listener.client.is_connected()
    server.sockets.silent = False
    server.sockets.ack_seconds = 3.0
    server.outbox.redeliver(server.outbox.deliveries[0].payload)
    await server.until(lambda: listener.came)


async def test_leaving_archiving_and_uninstalling_are_told(
    server: SlackServer, acme: Workspace, listener: Listener
) -> None:
    ada = acme.user("Eve", joins=True)
    room, other = acme.channel("#caching"), acme.channel("#team", private=True)
    acme.expels(other, by=ada)
    acme.invites(other, by=ada)
    acme.archive(room, by=ada)
    acme.archive(room, by=ada, undo=True)
    acme.uninstall()
    await server.until(lambda: len(listener.came) == 7)
    assert [event["type"] for event in listener.events()] == [
        "team_join", "group_left", "member_joined_channel", "channel_archive",
        "channel_unarchive", "tokens_revoked", "app_uninstalled",
    ]  # fmt: skip
    await ada.says(room, "nobody hears this")
    await server.outbox.settled()
    assert len(listener.came) == 7


async def test_held_events_can_come_backwards(
    server: SlackServer, acme: Workspace, listener: Listener
) -> None:
    ada = next(iter(acme.people.values()))
    server.outbox.hold()
    said = await ada.says("#caching", "first")
    await ada.edits(said, "second")
    await server.outbox.settled()
    assert listener.came == []
    server.outbox.release(backwards=True)
    await server.until(lambda: len(listener.came) == 2)
    assert [event.get("subtype") for event in listener.events()] == ["message_changed", None]
