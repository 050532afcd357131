"""`web`, `gateway` and `worker` as three processes on PostgreSQL, on Slack, both ways in.

By Socket Mode all comes in at the gateway, by signed HTTP at the web process: Slack gives an
app the one or the other. The worker alone asks, reviews and sends."""

import asyncio
import json
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from support.slack_server import Person, SlackServer
from support.team import GOOD
from support.waiting import until

from adapters.slack.receiver import EVENTS_PATH

WHETSTONE = str(Path(sys.executable).with_name("whetstone"))
ROLES = ("web", "gateway", "worker")
START = 60.0  # seconds, for three processes on a busy machine
SOON = 30.0


@pytest.mark.slow
@pytest.mark.parametrize("way", ["by socket", "by http"])
async def test_the_practice_goes_through_three_processes(
    postgres_url: str, tmp_path: Path, way: str
) -> None:
    async with SlackServer() as slack:
        slack.outbox.retry_scale = 0.01  # the reply comes while the question is being confirmed
        acme = slack.workspace("acme")
        ada, bob = acme.user("Ada", admin=True), acme.user("Bob")
        room = acme.channel("practice")
        settings = {
            "DATABASE_URL": postgres_url,
            "SLACK_API_URL": slack.api,
            "SLACK_BOT_TOKEN": acme.bot_token(),
        }
        if way == "by socket":
            settings["SLACK_APP_TOKEN"] = slack.app.app_token
        else:
            settings["SLACK_SIGNING_SECRET"] = slack.app.signing_secret
        await _track(settings, acme.id, room.id)
        async with _three_processes(tmp_path, settings) as address:
            if way == "by socket":
                await slack.until(lambda: slack.sockets.open, START)
            else:
                await slack.uses_http(address + EVENTS_PATH)

            assert await ada.runs("/practice", "now", room)
            question = await slack.until(lambda: room.messages and room.messages[0], SOON)

            await ada.says(room, GOOD, thread=question)
            review = await slack.until(lambda: [m for m in room.thread(question) if m.bot_id], SOON)
            assert "Ada, your answer is in." in review[0].plain

            assert await bob.presses(question, "Answer privately")
            await bob.submits(fields={"Your answer": GOOD})
            await slack.until(lambda: bob.dm.messages, SOON)
            assert "I found wording for" in bob.dm.messages[-1].plain
            assert [m.user for m in room.thread(question) if not m.bot_id] == [ada.id]

            await ada.opens_home()
            await slack.until(lambda: "Streak 1 day" in _home(ada), SOON)


def _home(person: Person) -> str:
    return json.dumps(person.home)


async def _track(settings: dict[str, str], team: str, channel: str) -> None:
    words = ("track", "add", "--platform", "slack", "--team", team, "--channel", channel)
    process = await asyncio.create_subprocess_exec(
        WHETSTONE, *words, "--skills", "caching", env=os.environ | settings
    )
    assert await process.wait() == 0


@asynccontextmanager
async def _three_processes(folder: Path, settings: dict[str, str]) -> AsyncIterator[str]:
    """Gives the address of the web process, once it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    env = os.environ | {"PORT": port, "QUIET_SECONDS": "0", "TICK_SECONDS": "1"} | settings
    address, processes = f"http://127.0.0.1:{port}", []
    for role in ROLES:
        with (folder / f"{role}.log").open("wb") as log:
            processes.append(
                await asyncio.create_subprocess_exec(
                    WHETSTONE, "run", "--only", role, env=env, stdout=log, stderr=log
                )
            )
    try:
        await until(lambda: asyncio.to_thread(_is_ready, address), START)
        yield address
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        ended = await asyncio.wait_for(asyncio.gather(*(p.wait() for p in processes)), 30)
    assert ended == [0, 0, 0]


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
