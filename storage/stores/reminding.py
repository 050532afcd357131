"""Reminders: who wants them, when they mostly answer, and on which dates they came."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select, update

from bot.days.reminding import Reminded
from bot.members.settings import MemberSettings
from storage.connections.session import Session
from storage.schema.columns import as_type
from storage.schema.days import reminders
from storage.schema.tables import STANDS, answers, members, memberships, rounds
from storage.stores.member_settings import member_settings


class Reminders:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def of_track(
        self, track_id: int, date: dt.date, after: int, limit: int
    ) -> Sequence[Reminded]:
        here = and_(
            memberships.c.member_id == members.c.id,
            memberships.c.track_id == track_id,
            memberships.c.joined_on <= date,
            or_(memberships.c.left_on.is_(None), memberships.c.left_on > date),
        )
        chosen = member_settings.c.member_id == members.c.id
        query = (
            select(members.c.id, members.c.zone, member_settings)
            .join(memberships, here)
            .outerjoin(member_settings, chosen)
            .where(members.c.id > after, func.coalesce(member_settings.c.reminders, True))
            .order_by(members.c.id)
            .limit(limit)
        )
        return [
            Reminded(
                row["id"],
                row["zone"],
                MemberSettings(row["id"])
                if row["member_id"] is None
                else as_type(MemberSettings, row),
            )
            for row in await self._session.rows(query)
        ]

    async def answered_at(
        self, track_id: int, since: dt.date, member_ids: Sequence[int]
    ) -> Sequence[tuple[int, dt.datetime]]:
        query = (
            select(answers.c.member_id, answers.c.received_at)
            .join(rounds, answers.c.round_id == rounds.c.id)
            .where(rounds.c.track_id == track_id, rounds.c.local_date >= since)
            .where(answers.c.member_id.in_(member_ids), STANDS)
        )
        rows = await self._session.rows(query)
        return [(row["member_id"], row["received_at"]) for row in rows]

    async def add(self, member_id: int, date: dt.date, *, counted: bool = False) -> bool:
        values = {"member_id": member_id, "date": date, "counted": counted}
        return await self._session.add(reminders, values) is not None

    async def count(self, member_id: int, date: dt.date) -> bool:
        mine = update(reminders).filter_by(member_id=member_id, date=date, counted=False)
        return await self._session.count(mine.values(counted=True)) > 0

    async def answered(self, member_ids: Sequence[int]) -> None:
        change = update(member_settings).where(
            member_settings.c.member_id.in_(member_ids), member_settings.c.reminders_ignored > 0
        )
        await self._session.count(change.values(reminders_ignored=0))
