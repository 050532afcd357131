"""Messages of which nobody can say whether they arrived."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from support.clock import MovableClock
from support.delivering import Silent, Stage
from support.team import JournalChat

from bot.errors import SendLater, SendUnknown
from bot.sending.delivery import LOOKS
from bot.sending.outbox import Send, SendState
from storage import SqlStore


@pytest.fixture
def stage(sqlite_store: SqlStore, clock: MovableClock) -> Callable[..., Stage]:
    return lambda chat=None: Stage(sqlite_store, clock, chat or JournalChat())


async def parked(on: Stage, *keys: str) -> list[Send]:
    sends = [await on.queue(key) for key in keys]
    for _ in range(LOOKS * len(sends)):
        await on.work()
        on.clock.move(seconds=3)
    assert await on.state(sends[0]) is SendState.UNKNOWN
    return sends


async def test_what_stays_unclear_is_parked_and_others_go_on(stage: Callable[..., Stage]) -> None:
    on = stage()
    on.chat.faults += [SendUnknown("no answer")] * LOOKS
    _, later = await parked(on, "a", "b")
    assert await on.state(later) is SendState.SENT


async def test_a_fault_of_ours_in_one_message_holds_up_no_other(
    stage: Callable[..., Stage],
) -> None:
    on = stage()
    on.chat.faults += [ValueError("a text of somebody's")] * LOOKS
    first, later = await parked(on, "a", "b")
    assert await on.state(later) is SendState.SENT
    async with on.store.reading() as tx:
        why = (await tx.sends.get(first.id)).error
    assert why.startswith("a fault of ours: ValueError in JournalChat._fail, line ")
    assert "somebody" not in why


@pytest.mark.parametrize("arrives", [False, True])
async def test_what_is_parked_is_looked_for_once_the_platform_can_be_asked_again(
    stage: Callable[..., Stage], clock: MovableClock, arrives: bool
) -> None:
    on = stage(Silent(arrives=arrives))
    (send,) = await parked(on, "a")
    clock.move(minutes=5)
    await on.work()
    assert await on.state(send) is SendState.UNKNOWN
    on.chat.silent = False
    clock.move(minutes=5)
    await on.work()
    assert await on.state(send) is SendState.SENT
    assert [p.key for p in on.chat.posts] == ["a"]
    assert on.ends.seen == [("a", "unclear"), ("a", "sent")]


async def test_what_an_operator_has_settled_is_not_looked_for(
    stage: Callable[..., Stage], clock: MovableClock
) -> None:
    on = stage(Silent(arrives=False))
    (send,) = await parked(on, "a")
    async with on.store.transaction() as tx:
        await tx.sends.save(replace(send, state=SendState.DROPPED))
    on.chat.silent = False
    clock.move(hours=1)
    await on.work()
    assert await on.state(send) is SendState.DROPPED
    assert on.chat.posts == []


async def test_a_look_for_what_was_deleted_with_its_team_does_nothing(
    stage: Callable[..., Stage],
) -> None:
    await stage().delivery.look({"send": 1})


async def test_the_looks_become_rarer_and_end_after_a_day(
    stage: Callable[..., Stage], clock: MovableClock
) -> None:
    on = stage(Silent(arrives=False))
    (send,) = await parked(on, "a")
    for _ in range(6 * 30):
        clock.move(minutes=10)
        await on.work()
    asked = on.chat.asked
    assert LOOKS + 20 < asked < LOOKS + 30
    clock.move(days=2)
    await on.work()
    assert on.chat.asked == asked
    assert await on.state(send) is SendState.UNKNOWN


async def test_waiting_does_not_count_towards_what_is_unclear(
    stage: Callable[..., Stage], clock: MovableClock
) -> None:
    on = stage()
    on.chat.faults += [SendLater("away", dt.timedelta(seconds=5))] * LOOKS
    on.chat.faults.append(SendUnknown("no answer"))
    send = await on.queue("a")
    for _ in range(LOOKS + 2):
        await on.work()
        clock.move(seconds=6)
    assert await on.state(send) is SendState.SENT


async def test_where_looking_cannot_help_it_is_parked_at_once(stage: Callable[..., Stage]) -> None:
    on = stage()
    on.chat.faults.append(SendUnknown("no history here", final=True))
    send = await on.queue("a")
    await on.work()
    assert await on.state(send) is SendState.UNKNOWN
