"""Mock interviews, their questions and turns, and direct messages that wait for a word."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update

from bot.errors import NotFound
from bot.interviews.model import Held, Interview, Item, State, Turn, Whole
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.interviews import held_messages, interview_items, interview_turns, interviews
from storage.schema.tables import answer_parts as parts
from storage.schema.tables import members, teams


class Interviews:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, interview: Interview) -> Interview | None:
        row = await self._session.add(interviews, _values(interview))
        return _interview(row) if row else None

    async def get(self, interview_id: int) -> Interview:
        found = await self._one(interviews.c.id == interview_id)
        if found is None:
            raise NotFound("That interview is not here any more. /mock begins another one.")
        return found

    async def of_key(self, member_id: int, key: str) -> Interview | None:
        return await self._one(interviews.c.member_id == member_id, interviews.c.key == key)

    async def open_of(self, member_id: int) -> Interview | None:
        # OPEN of the index, which is used only where it is repeated to the letter.
        return await self._one(interviews.c.member_id == member_id, interviews.c.ended_at.is_(None))

    async def of_member(self, member_id: int) -> Sequence[Interview]:
        query = select(interviews).where(interviews.c.member_id == member_id)
        rows = await self._session.rows(query.order_by(interviews.c.id.desc()))
        return [_interview(row) for row in rows]

    async def save(self, interview: Interview) -> None:
        change = update(interviews).where(interviews.c.id == interview.id)
        await self._session.count(change.values(**_values(interview)))

    async def whole(self, interview: Interview) -> Whole:
        items = select(interview_items).filter_by(interview_id=interview.id)
        turns = select(interview_turns).filter_by(interview_id=interview.id)
        items = items.order_by(interview_items.c.number)
        turns = turns.order_by(interview_turns.c.number)
        return Whole(
            interview,
            tuple(as_type(Item, row) for row in await self._session.rows(items)),
            tuple(as_type(Turn, row) for row in await self._session.rows(turns)),
        )

    async def add_item(self, item: Item) -> Item | None:
        values = {**values_of(item), "question_id": item.question.id}
        row = await self._session.add(interview_items, values)
        return as_type(Item, row) if row else None

    async def save_item(self, item: Item) -> None:
        change = update(interview_items).where(interview_items.c.id == item.id)
        await self._session.count(change.values(**values_of(item)))

    async def add_turn(self, turn: Turn) -> Turn | None:
        last = select(func.max(interview_turns.c.number)).filter_by(interview_id=turn.interview_id)
        number = int(await self._session.value(last) or 0) + 1
        numbered = replace(turn, number=number)
        row = await self._session.add(interview_turns, values_of(numbered))
        return numbered if row else None

    async def of_source(self, team_id: int, source: str) -> Turn | None:
        query = (
            select(interview_turns)
            .join(interviews, interviews.c.id == interview_turns.c.interview_id)
            .where(interviews.c.team_id == team_id, interview_turns.c.source == source)
            .order_by(interview_turns.c.id.desc())
        )
        row = await self._session.row(query)
        return as_type(Turn, row) if row else None

    async def save_turn(self, turn: Turn) -> None:
        key = {"interview_id": turn.interview_id, "number": turn.number}
        await self._session.count(
            update(interview_turns).filter_by(**key).values(**values_of(turn))
        )

    async def asked(self, member_id: int) -> Sequence[str]:
        query = (
            select(interview_items.c.question_id)
            .join(interviews, interviews.c.id == interview_items.c.interview_id)
            .where(interviews.c.member_id == member_id)
            .order_by(interview_items.c.id.desc())
        )
        return [row["question_id"] for row in await self._session.rows(query)]

    async def days(self, member_id: int) -> Sequence[dt.datetime]:
        query = select(interviews.c.ended_at).where(
            interviews.c.member_id == member_id,
            interviews.c.ended_at.is_not(None),
            interviews.c.heard > 0,
        )
        rows = await self._session.rows(query.order_by(interviews.c.ended_at))
        return [row["ended_at"] for row in rows]

    async def hold(self, held: Held) -> Held | None:
        row = await self._session.add(held_messages, values_of(held))
        return as_type(Held, row) if row else None

    async def held(self, held_id: int) -> Held:
        query = select(held_messages).where(held_messages.c.id == held_id).with_for_update()
        row = await self._session.row(query)
        if row is None:
            raise NotFound("That message is not here any more.")
        return as_type(Held, row)

    async def held_of(self, team_id: int, source: str) -> Held | None:
        query = (
            select(held_messages)
            .join(members, members.c.id == held_messages.c.member_id)
            .where(members.c.team_id == team_id, held_messages.c.source == source)
        )
        row = await self._session.row(query)
        return as_type(Held, row) if row else None

    async def save_held(self, held: Held) -> None:
        change = update(held_messages).where(held_messages.c.id == held.id)
        await self._session.count(change.values(**values_of(held)))

    async def team_of(self, platform: str, source: str, member: str = "") -> str | None:
        here = select(teams.c.external_id).where(teams.c.platform == platform)
        said = here.join(interviews, interviews.c.team_id == teams.c.id).join(
            interview_turns, interview_turns.c.interview_id == interviews.c.id
        )
        kept = here.join(members, members.c.team_id == teams.c.id).join(
            held_messages, held_messages.c.member_id == members.c.id
        )
        answered = here.join(
            parts, and_(parts.c.platform == teams.c.platform, parts.c.team_id == teams.c.id)
        )
        open_ = here.join(members, members.c.team_id == teams.c.id).join(
            interviews, interviews.c.member_id == members.c.id
        )
        for query in (
            said.where(interview_turns.c.source == source),
            kept.where(held_messages.c.source == source),
            answered.where(parts.c.source_id == source),
            open_.where(members.c.external_id == member, interviews.c.ended_at.is_(None)).order_by(
                interviews.c.paused, interviews.c.turned_at.desc()
            ),
        ):
            row = await self._session.row(query.limit(1))
            if row is not None:
                return str(row["external_id"])
        return None

    async def open_on(self, platform: str) -> Sequence[tuple[str, Interview]]:
        query = (
            select(interviews, teams.c.external_id)
            .join(teams, teams.c.id == interviews.c.team_id)
            .where(teams.c.platform == platform, teams.c.gone_at.is_(None))
            .where(interviews.c.ended_at.is_(None))
            .order_by(interviews.c.id)
        )
        rows = await self._session.rows(query)
        return [(str(row["external_id"]), _interview(row)) for row in rows]

    async def _one(self, *conditions: ColumnElement[bool]) -> Interview | None:
        """Kept for this transaction; SQLite has no such lock, and needs none."""
        row = await self._session.row(select(interviews).where(*conditions).with_for_update())
        return _interview(row) if row else None


def _values(interview: Interview) -> dict[str, Any]:
    values = values_of(interview)
    state = values.pop("state")
    return values | values_of(state)


def _interview(row: Mapping[Any, Any]) -> Interview:
    return as_type(Interview, {**row, "state": as_type(State, row)})
