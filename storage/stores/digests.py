"""The table of bot/boards/digests.py and its store."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Column, Table, Time, delete, func, select

from bot.boards.digests import Digest
from bot.model import Judgement
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.metadata import instant, metadata, reference, string
from storage.schema.tables import STANDS, answers, critiques
from storage.stores.standings import READ_FIRST

digests = Table(
    "digests",
    metadata,
    reference("tracks", "track_id", key=True),
    string("weekday"),
    Column("at", Time, nullable=False),
    instant("due_at"),
)


class Digests:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def of(self, track_id: int) -> Digest | None:
        row = await self._session.row(select(digests).where(digests.c.track_id == track_id))
        return as_type(Digest, row) if row else None

    async def save(self, digest: Digest) -> None:
        values = values_of(digest)
        put = self._session.insert(digests).values(values)
        put = put.on_conflict_do_update(index_elements=["track_id"], set_=values)
        await self._session.count(put)

    async def remove(self, track_id: int) -> bool:
        return await self._session.count(delete(digests).where(digests.c.track_id == track_id)) > 0

    async def in_threads(self, round_ids: Sequence[int]) -> Mapping[int, int]:
        people = func.count(answers.c.member_id.distinct()).label("people")
        query = (
            select(answers.c.round_id, people)
            .where(answers.c.round_id.in_(round_ids), answers.c.readers == "thread", STANDS)
            .group_by(answers.c.round_id)
        )
        return {row["round_id"]: row["people"] for row in await self._session.rows(query)}

    async def read_first(self, round_id: int) -> Sequence[Judgement]:
        query = (
            select(answers.c.id, answers.c.member_id, answers.c.after_reveal)
            .where(answers.c.round_id == round_id, STANDS)
            .order_by(answers.c.member_id, answers.c.attempt.desc())
        )
        attempts = {row["member_id"]: row for row in await self._session.rows(query)}
        first = {row["id"] for row in attempts.values() if not row["after_reveal"]}
        mine = select(answers.c.id).where(answers.c.round_id == round_id)
        rows = await self._session.rows(READ_FIRST.where(critiques.c.answer_id.in_(mine)))
        read = {row["answer_id"]: row["judgement"] for row in rows}
        return [judgement for answer, judgement in read.items() if answer in first]
