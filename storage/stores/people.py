"""Teams and members."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, or_, select, update

from bot.errors import NotFound
from bot.hearing import Heard
from bot.model import Member, Team
from storage.connections.session import Session
from storage.privacy.deletion import delete_team
from storage.schema.columns import as_type
from storage.schema.tables import members, teams
from storage.schema.teams import former_names

_TEAM = select(teams).where(
    teams.c.platform == bindparam("platform"), teams.c.external_id == bindparam("external_id")
)
_MEMBER = select(members).where(
    members.c.team_id == bindparam("team_id"), members.c.external_id == bindparam("external_id")
)


class Teams:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, team_id: int) -> Team:
        row = await self._session.row(select(teams).where(teams.c.id == team_id))
        if row is None:
            raise NotFound(f"There is no team {team_id}.")
        return _team(row)

    async def ensure(self, platform: str, external_id: str, name: str) -> Team:
        """The team of that (platform, external id), made if new; a changed name is kept."""
        key = {"platform": platform, "external_id": external_id}
        row = await self._session.row(_TEAM, **key)
        if row is None:
            row = await self._session.add(teams, {**key, "name": name})
        if row is None:  # another process made it in between
            row = await self._session.row(_TEAM, **key)
        assert row is not None
        if name and row["name"] != name:
            change = update(teams).where(teams.c.id == row["id"]).values(name=name)
            row = await self._session.row(change.returning(teams))
            assert row is not None
        return _team(row)

    async def find(self, platform: str, external_id: str) -> Team | None:
        row = await self._session.row(_TEAM, platform=platform, external_id=external_id)
        return _team(row) if row else None

    async def of_person(self, platform: str, member: str) -> Sequence[Team]:
        here = select(teams).where(teams.c.platform == platform, teams.c.gone_at.is_(None))
        mine = here.join(members, members.c.team_id == teams.c.id).where(
            members.c.external_id == member
        )
        rows = await self._session.rows(mine.order_by(teams.c.id))
        if not rows:
            rows = await self._session.rows(here.order_by(teams.c.id).limit(2))
            rows = rows if len(rows) == 1 else []
        return [_team(row) for row in rows]

    async def on(self, platform: str) -> Sequence[Team]:
        here = (teams.c.platform == platform, teams.c.gone_at.is_(None))
        rows = await self._session.rows(select(teams).where(*here).order_by(teams.c.id))
        return [_team(row) for row in rows]

    async def everywhere(self) -> Sequence[Team]:
        rows = await self._session.rows(select(teams).order_by(teams.c.id))
        return [_team(row) for row in rows]

    async def set_gone(self, team_id: int, at: dt.datetime | None) -> bool:
        other = teams.c.gone_at.is_(None) if at else teams.c.gone_at.is_not(None)
        change = update(teams).where(teams.c.id == team_id, other)
        return await self._session.count(change.values(gone_at=at)) > 0

    async def set_heard(self, team_id: int, heard: Heard) -> None:
        is_other = or_(
            teams.c.reads.is_distinct_from(heard.replies),
            teams.c.directs.is_distinct_from(heard.directs),
        )
        change = update(teams).where(teams.c.id == team_id, is_other)
        await self._session.count(change.values(reads=heard.replies, directs=heard.directs))

    async def delete(self, team_id: int) -> None:
        await delete_team(self._session, team_id)


class Members:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, member_id: int) -> Member:
        row = await self._session.row(select(members).where(members.c.id == member_id))
        if row is None:
            raise NotFound(f"There is no member {member_id}.")
        return as_type(Member, row)

    async def ensure(
        self, team_id: int, external_id: str, name: str, zone: str | None = None
    ) -> Member:
        """The member, made if new; a changed name, or a zone where one is given, is kept."""
        values = {"team_id": team_id, "external_id": external_id, "name": name, "zone": zone}
        member = await self.find(team_id, external_id)
        if member is None:
            row = await self._session.add(members, values)
            member = as_type(Member, row) if row else await self.find(team_id, external_id)
        assert member is not None
        wanted = {"name": name or member.name, "zone": zone or member.zone}
        if wanted == {"name": member.name, "zone": member.zone}:
            return member
        if member.name and member.name != wanted["name"]:
            before = {"member_id": member.id, "name": member.name}
            await self._session.add(former_names, before)
        change = update(members).where(members.c.id == member.id).values(**wanted)
        row = await self._session.row(change.returning(members))
        assert row is not None
        return as_type(Member, row)

    async def find(self, team_id: int, external_id: str) -> Member | None:
        row = await self._session.row(_MEMBER, team_id=team_id, external_id=external_id)
        return as_type(Member, row) if row else None

    async def former_names(self, member_id: int) -> Sequence[str]:
        rows = await self._session.rows(select(former_names.c.name).filter_by(member_id=member_id))
        return [row["name"] for row in rows]

    async def of_team(self, team_id: int) -> Sequence[Member]:
        query = select(members).where(members.c.team_id == team_id).order_by(members.c.id)
        return [as_type(Member, row) for row in await self._session.rows(query)]


def _team(row: Mapping[Any, Any]) -> Team:
    return as_type(Team, {**row, "heard": Heard(row["reads"], row["directs"])})
