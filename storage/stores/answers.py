"""Answers, the messages they are made of, and their critiques."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select, tuple_, update

from bot.errors import NotFound
from bot.model import Answer, Critique, Judgement, Part, RoundKind
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.records import feedback
from storage.schema.tables import STANDS, answers, critiques, rounds
from storage.schema.tables import answer_parts as parts

_ONE = select(answers).where(answers.c.id == bindparam("answer_id"))
_SAVE = update(answers).where(answers.c.id == bindparam("answer_id"))
_OF_ROUND = (
    select(answers)
    .where(answers.c.round_id == bindparam("round_id"))
    .order_by(answers.c.member_id, answers.c.attempt)
)
_OF_MEMBER = _OF_ROUND.where(answers.c.member_id == bindparam("member_id"))
_NEWEST_PART = (
    select(parts)
    .where(
        parts.c.platform == bindparam("platform"),
        parts.c.team_id == bindparam("team_id"),
        parts.c.source_id == bindparam("source_id"),
    )
    .order_by(parts.c.revision.desc())
    .limit(1)
)
_OF_SOURCE = _NEWEST_PART.join(answers, parts.c.answer_id == answers.c.id).with_only_columns(
    *answers.c
)


class Answers:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, answer: Answer) -> Answer | None:
        row = await self._session.add(answers, values_of(answer))
        return as_type(Answer, row) if row else None

    async def get(self, answer_id: int) -> Answer:
        row = await self._session.row(_ONE, answer_id=answer_id)
        if row is None:
            raise NotFound(f"There is no answer {answer_id}.")
        return as_type(Answer, row)

    async def save(self, answer: Answer) -> None:
        await self._session.count(_SAVE, answer_id=answer.id, **values_of(answer))

    async def of_round(self, round_id: int, member_id: int | None = None) -> Sequence[Answer]:
        if member_id is None:
            rows = await self._session.rows(_OF_ROUND, round_id=round_id)
        else:
            rows = await self._session.rows(_OF_MEMBER, round_id=round_id, member_id=member_id)
        return [as_type(Answer, row) for row in rows]

    async def of_source(self, platform: str, team_id: int, source_id: str) -> Answer | None:
        source = {"platform": platform, "team_id": team_id, "source_id": source_id}
        row = await self._session.row(_OF_SOURCE, **source)
        return as_type(Answer, row) if row else None

    async def add_part(self, answer_id: int | None, part: Part) -> bool:
        values = {**values_of(part), "answer_id": answer_id}
        return await self._session.add(parts, values) is not None

    async def parts(self, answer_id: int) -> Sequence[Part]:
        # A deletion that came before its message belongs to no answer, so go by the source.
        key = (parts.c.platform, parts.c.team_id, parts.c.source_id)
        mine = select(*key).where(parts.c.answer_id == answer_id)
        query = select(parts).where(tuple_(*key).in_(mine)).order_by(parts.c.revision)
        revisions: dict[tuple[str, int, str], list[Part]] = defaultdict(list)
        for row in await self._session.rows(query):
            part = as_type(Part, row)
            revisions[part.platform, part.team_id, part.source_id].append(part)
        by_age = sorted(
            revisions.values(), key=lambda each: (min(p.sent_at for p in each), each[0].source_id)
        )
        return [each[-1] for each in by_age]

    async def newest_part(self, platform: str, team_id: int, source_id: str) -> Part | None:
        source = {"platform": platform, "team_id": team_id, "source_id": source_id}
        row = await self._session.row(_NEWEST_PART, **source)
        return as_type(Part, row) if row else None

    async def erase(self, answer_id: int) -> None:
        mine = update(parts).where(parts.c.answer_id == answer_id, parts.c.text.is_not(None))
        await self._session.count(mine.values(text=""))
        await self._session.count(update(answers).where(answers.c.id == answer_id).values(text=""))
        judged = select(critiques.c.id).where(critiques.c.answer_id == answer_id)
        await self._session.count(delete(feedback).where(feedback.c.critique_id.in_(judged)))
        await self._session.count(delete(critiques).where(critiques.c.answer_id == answer_id))

    async def days(self, member_id: int) -> Sequence[dt.date]:
        query = (
            select(rounds.c.local_date)
            .join(answers, answers.c.round_id == rounds.c.id)
            .where(answers.c.member_id == member_id, STANDS)
            .distinct()
            .order_by(rounds.c.local_date)
        )
        return [row["local_date"] for row in await self._session.rows(query)]

    async def solo_days(self, member_id: int) -> Sequence[dt.date]:
        answered = select(answers.c.round_id).where(answers.c.member_id == member_id, STANDS)
        query = (
            select(rounds.c.local_date)
            .where(rounds.c.kind == RoundKind.SOLO, rounds.c.id.in_(answered))
            .order_by(rounds.c.local_date, rounds.c.id)
        )
        return [row["local_date"] for row in await self._session.rows(query)]


class Critiques:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, critique: Critique) -> Critique | None:
        values = {**values_of(critique), "judge": critique.judgement.judge}
        row = await self._session.add(critiques, values)
        return as_type(Critique, row) if row else None

    async def reusable(self, request: str) -> Judgement | None:
        mine = (critiques.c.request == request, critiques.c.request != "")
        query = select(critiques.c.judgement).where(*mine).order_by(critiques.c.id.desc())
        for row in await self._session.rows(query.limit(5)):
            judgement: Judgement = row["judgement"]
            if judgement.source == "ai":
                return judgement
        return None

    async def get(self, critique_id: int) -> Critique:
        row = await self._session.row(select(critiques).where(critiques.c.id == critique_id))
        if row is None:
            raise NotFound("That review is not here any more.")
        return as_type(Critique, row)

    async def of_answer(self, answer_id: int) -> Sequence[Critique]:
        query = select(critiques).where(critiques.c.answer_id == answer_id)
        rows = await self._session.rows(query.order_by(critiques.c.id))
        return [as_type(Critique, row) for row in rows]
