"""Cards, the grades they follow from, and who a question is for."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, exists, func, select

from bot.memory.cards import Card, Recalled
from bot.model import RoundKind
from storage.connections.session import Session
from storage.schema.cards import cards, recalled
from storage.schema.columns import as_type, values_of
from storage.schema.tables import STANDS, answers, aways, members, memberships, rounds

REVIEW = "review:%"


class Cards:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def note(self, shown: Recalled) -> None:
        if self._session.dialect != "sqlite":  # there a transaction is alone anyway
            own = select(members.c.id).where(members.c.id == shown.member_id)
            await self._session.row(own.with_for_update(key_share=True))
        values = values_of(shown)
        put = self._session.insert(recalled).values(**values)
        await self._session.count(
            put.on_conflict_do_update(index_elements=["member_id", "round_id"], set_=values)
        )

    async def forget(self, answer_id: int) -> Recalled | None:
        gone = delete(recalled).where(recalled.c.answer_id == answer_id).returning(recalled)
        row = await self._session.row(gone)
        return as_type(Recalled, row) if row else None

    async def forget_round(self, member_id: int, round_id: int) -> Recalled | None:
        mine = delete(recalled).filter_by(member_id=member_id, round_id=round_id)
        row = await self._session.row(mine.returning(recalled))
        return as_type(Recalled, row) if row else None

    async def history(self, member_id: int, skill: str, concept: str) -> Sequence[Recalled]:
        query = select(recalled).filter_by(member_id=member_id, skill=skill, concept=concept)
        rows = await self._session.rows(query.order_by(recalled.c.at, recalled.c.round_id))
        return [as_type(Recalled, row) for row in rows]

    async def put(self, card: Card) -> None:
        values = values_of(card)
        put = self._session.insert(cards).values(**values)
        key = ["member_id", "skill", "concept"]
        await self._session.count(put.on_conflict_do_update(index_elements=key, set_=values))

    async def remove(self, member_id: int, skill: str, concept: str) -> None:
        mine = delete(cards).filter_by(member_id=member_id, skill=skill, concept=concept)
        await self._session.count(mine)

    async def of_members(self, member_ids: Iterable[int]) -> Sequence[Card]:
        query = select(cards).where(cards.c.member_id.in_(list(member_ids)))
        rows = await self._session.rows(query.order_by(cards.c.due_at))
        return [as_type(Card, row) for row in rows]

    async def lately(self, track_id: int, number: int) -> Sequence[Recalled]:
        newest = (
            select(recalled.c.round_id)
            .join(rounds, rounds.c.id == recalled.c.round_id)
            .where(rounds.c.track_id == track_id)
            .distinct()
            .order_by(recalled.c.round_id.desc())
            .limit(number)
        )
        query = select(recalled).where(recalled.c.round_id.in_(newest.scalar_subquery()))
        rows = await self._session.rows(query.order_by(recalled.c.at, recalled.c.member_id))
        return [as_type(Recalled, row) for row in rows]

    async def expected(self, track_id: int, date: dt.date) -> Sequence[int]:
        away = exists().where(
            aways.c.member_id == memberships.c.member_id,
            aways.c.first <= date,
            aways.c.last >= date,
        )
        query = (
            select(memberships.c.member_id)
            .where(memberships.c.track_id == track_id, memberships.c.left_on.is_(None), ~away)
            .order_by(memberships.c.member_id)
        )
        return [row["member_id"] for row in await self._session.rows(query)]

    async def attempted(self, member_id: int) -> Mapping[str, int]:
        query = (
            select(rounds.c.question_id, func.max(rounds.c.id).label("round_id"))
            .join(answers, answers.c.round_id == rounds.c.id)
            .where(answers.c.member_id == member_id, STANDS)
            .group_by(rounds.c.question_id)
        )
        return {row["question_id"]: row["round_id"] for row in await self._session.rows(query)}

    async def reviews_on(self, member_id: int, date: dt.date) -> Mapping[int, bool]:
        graded = exists().where(recalled.c.round_id == rounds.c.id)
        answered = exists().where(answers.c.round_id == rounds.c.id, STANDS)
        query = (
            select(rounds.c.id, (graded | answered).label("over"))
            .where(rounds.c.member_id == member_id, rounds.c.local_date == date)
            .where(rounds.c.kind == RoundKind.SOLO, rounds.c.key.like(REVIEW))
            .order_by(rounds.c.id)
        )
        return {row["id"]: bool(row["over"]) for row in await self._session.rows(query)}
