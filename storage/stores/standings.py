"""The store of bot/boards/standings.py: facts, the rows that follow, and places on a board.

What a board asks is served by one index, from its end: most first, of equals the one who came
last."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    type_coerce,
)

from bot.boards.standings import Board, Fact, Kind, Row, Span
from bot.model import Critique, RoundKind
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.standings import (
    attended,
    is_shown,
    standings,
    take_turns,
    unsettled,
)
from storage.schema.tables import STANDS, answers, critiques, members, rounds
from storage.stores.member_settings import member_settings

_ATTEMPTS = (
    select(
        answers.c.id,
        answers.c.after_reveal,
        rounds.c.id.label("round_id"),
        rounds.c.local_date,
        type_coerce(rounds.c.question, JSON)["skill"].as_string().label("skill"),
    )
    .join(rounds, answers.c.round_id == rounds.c.id)
    .where(answers.c.member_id == bindparam("member"), STANDS, rounds.c.kind != RoundKind.SOLO)
    .order_by(rounds.c.local_date, rounds.c.id, answers.c.attempt)
)
_ATTEMPTS_ON = _ATTEMPTS.where(rounds.c.local_date == bindparam("date"))
READ_FIRST = (
    select(critiques)
    .where(type_coerce(critiques.c.judgement, JSON)["source"].as_string() == "ai")
    .order_by(critiques.c.id.desc())  # so that the first one is kept last
)
_FACTS = (
    select(attended)
    .where(attended.c.member_id == bindparam("member"))
    .order_by(attended.c.date, attended.c.round_id)
)
_ROWS = select(standings).where(
    standings.c.member_id == bindparam("member"),
    standings.c.kind != Kind.STREAK,
    or_(standings.c.start >= bindparam("since"), standings.c.span == Span.ALL),
)
_CHOICES = (
    select(
        members.c.team_id,
        func.coalesce(member_settings.c.hidden, False).label("hidden"),
        func.coalesce(member_settings.c.named, False).label("named"),
    )
    .outerjoin(member_settings, member_settings.c.member_id == members.c.id)
    .where(members.c.id == bindparam("member"))
)
_KEY = ("kind", "span", "start", "skill")
_SAME = [standings.c[name] == bindparam(f"of_{name}") for name in _KEY]
_OWN = select(standings.c.value).where(standings.c.member_id == bindparam("member"), *_SAME)
_DROP = delete(standings).where(standings.c.member_id == bindparam("member"), *_SAME)
# One statement, for its parts are cheaper than the way to them. Equal values share a rank, so the
# long count is done once for one's own and mostly serves the neighbours too.
_ON_BOARD = (
    "FROM standings WHERE team_id = :team AND kind = :of_kind AND span = :of_span "
    "AND start = :of_start AND skill = :of_skill AND shown = :yes"
)
PLACES = text(
    f"""
    WITH own AS MATERIALIZED (
        SELECT value, member_id, (SELECT count(*) {_ON_BOARD} AND value > mine.value) AS above
        FROM standings AS mine
        WHERE member_id = :member AND kind = :of_kind AND span = :of_span AND start = :of_start
        AND skill = :of_skill AND shown = :yes AND value >= :least
    ), places AS MATERIALIZED (
        SELECT * FROM (SELECT value, member_id {_ON_BOARD} AND value >= :least
        ORDER BY value DESC, member_id DESC LIMIT :limit) AS best
        UNION SELECT * FROM (SELECT value, member_id {_ON_BOARD}
        AND (value, member_id) > (SELECT value, member_id FROM own)
        ORDER BY value, member_id LIMIT 1) AS before
        UNION SELECT value, member_id FROM own
        UNION SELECT * FROM (SELECT value, member_id {_ON_BOARD}
        AND (value, member_id) < (SELECT value, member_id FROM own)
        ORDER BY value DESC, member_id DESC LIMIT 1) AS after WHERE value >= :least
    )
    SELECT places.member_id, places.value, members.name, 1 + CASE
        WHEN places.value = (SELECT value FROM own) THEN (SELECT above FROM own)
        ELSE (SELECT count(*) {_ON_BOARD} AND value > places.value) END AS rank
    FROM places JOIN members ON members.id = places.member_id
    ORDER BY places.value DESC, places.member_id DESC
    """
).bindparams(bindparam("of_start", type_=Date), bindparam("yes", True, Boolean))


class Standings:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def take_turns(self, member_id: int) -> None:
        await take_turns(self._session, member_id)

    async def observed(self, member_id: int, date: dt.date | None = None) -> Sequence[Fact]:
        query = _ATTEMPTS if date is None else _ATTEMPTS_ON
        values = {} if date is None else {"date": date}
        first: dict[int, Mapping[Any, Any]] = {}
        for row in await self._session.rows(query, member=member_id, **values):
            first.setdefault(row["round_id"], row)
        read = await self._read_first(member_id, date, first.values())
        return [_fact(row, read.get(row["id"])) for row in first.values()]

    async def _read_first(
        self, member_id: int, date: dt.date | None, attempts: Iterable[Mapping[Any, Any]]
    ) -> dict[int, Critique]:
        """The first critique by a model of each of those answers that may have points."""
        if date is None:
            mine = select(answers.c.id).where(answers.c.member_id == member_id)
            query = READ_FIRST.where(critiques.c.answer_id.in_(mine))
        else:
            ids = [row["id"] for row in attempts if not row["after_reveal"]]
            if not ids:
                return {}
            query = READ_FIRST.where(critiques.c.answer_id.in_(ids))
        found = (as_type(Critique, row) for row in await self._session.rows(query))
        return {critique.answer_id: critique for critique in found}

    async def facts(self, member_id: int) -> Sequence[Fact]:
        rows = await self._session.rows(_FACTS, member=member_id)
        return [as_type(Fact, row) for row in rows]

    async def change(self, member_id: int, gone: Iterable[int], new: Sequence[Fact]) -> None:
        mine = delete(attended).where(attended.c.member_id == member_id)
        rounds_gone = [*gone, *(fact.round_id for fact in new)]
        await self._session.count(mine.where(attended.c.round_id.in_(rounds_gone)))
        put = self._session.insert(attended)
        await self._session.many(put, [{"member_id": member_id, **values_of(f)} for f in new])

    async def values(self, member_id: int, since: dt.date) -> Mapping[Board, int]:
        rows = await self._session.rows(_ROWS, member=member_id, since=since)
        return {as_type(Board, row): row["value"] for row in rows}

    async def put(self, member_id: int, rows: Mapping[Board, int], gone: Iterable[Board]) -> None:
        chosen = await self._session.row(_CHOICES, member=member_id)
        assert chosen is not None, "rows are of members"
        hidden, named = bool(chosen["hidden"]), bool(chosen["named"])
        values = [
            {
                "member_id": member_id,
                "team_id": chosen["team_id"],
                **values_of(board),
                "value": value,
                "shown": is_shown(board.kind, hidden=hidden, named=named),
            }
            for board, value in rows.items()
        ]
        put = self._session.insert(standings)
        newer = {"value": put.excluded.value, "shown": put.excluded.shown}
        key = ["member_id", *_KEY]
        await self._session.many(put.on_conflict_do_update(index_elements=key, set_=newer), values)
        dropped = [{"member": member_id, **_same(board)} for board in gone]
        await self._session.many(_DROP, dropped)

    async def own(self, member_id: int, board: Board) -> int | None:
        value = await self._session.value(_OWN, member=member_id, **_same(board))
        return None if value is None else int(value)

    async def places(
        self, team_id: int, member_id: int, board: Board, least: int, limit: int
    ) -> Sequence[Row]:
        values = {"team": team_id, "member": member_id, "least": least, "limit": limit}
        rows = await self._session.rows(PLACES, **values, **_same(board))
        return [as_type(Row, row) for row in rows]

    async def closing(self, team_id: int, round_id: int) -> None:
        await self._session.add(unsettled, {"round_id": round_id, "team_id": team_id})

    async def settled(self, round_id: int) -> None:
        await self._session.count(delete(unsettled).where(unsettled.c.round_id == round_id))

    async def unsettled(self, team_id: int) -> bool:
        query = select(exists().where(unsettled.c.team_id == team_id))
        return bool(await self._session.value(query))


def _fact(attempt: Mapping[Any, Any], read: Critique | None) -> Fact:
    place = (attempt["round_id"], attempt["local_date"], attempt["skill"])
    if read is None or attempt["after_reveal"]:
        return Fact(*place)
    return Fact(*place, read.judgement.judge, read.met / len(read.judgement.findings))


def _same(board: Board) -> dict[str, Any]:
    return {f"of_{name}": getattr(board, name) for name in _KEY}
