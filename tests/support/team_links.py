"""A manager's side of the team page: links as chat gives them, and the role that may be lost."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from support.bank import BANK
from support.critics import ladder_of

from bot.context import Context, Pages
from bot.message import Call, Message, Person
from bot.page_links import Kind, Pass, signed
from bot.practice import Practice
from bot.wiring import SystemClock
from storage import SqlStore, open_store

NOW = SystemClock()


@dataclass
class Links:
    """Of Ada, who manages the big team of `support/big_team.py`."""

    store: SqlStore
    address: str

    async def asked(self) -> str:
        """The address that `/leaderboard team` gives."""
        context = Context(self.store, BANK, NOW, ladder_of(NOW), pages=Pages(self.address))
        person = Person("playground", "playground", "ada", "Ada")
        reply = await Practice(context).command(Call(person, "1", "leaderboard", "team", "general"))
        assert isinstance(reply, Message)
        return next(line.link for line in reply.lines if line.link)

    async def made(self, *, hours: float = 1, team: str = "playground", kind: Kind = "link") -> str:
        """A pass of ours for any team, signed as it should be."""
        async with self.store.transaction() as tx:
            of = await tx.teams.ensure("playground", team, team)
            ada = await tx.members.ensure(of.id, "ada", "Ada")
            until = NOW.now() + dt.timedelta(hours=hours)
            return signed(await tx.secrets.ensure("page"), kind, Pass(of.id, ada.id, until))

    async def manages(self, manager: bool) -> None:
        async with self.store.transaction() as tx:
            team = await tx.teams.ensure("playground", "playground", "")
            ada = await tx.members.ensure(team.id, "ada", "Ada")
            await tx.roles.set_manager(ada.id, manager=manager)


@asynccontextmanager
async def links(url: str, address: str) -> AsyncIterator[Links]:
    store = await open_store(url, clock=NOW)
    try:
        yield Links(store, address)
    finally:
        await store.close()
