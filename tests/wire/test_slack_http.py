"""Signed HTTP: only Slack gets in, and each request once."""

import json
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import pytest
from scenarios.on_slack import SlackOverHttp, slack_stage

from bot.message import Call, Reply


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[SlackOverHttp]:
    async with slack_stage(sqlite_url, SlackOverHttp) as stage:
        acme = stage.workspace("acme")
        acme.user("Ada")
        acme.channel("practice")
        await stage.starts()
        assert isinstance(stage, SlackOverHttp)
        yield stage


async def send(stage: SlackOverHttp, body: str, headers: dict[str, str]) -> int:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    url = stage.server.app.request_url
    async with aiohttp.ClientSession() as session:
        return (await session.post(url, data=body, headers=headers | kind)).status


def command(stage: SlackOverHttp) -> str:
    acme = next(iter(stage.server.workspaces.values()))
    return urlencode({
        "command": "/practice", "text": "help", "team_id": acme.id, "trigger_id": "1.2.3",
        "user_id": next(iter(acme.people)), "user_name": "ada", "response_url": "http://127.0.0.1/",
        "channel_id": next(iter(acme.channels)),
    })  # fmt: skip


async def test_a_forged_old_or_unsigned_request_does_not_get_in(stage: SlackOverHttp) -> None:
    body, now = command(stage), int(stage.server.clock.now())
    good = stage.server.posts.signed(body)
    forged = [
        {},
        good | {"X-Slack-Signature": "v0=" + "0" * 64},
        good | {"X-Slack-Request-Timestamp": "soon"},
        stage.server.posts.signed(body + "&admin=1"),
        stage.server.posts.signed(body, now - 301),
        stage.server.posts.signed(body, now + 301),
    ]
    assert [await send(stage, body, headers) for headers in forged] == [401] * 6
    assert await send(stage, body, good) == 200


async def test_a_request_played_again_changes_nothing(stage: SlackOverHttp) -> None:
    calls: list[Call] = []

    async def counting(call: Call) -> Reply:
        calls.append(call)
        return None

    stage.core.command = counting  # type: ignore[method-assign]
    body = command(stage)
    signed = stage.server.posts.signed(body)
    assert [await send(stage, body, signed) for _ in range(3)] == [200] * 3
    assert len(calls) == 1
    stage.server.clock.move(2)
    assert await send(stage, body, stage.server.posts.signed(body)) == 200
    assert len(calls) == 2


async def test_what_failed_may_come_again_with_the_same_signature(stage: SlackOverHttp) -> None:
    acme = next(iter(stage.server.workspaces.values()))
    event = {"type": "message", "user": "U1", "ts": "1.000001", "thread_ts": "1.000000",
             "channel": "C1", "text": "x", "channel_type": "channel"}  # fmt: skip
    body = json.dumps({"type": "event_callback", "team_id": acme.id, "event": event})
    signed = stage.server.posts.signed(body) | {"Content-Type": "application/json"}
    faults = [RuntimeError("once")]
    receive = stage.core.receive

    async def failing(message: object) -> bool:
        if faults:
            raise faults.pop()
        return await receive(message)  # type: ignore[arg-type]

    stage.core.receive = failing  # type: ignore[method-assign]
    url = stage.server.app.request_url
    async with aiohttp.ClientSession() as session:
        statuses = [(await session.post(url, data=body, headers=signed)).status for _ in range(2)]
    assert statuses == [500, 200]
