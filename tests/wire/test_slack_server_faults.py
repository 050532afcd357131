"""What the local Slack can be told to do wrong, as slack_sdk's client lives through it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from support.slack_server import (
    SlackServer,
    Workspace,
    drop_request,
    drop_response,
    error,
    failing,
    ratelimited,
    slow,
)


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
def acme(server: SlackServer) -> Workspace:
    return server.workspace("acme")


@pytest.fixture
def client(server: SlackServer, acme: Workspace) -> AsyncWebClient:
    return AsyncWebClient(acme.bot_token(), base_url=server.api, retry_handlers=[])


async def test_a_dropped_response_leaves_the_message_there(
    server: SlackServer, acme: Workspace, client: AsyncWebClient
) -> None:
    room = acme.channel("#caching")
    server.next("chat.postMessage", drop_response())
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel=room.id, text="x")
    assert len(room.messages) == 1
    assert server.calls("chat.postMessage")[0].status == 0


async def test_a_dropped_request_leaves_nothing(
    server: SlackServer, acme: Workspace, client: AsyncWebClient
) -> None:
    room = acme.channel("#caching")
    server.next("chat.postMessage", drop_request())
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel=room.id, text="x")
    assert room.messages == []


async def test_the_default_client_posts_twice_after_a_dropped_response(
    server: SlackServer, acme: Workspace
) -> None:
    room = acme.channel("#caching")
    server.next("chat.postMessage", drop_response())
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)
    await client.chat_postMessage(channel=room.id, text="x")
    assert len(room.messages) == 2


async def test_a_429_names_its_wait_and_is_safe_to_repeat(
    server: SlackServer, acme: Workspace
) -> None:
    room = acme.channel("#caching")
    server.next("chat.postMessage", ratelimited(0))
    retry = AsyncRateLimitErrorRetryHandler(max_retry_count=1)
    client = AsyncWebClient(acme.bot_token(), base_url=server.api, retry_handlers=[retry])
    await client.chat_postMessage(channel=room.id, text="x")
    assert len(room.messages) == 1
    assert [call.status for call in server.calls("chat.postMessage")] == [429, 200]


async def test_errors_slow_answers_and_5xx_come_in_the_order_given(
    server: SlackServer, acme: Workspace, client: AsyncWebClient
) -> None:
    room = acme.channel("#caching")
    faults = (error("fatal_error"), failing(502), failing(503, stored=True), slow(0.01))
    server.next("chat.postMessage", *faults)
    outcomes = []
    for _ in range(5):
        try:
            await client.chat_postMessage(channel=room.id, text="x")
            outcomes.append(200)
        except SlackApiError as refused:
            outcomes.append(refused.response.status_code)
    assert outcomes == [200, 502, 503, 200, 200]
    assert len(room.messages) == 3


async def test_a_channel_takes_one_message_a_second_when_told_so(
    server: SlackServer, acme: Workspace, client: AsyncWebClient
) -> None:
    server.message_gap = 1.0
    room, other = acme.channel("#caching"), acme.channel("#other")
    await client.chat_postMessage(channel=room.id, text="1")
    await client.chat_postMessage(channel=other.id, text="1")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=room.id, text="2")
    assert caught.value.response.headers["Retry-After"] == "1"
    server.clock.move(1)
    await client.chat_postMessage(channel=room.id, text="2")
    assert len(room.messages) == 2


async def test_a_plan_may_lack_a_method(server: SlackServer, client: AsyncWebClient) -> None:
    server.without("chat.startStream")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_startStream(channel="C1", thread_ts="1.000001")
    assert caught.value.response["error"] == "unknown_method"


async def test_until_says_what_was_called_when_it_gives_up(
    server: SlackServer, client: AsyncWebClient
) -> None:
    await client.auth_test()
    with pytest.raises(AssertionError, match=r"auth\.test"):
        await server.until(lambda: False, timeout=0.01)
