"""Slack's events at 200 a second to the real process, until each is acknowledged.

The local Slack server and a bare Bolt app stand beside it on the same machine."""

import asyncio
import gc
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp

from tests.benchmarks.databases import Bare, databases
from tests.benchmarks.figures import Figure, beside
from tests.benchmarks.scene import ANSWER
from tests.support.due_questions import add_due_tracks
from tests.support.slack_server import Channel, Message, SlackServer, Workspace
from tests.support.slack_server.outbox import RETRY_AFTER, Ack

RATE = 200  # events a second
SECONDS, QUICK_SECONDS = 60, 5
CHANNELS = 20  # each member answers once in each, and all others in between
SOONER = 0.1  # of Slack's pauses before it delivers again
PATIENCE = 60.0  # seconds until a process is up
DRAINED = 300.0  # seconds until all that is kept has been taken
WAYS = ("Socket Mode", "HTTP")
WHETSTONE = (str(Path(sys.executable).with_name("whetstone")), "run")
BARE_BOLT = (sys.executable, "-m", "tests.benchmarks.bare_bolt")
BARE = "a bare Bolt handler"


@dataclass(frozen=True)
class Run:
    """Milliseconds from when each event was to come until it was acknowledged, or given up.

    Messages by their `ts`: what was given up may be stored or not, but what was acknowledged
    and is not stored is lost, for it does not come again."""

    times: Sequence[float]
    at_once: int  # how many were acknowledged at their first delivery
    acknowledged: frozenset[str]
    stored: frozenset[str] = frozenset()
    behind: float = 0.0  # seconds from the last acknowledgement until nothing waited any more


def run(quick: bool) -> list[Figure]:
    seconds = QUICK_SECONDS if quick else SECONDS
    figures = []
    for way in WAYS:
        floor = asyncio.run(_bare(way, seconds))
        with databases() as urls:
            for database, url in urls.items():
                ours = asyncio.run(_ours(way, seconds, url))
                figures += _figures(f"{way}, {database}, {RATE}/s for {seconds} s", ours, floor)
    return figures


def _figures(name: str, ours: Run, floor: Run) -> list[Figure]:
    sent, taken = len(ours.times), len(ours.acknowledged)
    kept = len(ours.acknowledged & ours.stored)
    counts = [
        ("stored", len(ours.stored), sent, "events sent"),
        ("acknowledged", taken, sent, "events sent"),
        ("acknowledged and stored", kept, max(taken, 1), "acknowledged"),
        ("at first delivery", ours.at_once, floor.at_once, BARE),
    ]
    return [
        *beside("slack", name, [ours.times], BARE, [floor.times]),
        *(
            Figure("slack", f"{name}, {what}", n, of, than, "", True)
            for what, n, of, than in counts
        ),
        Figure("slack", f"{name}, taken up after", ours.behind, sent / RATE, "the load", "s"),
    ]


async def _bare(way: str, seconds: int) -> Run:
    async with SlackServer() as server:
        acme, channels = _place(server, seconds)
        async with _started(BARE_BOLT, way, server, acme, {}):
            questions = [_says(acme, channel, "Q") for channel in channels]
            return await _events(server, acme, questions, seconds)


async def _ours(way: str, seconds: int, url: str) -> Run:
    bare = Bare(url)
    try:
        async with SlackServer() as server:
            acme, channels = _place(server, seconds)
            await add_due_tracks(url, "slack", acme.id, [channel.id for channel in channels])
            settings = {"DATABASE_URL": url, "LOG_LEVEL": "ERROR", "QUIET_SECONDS": "0"}
            async with _started(WHETSTONE, way, server, acme, settings | {"TICK_SECONDS": "1"}):
                posted = "SELECT count(*) FROM rounds WHERE thread_message IS NOT NULL"
                await server.until(lambda: bare.rows(posted)[0][0] == CHANNELS, PATIENCE)
                questions = [channel.messages[0] for channel in channels]
                done = await _events(server, acme, questions, seconds)
                since, left = perf_counter(), "SELECT count(*) FROM inbox"
                await server.until(lambda: bare.rows(left)[0][0] == 0, DRAINED)
                behind = perf_counter() - since
            stored = bare.rows("SELECT DISTINCT source_id FROM answer_parts")
            sources = frozenset(source for (source,) in stored)
            return replace(done, stored=sources, behind=behind)
    finally:
        bare.close()


