"""The outbox and a platform that fails in every way: each message stands there once."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from support.clock import MovableClock
from support.samples import MESSAGE
from support.team import PLATFORM, JournalChat

from bot.errors import SendLater, SendRefused, SendUnknown
from bot.message import Message
from bot.model import Ref
from bot.sending.delivery import LOOKS, Delivery
from bot.sending.outbox import Place, Send, SendState
from bot.stores import Transaction
from bot.wording.basics import say
from storage import SqlStore

PLACE = Place("practice")


class Ends:
    """Implements `Aftermath`: notes what came to its end."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str]] = []

    async def sent(self, tx: Transaction, send: Send) -> None:
        self.seen.append((send.key, "sent"))

    async def refused(self, tx: Transaction, send: Send, *, gone: bool) -> None:
        self.seen.append((send.key, "gone" if gone else "refused"))


class Losing(JournalChat):
    """Posts, but its first `lost` answers never arrive."""

    lost = 1

    async def post(self, team: str, key: str, place: Place, message: Message) -> Ref:
        ref = await super().post(team, key, place, message)
        if self.lost:
            self.lost -= 1
            raise SendUnknown("the connection broke")
        return ref


class Silent(JournalChat):
    """Nobody can tell anything while it is `silent`; what was sent may have arrived."""

    def __init__(self, *, arrives: bool) -> None:
        super().__init__()
        self.silent, self.arrives, self.asked = True, arrives, 0

    async def post(self, team: str, key: str, place: Place, message: Message) -> Ref:
        ref = Ref("", "")
        if self.arrives or not self.silent:
            ref = await super().post(team, key, place, message)
        self._fall_silent()
        return ref

    async def find(self, team: str, key: str, place: Place, since: dt.datetime) -> Ref | None:
        self._fall_silent()
        return await super().find(team, key, place, since)

    def _fall_silent(self) -> None:
        self.asked += 1
        if self.silent:
            raise SendUnknown("no answer")


class Stage:
    def __init__(self, store: SqlStore, clock: MovableClock, chat: JournalChat) -> None:
        self.store, self.clock, self.chat, self.ends = store, clock, chat, Ends()
        self.delivery = Delivery(store, {PLATFORM: chat}, clock, self.ends)

    async def queue(self, key: str, message: Message = MESSAGE, **more: int) -> Send:
        async with self.store.transaction() as tx:
            team = await tx.teams.ensure(PLATFORM, "acme", "acme")
            send = await tx.sends.add(key, team.id, PLACE, message, updates=more.get("updates"))
        assert send is not None
        return send

    async def deliver(self) -> None:
        await self.delivery.deliver({"team": 1, "channel": "practice"})

    async def work(self) -> None:
        tasks = {"deliver": self.delivery.deliver, "look": self.delivery.look}
        await self.store.jobs().drain(tasks)

    async def state(self, send: Send) -> SendState:
        async with self.store.reading() as tx:
            return (await tx.sends.get(send.id)).state


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
    assert on.ends.seen == [("a", "sent")]


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
