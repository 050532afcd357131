"""Rounds and seats."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, select, update
from sqlalchemy.dialects import postgresql

from bot.errors import NotFound
from bot.model import Ref, Round, RoundKind, RoundState, Seat
from bot.sending.outbox import SendState
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.tables import LIVE, POSTED, rounds, seats, sends, teams

_ONE = select(rounds).where(rounds.c.id == bindparam("round_id"))
_IN_THREAD = (
    select(rounds)
    .where(
        rounds.c.team_id == bindparam("team_id"),
        rounds.c.thread_channel == bindparam("channel"),
        rounds.c.thread_message == bindparam("thread"),
    )
    .order_by(rounds.c.id.desc())
    .limit(1)
)
_SEAT = select(seats).where(
    seats.c.round_id == bindparam("round_id"), seats.c.member_id == bindparam("member_id")
)
# Changes nothing, but locks the row and gives it back, whether or not it was there.
_LOCKED_SEAT = (
    postgresql.insert(seats)
    .on_conflict_do_update(
        index_elements=["round_id", "member_id"], set_={"reviewed": seats.c.reviewed}
    )
    .returning(seats)
)

_BEGUN = sends.c.state != SendState.PENDING


class Rounds:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, round_: Round) -> Round | None:
        row = await self._session.add(rounds, _values(round_))
        return replace(round_, id=row["id"]) if row else None

    async def get(self, round_id: int) -> Round:
        row = await self._session.row(_ONE, round_id=round_id)
        if row is None:
            raise NotFound(f"There is no round {round_id}.")
        return _round(row)

    async def save(self, round_: Round) -> None:
        change = update(rounds).where(rounds.c.id == round_.id).values(**_values(round_))
        await self._session.count(change)

    async def in_thread(self, team_id: int, channel: str, thread: str) -> Round | None:
        place = {"team_id": team_id, "channel": channel, "thread": thread}
        row = await self._session.row(_IN_THREAD, **place)
        return _round(row) if row else None

    async def awaiting_thread(self, team_id: int, channel: str) -> bool:
        return await self._is_posting(sends.c.team_id == team_id, sends.c.lane == channel)

    async def maybe_asked(self, team_id: int) -> bool:
        return await self._is_posting(sends.c.team_id == team_id, _BEGUN)

    async def maybe_asked_on(self, platform: str) -> bool:
        here = select(teams.c.id).where(teams.c.platform == platform, teams.c.gone_at.is_(None))
        return await self._is_posting(sends.c.team_id.in_(here), _BEGUN)

    async def _is_posting(self, *which: ColumnElement[bool]) -> bool:
        # LIVE names the states: pending, sending and unknown.
        waiting = select(sends.c.id).where(*which, LIVE, sends.c.key.like("round:%:post"))
        return bool(await self._session.value(select(exists(waiting))))

    async def latest(self, track_id: int, limit: int = 1) -> Sequence[Round]:
        return await self._rounds(rounds.c.track_id == track_id, POSTED, limit=limit)

    async def open_in(self, team_id: int) -> Sequence[Round]:
        return await self._rounds(
            rounds.c.team_id == team_id,
            rounds.c.track_id.is_not(None),
            rounds.c.state == RoundState.OPEN,
        )

    async def asked(self, track_id: int) -> Sequence[tuple[str, dt.date]]:
        return await self._asked(rounds.c.track_id == track_id)

    async def solo(self, member_id: int, key: str) -> Round:
        found = await self._rounds(rounds.c.member_id == member_id, rounds.c.key == key)
        if not found:
            raise NotFound("There is no such practice round.")
        return found[0]

    async def latest_solo(self, member_id: int) -> Round | None:
        mine = (rounds.c.member_id == member_id, rounds.c.kind == RoundKind.SOLO)
        # What an interview leaves for the cards was never put on its own.
        found = await self._rounds(*mine, ~rounds.c.key.startswith("interview:"), limit=1)
        return found[0] if found else None

    async def solo_asked(self, member_id: int) -> Sequence[tuple[str, dt.date]]:
        return await self._asked(rounds.c.member_id == member_id, rounds.c.kind == RoundKind.SOLO)

    async def dates(
        self, track_ids: Sequence[int], since: dt.date
    ) -> Sequence[tuple[int, dt.date, bool]]:
        query = (
            select(rounds.c.track_id, rounds.c.local_date, rounds.c.state)
            .where(rounds.c.track_id.in_(track_ids), rounds.c.local_date >= since)
            .where(rounds.c.kind == RoundKind.SCHEDULED, POSTED)
            .order_by(rounds.c.local_date, rounds.c.id)
        )
        return [
            (row["track_id"], row["local_date"], row["state"] is RoundState.CLOSED)
            for row in await self._session.rows(query)
        ]

    async def seat(self, round_id: int, member_id: int) -> Seat:
        # On SQLite a transaction is alone, and nothing needs a lock.
        query = _SEAT if self._session.dialect == "sqlite" else _LOCKED_SEAT
        row = await self._session.row(query, round_id=round_id, member_id=member_id)
        return as_type(Seat, row) if row else Seat(round_id, member_id)

    async def save_seat(self, seat: Seat) -> None:
        put = self._session.insert(seats).values(**values_of(seat))
        await self._session.count(
            put.on_conflict_do_update(
                index_elements=["round_id", "member_id"], set_=values_of(seat)
            )
        )

    async def _rounds(
        self, *conditions: ColumnElement[bool], limit: int | None = None
    ) -> list[Round]:
        """Newest first."""
        query = select(rounds).where(*conditions).order_by(rounds.c.id.desc()).limit(limit)
        return [_round(row) for row in await self._session.rows(query)]

    async def _asked(self, *conditions: ColumnElement[bool]) -> list[tuple[str, dt.date]]:
        query = select(rounds.c.question_id, rounds.c.local_date).where(
            rounds.c.state != RoundState.EXCUSED, *conditions
        )
        rows = await self._session.rows(query.order_by(rounds.c.local_date, rounds.c.id))
        return [(row["question_id"], row["local_date"]) for row in rows]


def _values(round_: Round) -> dict[str, Any]:
    values = values_of(round_)
    thread = values.pop("thread")
    return {
        **values,
        "question_id": round_.question.id,
        "thread_channel": thread.channel if thread else None,
        "thread_message": thread.message if thread else None,
    }


def _round(row: Mapping[Any, Any]) -> Round:
    channel, message = row["thread_channel"], row["thread_message"]
    thread = Ref(channel, message) if message is not None else None
    return as_type(Round, {**row, "thread": thread})
