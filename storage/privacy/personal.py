"""The Personal of bot/members/personal.py."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update

from storage.connections.session import Session
from storage.privacy.export import export_member
from storage.privacy.member_deletion import delete_member
from storage.privacy.retention import OldTexts
from storage.schema.tables import teams


class Personal:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def stored(self, member_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        return await export_member(self._session, member_id)

    async def delete(self, member_id: int) -> None:
        await delete_member(self._session, member_id)

    async def keep(self, team_id: int, days: int) -> None:
        change = update(teams).where(teams.c.id == team_id)
        await self._session.count(change.values(keep_days=days))

    async def blank(self, team_id: int, before: dt.datetime, limit: int) -> int:
        return await OldTexts(self._session).blank(team_id, before, limit)
