"""Who looked at a team's figures: the table and its store."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Index, Table, select

from bot.members.views import View
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.metadata import identity, instant, metadata, reference, string

views = Table(
    "views",
    metadata,
    identity(),
    reference("teams", "team_id"),
    reference("members", "member_id", null=True),
    instant("at"),
    string("what"),
    Index(None, "team_id", "at"),
)


class Views:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, view: View) -> None:
        await self._session.add(views, values_of(view))

    async def of_team(self, team_id: int, since: dt.datetime) -> Sequence[View]:
        mine = select(views).where(views.c.team_id == team_id, views.c.at >= since)
        rows = await self._session.rows(mine.order_by(views.c.at.desc(), views.c.id.desc()))
        return [as_type(View, row) for row in rows]
