"""Replies that are kept until their turn comes."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, select

from bot.message import Incoming
from storage.connections.session import Session
from storage.schema.tables import inbox

_WAITING = (
    select(inbox.c.id)
    .where(inbox.c.id > bindparam("after"))
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
)
_TAKE = delete(inbox).where(inbox.c.id == bindparam("ident")).returning(inbox.c.message)
_DROP = delete(inbox).where(
    inbox.c.team_id == bindparam("team_id"), inbox.c.source == bindparam("source")
)


class Inbox:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, team_id: int, messages: Sequence[Incoming]) -> None:
        rows = [
            {
                "team_id": team_id,
                "source": message.message,
                "author": message.person.member,
                "message": message,
            }
            for message in messages
        ]
        await self._session.many(inbox.insert(), rows)

    async def waiting(self, after: int, limit: int) -> Sequence[int]:
        rows = await self._session.rows(_WAITING, after=after, most=limit)
        return [row["id"] for row in rows]

    async def take(self, ident: int) -> Incoming | None:
        message: Incoming | None = await self._session.value(_TAKE, ident=ident)
        return message

    async def drop(self, team_id: int, source: str) -> None:
        await self._session.count(_DROP, team_id=team_id, source=source)
