"""What real workspaces do beyond what was asked for: each came up in the platform's issues."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from scenarios.on_slack import SlackStage, slack_stage
from structlog.testing import capture_logs
from support.slack_server import slow
from support.team import GOOD
from support.waiting import until

from adapters.slack import backfill, catching_up
from adapters.slack.events import ELSEWHERE
from bot.message import Call, Line, Message, Reply


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[SlackStage]:
    async with slack_stage(sqlite_url) as stage:
        yield stage


async def test_a_command_in_direct_messages_that_comes_again_is_answered_once(
    stage: SlackStage,
) -> None:
    ada = stage.workspace("acme").user("Ada")
    await stage.starts()
    await ada.says(ada.dm, "help")
    await stage.work()
    for _ in range(3):
        stage.server.outbox.redeliver(stage.server.outbox.deliveries[-1].payload)
    await stage.server.outbox.settled()
    await ada.says(ada.dm, "streak")
    await stage.later(seconds=5)
    assert [bool(m.bot_id) for m in ada.dm.messages] == [False, True, False, True]


async def test_slackbots_word_that_the_bot_was_removed_is_no_members(stage: SlackStage) -> None:
    """Issues node-slack-sdk#211, java-slack-sdk#1062: it comes as a direct message."""
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    await stage.asks(room)
    before = len(stage.server.journal)
    text = f"You have been removed from #practice by <@{ada.id}>"
    acme.emit({"type": "message", "user": "USLACKBOT", "channel": "D0SLACKBOT", "ts": "1.000002",
               "channel_type": "im", "text": text})  # fmt: skip
    await stage.server.outbox.settled()
    assert len(stage.server.journal) == before
    assert not await stage.stored("USLACKBOT")


async def test_a_mention_elsewhere_gets_a_private_word_on_where_to_write(
    stage: SlackStage,
) -> None:
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    question = await stage.asks(room)
    await ada.says(room, GOOD, thread=question, mentions_bot=True)
    await stage.server.outbox.settled()
    said = await ada.says(room, "what is this?", mentions_bot=True)
    await stage.until(lambda: ada.sees_privately(room))
    await ada.says(room, "and in a thread?", thread=said, mentions_bot=True)
    await stage.until(lambda: len(ada.sees_privately(room)) == 2)
    assert [m.plain for m in ada.sees_privately(room)] == [ELSEWHERE, ELSEWHERE]
    assert [m.thread_ts for m in ada.sees_privately(room)] == ["", said.ts]


async def test_that_slack_held_events_back_is_acknowledged_and_in_the_log(
    stage: SlackStage,
) -> None:
    """docs: app_rate_limited event, which has no event inside."""
    acme = stage.workspace("acme")
    await stage.starts()
    told = {"type": "app_rate_limited", "team_id": acme.id, "minute_rate_limited": 1_518_467_820}
    with capture_logs() as logged:
        stage.server.outbox.redeliver(told)
        await stage.server.outbox.settled()
    assert stage.server.outbox.deliveries[-1].attempts == 1
    assert [line["event"] for line in logged if line["log_level"] == "warning"] == [
        "slack: too many events in an hour, so some were not delivered"
    ]


async def test_replies_that_slack_dropped_are_fetched_once_the_minute_is_over(
    stage: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    question = await stage.asks(room)
    waits: list[float] = []
    over = asyncio.Event()

    async def minute(seconds: float) -> None:
        waits.append(seconds)
        await over.wait()
        stage.server.clock.move(seconds)

    monkeypatch.setattr(catching_up, "pause", minute)
    stage.server.outbox.hold()  # and what is held never goes out
    await ada.says(room, GOOD, thread=question)
    now, before = int(stage.server.clock.now()), len(stage.server.calls("conversations.replies"))
    told = {"type": "app_rate_limited", "team_id": acme.id, "minute_rate_limited": now - now % 60}
    for _ in range(3):
        stage.server.outbox.redeliver(told)
    await stage.server.outbox.settled()
    await stage.until(lambda: waits)
    assert len(waits) == 1, "one run at a time"
    assert 0 < waits[0] <= 60
    assert not await stage.stored("stale value")
    over.set()

    async def fetched() -> bool:
        return await stage.stored("stale value")

    await until(fetched)
    assert len(stage.server.calls("conversations.replies")) == before + 1


async def test_a_slow_profile_holds_no_acknowledgement_up(stage: SlackStage) -> None:
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    question = await stage.asks(room)
    stage.server.next("users.info", slow(60), slow(60))
    await ada.says(room, GOOD, thread=question)
    await stage.server.outbox.settled()
    assert stage.server.outbox.deliveries[-1].attempts == 1
    await acme.user("Bob").runs("/practice", "help", room)
    assert stage.server.outbox.deliveries[-1].took is not None


async def test_the_pages_of_a_long_reply_come_in_their_order(stage: SlackStage) -> None:
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()

    async def much(call: Call) -> Reply:
        return Message(tuple(Line(f"line {n} " + "x" * 2000) for n in range(12)))

    stage.core.command = much  # type: ignore[method-assign]
    await ada.runs("/practice", "help", room)
    pages = await stage.until(
        lambda: (seen := ada.sees_privately(room)) and "line 11 " in str(seen) and seen
    )
    told = " ".join(page.plain for page in pages).split()
    assert [word for word in told if word.isdigit()] == [str(n) for n in range(12)]


async def test_a_long_thread_is_fetched_though_a_minute_gives_fifteen_messages(
    stage: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs: Rate limit changes for non-Marketplace apps."""
    monkeypatch.setattr(backfill, "PACE", 0.0)
    acme = stage.workspace("acme")
    ada, bob, room = acme.user("Ada"), acme.user("Bob"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    question = await stage.asks(room)
    await stage.stops()
    for n in range(20):
        await ada.says(room, f"{GOOD} {n}", thread=question)
    await bob.says(room, GOOD, thread=question)
    await stage.server.outbox.settled()  # Slack has given up
    waits: list[float] = []

    async def minute(seconds: float) -> None:
        waits.append(seconds)
        stage.server.clock.move(seconds + 1)

    monkeypatch.setattr(backfill, "pause", minute)
    stage.server.distributed = True
    await stage.restarts()
    async with stage.store.reading() as tx:
        people = {a.member_id for a in await tx.answers.of_round(1)}
    assert len(people) == 2
    assert max(waits) > 30
