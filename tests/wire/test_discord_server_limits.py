"""Rate limits and faults of the local Discord, as discord.py's own client meets them."""

import time
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest
from support.discord_server import (
    banned,
    drop_request,
    drop_response,
    failing,
    ratelimited,
    slow,
)
from support.discord_server.scene import Scene, scene

pytestmark = pytest.mark.slow

CREATE = "POST /channels/{channel_id}/messages"


def texts(stage: Scene) -> list[str]:
    return [message.plain for message in stage.general.messages]


def statuses(stage: Scene) -> list[int]:
    return [request.status for request in stage.server.calls(CREATE)]


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as ready:
        yield ready


async def test_the_client_keeps_to_a_bucket_by_its_headers(stage: Scene) -> None:
    stage.server.limits.set(CREATE, 2, 0.3)
    began = time.monotonic()
    for n in range(5):
        await stage.channel.send(str(n))
    assert time.monotonic() - began > 0.55
    assert statuses(stage) == [200] * 5


async def test_a_bucket_that_is_empty_answers_429(stage: Scene) -> None:
    stage.server.limits.set(CREATE, 1, 0.4)
    url = f"{stage.server.api}/channels/{stage.channel.id}/messages"
    headers = {"Authorization": f"Bot {stage.server.app.token}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        first = await http.post(url, json={"content": "one"})
        second = await http.post(url, json={"content": "two"})
        told = await second.json()
    assert (first.status, second.status) == (200, 429)
    assert (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"]) == (
        "1",
        "0",
    )
    assert second.headers["X-RateLimit-Bucket"] == first.headers["X-RateLimit-Bucket"]
    assert (second.headers["X-RateLimit-Scope"], second.headers["Via"]) == ("user", "1.1 google")
    assert 0 < told["retry_after"] <= 0.4
    assert told["global"] is False
    assert texts(stage) == ["one"]


async def test_channels_have_buckets_of_their_own(stage: Scene) -> None:
    stage.server.limits.set(CREATE, 1, 5)
    other = stage.bot.get_partial_messageable(stage.acme.channel("#other").id)
    url = f"{stage.server.api}/channels/{stage.channel.id}/messages"
    headers = {"Authorization": f"Bot {stage.server.app.token}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        assert (await http.post(url, json={"content": "one"})).status == 200
        url = f"{stage.server.api}/channels/{other.id}/messages"
        assert (await http.post(url, json={"content": "two"})).status == 200


async def test_the_global_limit_spares_interactions(stage: Scene) -> None:
    stage.server.limits.per_second = 3
    url, headers = stage.server.api, {"Authorization": f"Bot {stage.server.app.token}"}
    async with aiohttp.ClientSession() as http:
        me = [await http.get(f"{url}/users/@me", headers=headers) for _ in range(4)]
        assert (me[0].status, me[3].status) == (200, 429)
        assert me[3].headers["X-RateLimit-Global"] == "true"
        assert (await me[3].json())["global"] is True
        answer = await http.post(f"{url}/interactions/1/x/callback", json={"type": 4})
        assert answer.status == 404


@pytest.mark.parametrize("scope", ["user", "global", "shared"])
async def test_the_client_waits_out_a_429(stage: Scene, scope: str) -> None:
    stage.server.next(CREATE, ratelimited(0.05, scope))
    await stage.channel.send("late")
    assert (texts(stage), statuses(stage)) == (["late"], [429, 200])
    assert stage.server.limits.invalid == (0 if scope == "shared" else 1)


async def test_a_429_without_via_reads_as_a_ban(stage: Scene) -> None:
    stage.server.next(CREATE, banned())
    with pytest.raises(discord.HTTPException) as ban:
        await stage.channel.send("x")
    assert (ban.value.status, statuses(stage), texts(stage)) == (429, [429], [])


async def test_too_many_invalid_requests_ban_the_address(stage: Scene) -> None:
    stage.server.limits.invalid_allowed = 3
    stage.acme.denies(stage.general, "send_messages")
    for _ in range(3):
        with pytest.raises(discord.Forbidden):
            await stage.channel.send("x")
    with pytest.raises(discord.HTTPException) as ban:
        await stage.bot.fetch_guild(stage.acme.id)
    assert ban.value.status == 429
    stage.server.clock.move(601)
    await stage.bot.fetch_guild(stage.acme.id)


async def test_a_nonce_survives_a_502_after_the_write(stage: Scene) -> None:
    stage.server.next(CREATE, failing(502, stored=True))
    await stage.channel.send("once", nonce="round-1")
    assert (texts(stage), statuses(stage)) == (["once"], [502, 200])


async def test_without_a_nonce_the_same_500_posts_twice(stage: Scene) -> None:
    """discord.py's `send` makes up a nonce where none is given, so this goes past it."""
    stage.server.next(CREATE, failing(500, stored=True))
    route = discord.http.Route("POST", "/channels/{channel_id}/messages",
                               channel_id=stage.channel.id)  # fmt: skip
    await stage.bot.http.request(route, json={"content": "twice"})
    assert texts(stage) == ["twice", "twice"]
    assert len(stage.server.journal.posts) == 2


async def test_a_503_is_not_tried_again(stage: Scene) -> None:
    stage.server.next(CREATE, failing(503))
    with pytest.raises(discord.DiscordServerError):
        await stage.channel.send("x")
    assert (texts(stage), statuses(stage)) == ([], [503])


async def test_a_cut_line_does_not_say_whether_it_was_posted(stage: Scene) -> None:
    stage.server.next(CREATE, drop_response(), drop_request())
    for text in ("posted", "lost"):
        with pytest.raises(aiohttp.ClientConnectionError):
            await stage.channel.send(text)
    assert (texts(stage), statuses(stage)) == (["posted"], [0, 0])


async def test_a_slow_answer_comes_after_its_effect(stage: Scene) -> None:
    stage.server.next("*", slow(0.1))
    began = time.monotonic()
    await stage.channel.send("slow")
    assert time.monotonic() - began >= 0.1


async def test_faults_are_for_routes_that_exist(stage: Scene) -> None:
    with pytest.raises(ValueError, match="no route"):
        stage.server.next("POST /chat.postMessage", failing())


async def test_unknown_addresses_are_404(stage: Scene) -> None:
    async with aiohttp.ClientSession() as http:
        answer = await http.get(f"{stage.server.api}/nowhere")
        assert (answer.status, await answer.json()) == (
            404,
            {"message": "404: Not Found", "code": 0},
        )
