"""Delivery alone: a real store, a platform that fails as it is told, and what came to its end."""

import datetime as dt

from support.clock import MovableClock
from support.samples import MESSAGE
from support.team import PLATFORM, JournalChat

from bot.errors import SendUnknown
from bot.message import Message
from bot.model import Ref
from bot.sending.delivery import Delivery
from bot.sending.outbox import Place, Send, SendState
from bot.stores import Transaction
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

    async def unclear(self, tx: Transaction, send: Send) -> None:
        self.seen.append((send.key, "unclear"))


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
