"""The outbox and a platform that fails in every way: each message stands there once."""

import datetime as dt
from collections.abc import Callable

import pytest
from support.clock import MovableClock
from support.delivering import Losing, Stage
from support.team import PLATFORM, JournalChat

from bot.errors import SendLater, SendRefused
from bot.sending.outbox import SendState
from bot.wording.basics import say
from storage import SqlStore


@pytest.fixture
def stage(sqlite_store: SqlStore, clock: MovableClock) -> Callable[..., Stage]:
    return lambda chat=None: Stage(sqlite_store, clock, chat or JournalChat())


async def test_a_lane_is_emptied_in_order(stage: Callable[..., Stage]) -> None:
    on = stage()
    for key in ("a", "b", "c"):
        await on.queue(key)
    await on.work()
    await on.work()
    assert [p.key for p in on.chat.posts] == ["a", "b", "c"]
    assert on.ends.seen == [("a", "sent"), ("b", "sent"), ("c", "sent")]


async def test_a_lost_answer_is_looked_for_before_it_is_sent_again(
    stage: Callable[..., Stage], clock: MovableClock
) -> None:
    on = stage(Losing())
    send = await on.queue("a")
    await on.work()
    assert await on.state(send) is SendState.SENDING
    clock.move(minutes=2)
    await on.work()
    assert [p.key for p in on.chat.posts] == ["a"]
    assert await on.state(send) is SendState.SENT


async def test_who_asks_to_wait_gets_it_later_and_once(
    stage: Callable[..., Stage], clock: MovableClock
) -> None:
    on = stage()
    on.chat.faults.append(SendLater("slow down", dt.timedelta(seconds=30)))
    send = await on.queue("a")
    await on.work()
    assert await on.state(send) is SendState.PENDING
    clock.move(seconds=31)
    await on.work()
    assert [p.key for p in on.chat.posts] == ["a"]


@pytest.mark.parametrize(("gone", "end"), [(True, "gone"), (False, "refused")])
async def test_a_refusal_is_final_and_holds_up_nothing(
    stage: Callable[..., Stage], gone: bool, end: str
) -> None:
    on = stage()
    on.chat.faults.append(SendRefused("no", gone=gone))
    first = await on.queue("a")
    await on.queue("b")
    await on.work()
    assert await on.state(first) is SendState.REFUSED
    assert on.ends.seen == [("a", end), ("b", "sent")]


async def test_an_update_replaces_and_posts_nothing(stage: Callable[..., Stage]) -> None:
    on = stage()
    first = await on.queue("a")
    await on.queue("a:2", say("Another text."), updates=first.id)
    await on.work()
    assert [(p.message.text, p.edits) for p in on.chat.posts] == [("Another text.", 1)]


async def test_an_update_of_what_was_refused_is_dropped(stage: Callable[..., Stage]) -> None:
    on = stage()
    on.chat.faults.append(SendRefused("no"))
    first = await on.queue("a")
    second = await on.queue("a:2", say("Another text."), updates=first.id)
    await on.work()
    assert await on.state(second) is SendState.DROPPED
    assert on.chat.posts == []


async def test_between_two_messages_is_the_platforms_spacing(
    stage: Callable[..., Stage], clock: MovableClock
) -> None:
    chat = JournalChat()
    chat.spacing = dt.timedelta(seconds=1)
    on = stage(chat)
    await on.queue("a")
    await on.queue("b")
    await on.work()
    assert [p.key for p in chat.posts] == ["a"]
    clock.move(seconds=1)
    await on.work()
    assert [p.key for p in chat.posts] == ["a", "b"]


async def test_what_is_not_configured_here_waits(
    stage: Callable[..., Stage], clock: MovableClock
) -> None:
    on = stage()
    send = await on.queue("a")
    on.delivery._chats = {}
    with pytest.raises(SendLater, match="is not configured here"):
        await on.deliver()
    assert await on.state(send) is SendState.PENDING
    on.delivery._chats = {PLATFORM: on.chat}
    await on.deliver()
    assert await on.state(send) is SendState.SENT
