"""Away ranges and excused days."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.model import Away, Excuse
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.tables import aways, excuses


class Days:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add_away(self, away: Away, set_at: dt.datetime) -> None:
        await self._session.add(aways, {**values_of(away), "set_at": set_at})

    async def away(self, member_id: int) -> Sequence[Away]:
        """In order of their first day."""
        query = select(aways).where(aways.c.member_id == member_id).order_by(aways.c.first)
        return [as_type(Away, row) for row in await self._session.rows(query)]

    async def clear_away(self, member_id: int, today: dt.date) -> bool:
        reaching = delete(aways).where(aways.c.member_id == member_id, aways.c.last >= today)
        ended = await self._session.rows(reaching.returning(aways))
        for row in ended:
            if row["first"] < today:
                cut = Away(member_id, row["first"], today - dt.timedelta(days=1))
                await self.add_away(cut, row["set_at"])
        return bool(ended)

    async def excuse(self, excuse: Excuse) -> bool:
        return await self._session.add(excuses, values_of(excuse)) is not None

    async def excuses(self, track_ids: Sequence[int]) -> Sequence[Excuse]:
        query = select(excuses).where(excuses.c.track_id.in_(track_ids))
        rows = await self._session.rows(query.order_by(excuses.c.date, excuses.c.track_id))
        return [as_type(Excuse, row) for row in rows]
