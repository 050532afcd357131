"""What critics took and what people said of them."""

import datetime as dt
import secrets as random_secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, select, update

from bot.records import Disputed, FeedbackKind, ModelCall, Spending
from storage.connections.session import Session
from storage.schema.columns import values_of
from storage.schema.records import (
    feedback,
    model_calls,
    outages,
    preferences,
    secrets,
)
from storage.schema.tables import answers, critiques, members, rounds


class ModelCalls:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, call: ModelCall) -> None:
        values = values_of(call)
        known = select(members.c.id).where(members.c.id == call.member_id)
        if await self._session.value(known) is None:  # deleted while the model was asked
            values |= {"member_id": None, "answer_id": None, "item_id": None}
        await self._session.add(model_calls, values)

    async def spending(self, since: dt.datetime, team_id: int | None = None) -> Spending:
        table = model_calls.c
        mine: list[ColumnElement[bool]] = [table.at >= since]
        if team_id is not None:
            mine.append(table.team_id == team_id)

        def total(name: str, of: ColumnElement[Any]) -> ColumnElement[Any]:
            return func.coalesce(func.sum(of), 0).label(name)

        sums = ("cost", "input_tokens", "cached_tokens", "output_tokens")
        query = select(
            func.count().label("calls"),
            total("failed", case((table.failed, 1), else_=0)),
            total("reused", case((table.reused, 1), else_=0)),
            *(total(name, table[name]) for name in sums),
        ).where(*mine)
        row = await self._session.row(query)
        assert row is not None, "sums always give a row"
        answered = [*mine, table.failed.is_(False), table.reused.is_(False)]
        p50, p95 = [await self._latency(answered, share) for share in (0.5, 0.95)]
        return Spending(**row, latency_p50=p50, latency_p95=p95)

    async def _latency(self, mine: Sequence[ColumnElement[bool]], share: float) -> float:
        """The nearest-rank percentile; SQLite knows none of its own."""
        number = await self._session.value(
            select(func.count()).select_from(model_calls).where(*mine)
        )
        if not number:
            return 0.0
        query = select(model_calls.c.latency).where(*mine)
        place = max(0, -(-int(number * share * 100) // 100) - 1)
        ordered = query.order_by(model_calls.c.latency).offset(place).limit(1)
        return float(await self._session.value(ordered))

    async def spent(self, team_id: int, since: dt.datetime) -> float:
        query = select(func.sum(model_calls.c.cost)).where(
            model_calls.c.team_id == team_id, model_calls.c.at >= since
        )
        return float(await self._session.value(query) or 0)

    async def reviewed(self, member_id: int, since: dt.datetime) -> int:
        table = model_calls.c
        answers_and_items = func.count(table.answer_id.distinct()) + func.count(
            table.item_id.distinct()
        )
        query = select(answers_and_items).where(
            model_calls.c.member_id == member_id,
            model_calls.c.at >= since,
            model_calls.c.reused.is_(False),
        )
        return int(await self._session.value(query) or 0)


class Outages:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def begin(self, critic: str, reason: str, at: dt.datetime) -> bool:
        values = {"critic": critic, "reason": reason, "since": at}
        return await self._session.add(outages, values) is not None

    async def end(self, critic: str) -> bool:
        return await self._session.count(delete(outages).where(outages.c.critic == critic)) > 0

    async def current(self) -> Mapping[str, tuple[dt.datetime, str]]:
        rows = await self._session.rows(select(outages).order_by(outages.c.critic))
        return {row["critic"]: (row["since"], row["reason"]) for row in rows}


class Feedback:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(
        self, critique_id: int, member_id: int, kind: FeedbackKind, at: dt.datetime
    ) -> bool:
        mine = (feedback.c.critique_id == critique_id, feedback.c.member_id == member_id)
        if kind != "dispute":
            other = "not_helpful" if kind == "helpful" else "helpful"
            await self._session.count(delete(feedback).where(*mine, feedback.c.kind == other))
        values = {"critique_id": critique_id, "member_id": member_id, "kind": kind, "at": at}
        return await self._session.add(feedback, values) is not None

    async def disputed(self, limit: int = 50) -> Sequence[Disputed]:
        question = rounds.c.question_id
        disputes = func.count(case((feedback.c.kind == "dispute", feedback.c.id)).distinct())
        query = (
            select(
                question,
                func.count(critiques.c.id.distinct()).label("reviews"),
                disputes.label("disputes"),
            )
            .select_from(critiques)
            .join(answers, answers.c.id == critiques.c.answer_id)
            .join(rounds, rounds.c.id == answers.c.round_id)
            .outerjoin(feedback, feedback.c.critique_id == critiques.c.id)
            .group_by(question)
            .having(disputes > 0)
            .order_by(disputes.desc(), question)
            .limit(limit)
        )
        return [Disputed(**row) for row in await self._session.rows(query)]


class Preferences:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def wants_keyword(self, member_id: int) -> bool:
        query = select(preferences.c.keyword).where(preferences.c.member_id == member_id)
        return bool(await self._session.value(query))

    async def set_keyword(self, member_id: int, keyword: bool) -> None:
        await self._ensure(member_id)
        mine = update(preferences).where(preferences.c.member_id == member_id)
        await self._session.count(mine.values(keyword=keyword))

    async def was_told(self, member_id: int, at: dt.datetime) -> bool:
        await self._ensure(member_id)
        untold = (preferences.c.member_id == member_id, preferences.c.told_at.is_(None))
        told_now = await self._session.count(update(preferences).where(*untold).values(told_at=at))
        return told_now == 0

    async def _ensure(self, member_id: int) -> None:
        await self._session.add(preferences, {"member_id": member_id, "keyword": False})


class Secrets:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def ensure(self, name: str) -> str:
        values = {"name": name, "value": random_secrets.token_hex(32)}
        await self._session.add(secrets, values)
        value: str = await self._session.value(
            select(secrets.c.value).where(secrets.c.name == name)
        )
        return value