def _place(server: SlackServer, seconds: int) -> tuple[Workspace, list[Channel]]:
    """A workspace with as many members as it takes for so long."""
    acme = server.workspace("acme")
    for number in range(RATE * seconds // CHANNELS):
        acme.user(f"P{number}")
    return acme, [acme.channel(f"practice-{number}") for number in range(CHANNELS)]


@asynccontextmanager
async def _started(
    command: Sequence[str], way: str, server: SlackServer, acme: Workspace, own: dict[str, str]
) -> AsyncIterator[None]:
    """The process, once the server's events reach it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "SYSTEMROOT", "TZ")}
    secret = (
        {"SLACK_APP_TOKEN": server.app.app_token}
        if way == "Socket Mode"
        else {"SLACK_SIGNING_SECRET": server.app.signing_secret}
    )
    slack = {"SLACK_API_URL": server.api, "SLACK_BOT_TOKEN": acme.bot_token(), "PORT": port}
    process = await asyncio.create_subprocess_exec(*command, env=keep | slack | secret | own)
    try:
        async with asyncio.timeout(PATIENCE):
            if way == "Socket Mode":
                await server.until(lambda: server.sockets.open, PATIENCE)
            else:
                await _reached(server, f"http://127.0.0.1:{port}/slack/events")
        yield
    finally:
        process.terminate()
        await process.wait()


async def _reached(server: SlackServer, url: str) -> None:
    while True:
        with suppress(aiohttp.ClientError, AssertionError):
            return await server.uses_http(url)
        await asyncio.sleep(0.1)


async def _events(
    server: SlackServer, acme: Workspace, questions: Sequence[Message], seconds: int
) -> Run:
    """Events come at their times, whether or not the app keeps up."""
    with _sender_uncollected():
        start, arriving = perf_counter(), []
        payloads = islice(_payloads(server, acme, questions), RATE * seconds)
        for number, payload in enumerate(payloads):
            at = start + number / RATE
            await asyncio.sleep(max(at - perf_counter(), 0))
            arriving.append(asyncio.create_task(_delivered(server, payload, at)))
        done = await asyncio.gather(*arriving)
    taken = [(ts, deliveries) for ts, _, deliveries in done if deliveries]
    at_once = sum(deliveries == 1 for _, deliveries in taken)
    return Run([took for _, took, _ in done], at_once, frozenset(ts for ts, _ in taken))


@contextmanager
def _sender_uncollected() -> Iterator[None]:
    """The sender holds all that it sent. Its own full collections took up to 390 ms, in which it
    heard no acknowledgement: they would be counted as the app's."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def _delivered(
    server: SlackServer, payload: dict[str, Any], at: float
) -> tuple[str, float, int | None]:
    """Its `ts`, its milliseconds, and how many deliveries it took; None where it was given up."""
    way = server.posts if server.app.request_url else server.sockets
    deliveries = None
    for attempt, pause in enumerate((0.0, *RETRY_AFTER)):
        await asyncio.sleep(pause * SOONER)
        if isinstance(await way.send("events_api", payload, attempt, ""), Ack):
            deliveries = attempt + 1
            break
    return payload["event"]["ts"], 1000 * (perf_counter() - at), deliveries


def _payloads(
    server: SlackServer, acme: Workspace, questions: Sequence[Message]
) -> Iterator[dict[str, Any]]:
    """First answers, of all members in turn (docs: Events API, 'Callback field overview')."""
    bot = acme.installation
    assert bot, "the app is installed"
    me = {"team_id": acme.id, "user_id": bot.bot_user, "is_bot": True, "enterprise_id": None}
    members = [person.id for person in acme.people.values() if not person.user.bot]
    for turn in range(CHANNELS):
        for number, member in enumerate(members):
            question = questions[(number + turn) % CHANNELS]
            channel = question.channel
            answer = _says(acme, channel, f"{ANSWER} {turn}", member, question.ts)
            place = {"channel": channel.id, "channel_type": channel.kind, "event_ts": answer.ts}
            yield {
                "type": "event_callback",
                "team_id": acme.id,
                "api_app_id": server.app.id,
                "event": answer.payload(acme.id) | place,
                "event_id": server.new_id("Ev"),
                "event_time": int(server.clock.now()),
                "authorizations": [me | {"is_enterprise_install": False}],
            }


def _says(
    acme: Workspace, channel: Channel, text: str, member: str = "U0", thread: str = ""
) -> Message:
    """A message that stands there, and of which no event goes out by itself."""
    message = Message(channel, acme.state.new_ts(), member, text, thread_ts=thread)
    channel.add(message)
    return message
