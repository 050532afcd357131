"""Milestones that members reached, and when the bot was last at work."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update

from bot.model import RoundKind, RoundState
from storage.connections.session import Session
from storage.schema.days import milestones, pulses
from storage.schema.tables import rounds


class Milestones:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, member_id: int, days: int, date: dt.date) -> bool:
        values = {"member_id": member_id, "days": days, "date": date}
        return await self._session.add(milestones, values) is not None


class Pulses:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def beat(self, name: str, now: dt.datetime) -> dt.datetime | None:
        if await self._session.add(pulses, {"name": name, "at": now}):
            return None
        before = select(pulses.c.at).where(pulses.c.name == name).with_for_update()
        last: dt.datetime = await self._session.value(before)
        await self._session.count(update(pulses).filter_by(name=name).values(at=now))
        return last

    async def open_between(
        self, first: dt.datetime, last: dt.datetime
    ) -> Sequence[tuple[int, dt.date, dt.datetime, dt.datetime]]:
        names = ("track_id", "local_date", "created_at", "closes_at")
        query = (
            select(*(rounds.c[name] for name in names))
            .where(rounds.c.kind == RoundKind.SCHEDULED, rounds.c.created_at < last)
            .where(rounds.c.state.in_([RoundState.PLANNED, RoundState.OPEN]))
            .where(rounds.c.closes_at > first)
            .order_by(rounds.c.id)
        )
        return [tuple(row[name] for name in names) for row in await self._session.rows(query)]
