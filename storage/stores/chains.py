"""Chains: what they are counted from, and the days that were counted."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, select

from bot.days.chains import Asked, ChainDay, Kept
from bot.model import Away, Membership, RoundKind, RoundState
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.days import chain_days
from storage.schema.tables import (
    POSTED,
    STANDS,
    answers,
    aways,
    excuses,
    members,
    memberships,
    rounds,
    teams,
    tracks,
)


def _kept(team_id: int) -> Select[Any]:
    """The members of the team's answers that stand, with their rounds."""
    joined = select(answers.c.member_id).join(rounds, rounds.c.id == answers.c.round_id)
    return joined.where(rounds.c.team_id == team_id, STANDS)


class Chains:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def take_turns(self, team_id: int) -> None:
        if self._session.dialect != "sqlite":  # there a transaction is alone anyway
            turn = select(teams.c.id).where(teams.c.id == team_id)
            await self._session.row(turn.with_for_update(key_share=True))

    async def asked(self, team_id: int, first: dt.date, last: dt.date) -> Sequence[Asked]:
        excused = exists().where(
            excuses.c.track_id == rounds.c.track_id, excuses.c.date == rounds.c.local_date
        )
        query = (
            select(rounds.c.track_id, rounds.c.local_date, rounds.c.state)
            .where(rounds.c.team_id == team_id, rounds.c.local_date.between(first, last))
            .where(rounds.c.kind == RoundKind.SCHEDULED, POSTED, ~excused)
        )
        return [
            Asked(row["track_id"], row["local_date"], row["state"] is RoundState.CLOSED)
            for row in await self._session.rows(query)
        ]

    async def people(self, round_id: int) -> int:
        there = select(func.count(answers.c.member_id.distinct())).where(
            answers.c.round_id == round_id, STANDS
        )
        return int(await self._session.value(there))

    async def memberships(self, team_id: int) -> Sequence[Membership]:
        return await self._memberships(team_id)

    async def silent(self, team_id: int, date: dt.date) -> Sequence[Membership]:
        done = _kept(team_id).where(rounds.c.local_date == date)
        return await self._memberships(team_id, memberships.c.member_id.not_in(done))

    async def _memberships(
        self, team_id: int, *conditions: ColumnElement[bool]
    ) -> Sequence[Membership]:
        here = select(tracks.c.id).where(tracks.c.team_id == team_id)
        query = select(memberships).where(memberships.c.track_id.in_(here), *conditions)
        return [as_type(Membership, row) for row in await self._session.rows(query)]

    async def away(self, team_id: int, first: dt.date, last: dt.date) -> Sequence[Away]:
        here = and_(members.c.id == aways.c.member_id, members.c.team_id == team_id)
        query = (
            select(aways).join(members, here).where(aways.c.first <= last, aways.c.last >= first)
        )
        return [as_type(Away, row) for row in await self._session.rows(query)]

    async def kept(self, team_id: int, first: dt.date, last: dt.date) -> Sequence[Kept]:
        query = _kept(team_id).add_columns(rounds.c.local_date, rounds.c.track_id).distinct()
        rows = await self._session.rows(query.where(rounds.c.local_date.between(first, last)))
        return [Kept(*row.values()) for row in rows]

    async def last(self, team_id: int, first: dt.date, before: dt.date) -> Mapping[int, dt.date]:
        query = (
            _kept(team_id)
            .add_columns(func.max(rounds.c.local_date).label("date"))
            .where(rounds.c.local_date >= first, rounds.c.local_date < before)
            .group_by(answers.c.member_id)
        )
        return {row["member_id"]: row["date"] for row in await self._session.rows(query)}

    async def put(self, team_id: int, track_id: int, day: ChainDay) -> None:
        key = {"team_id": team_id, "track_id": track_id, "date": day.date}
        values = values_of(day)
        put = self._session.insert(chain_days).values(**key | values)
        await self._session.count(put.on_conflict_do_update(index_elements=list(key), set_=values))

    async def clear(self, team_id: int, date: dt.date) -> None:
        await self._session.count(delete(chain_days).filter_by(team_id=team_id, date=date))

    async def days(self, team_id: int, track_id: int, last: dt.date) -> Sequence[ChainDay]:
        query = (
            select(chain_days)
            .filter_by(team_id=team_id, track_id=track_id)
            .where(chain_days.c.date <= last)
            .order_by(chain_days.c.date)
        )
        return [as_type(ChainDay, row) for row in await self._session.rows(query)]
