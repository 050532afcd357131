"""Roles and tracks on their way."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, or_, select, update

from bot.errors import NotFound
from bot.model import Member
from bot.team.stores import ManagerRole, Setup, SetupState
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.tables import members
from storage.schema.teams import manager_roles, roles, setups


class Roles:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def managers(self, team_id: int) -> Sequence[Member]:
        query = select(members).join(roles, roles.c.member_id == members.c.id)
        mine = query.where(members.c.team_id == team_id, self._manages()).order_by(members.c.id)
        return [as_type(Member, row) for row in await self._session.rows(mine)]

    async def is_manager(self, member_id: int) -> bool:
        query = select(roles.c.member_id).where(roles.c.member_id == member_id, self._manages())
        return await self._session.value(query) is not None

    async def manager_roles(self, team_id: int) -> Sequence[ManagerRole]:
        query = select(manager_roles.c.role, manager_roles.c.name).order_by(manager_roles.c.name)
        rows = await self._session.rows(query.where(manager_roles.c.team_id == team_id))
        return [as_type(ManagerRole, row) for row in rows]

    async def set_manager_role(self, team_id: int, role: ManagerRole, *, manager: bool) -> bool:
        if manager:
            row = {"team_id": team_id} | values_of(role)
            return await self._session.add(manager_roles, row) is not None
        mine = delete(manager_roles).where(manager_roles.c.team_id == team_id)
        if not await self._session.count(mine.where(manager_roles.c.role == role.role)):
            return False
        team = select(members.c.id).where(members.c.team_id == team_id)
        seen = update(roles).where(roles.c.member_id.in_(team), roles.c.by_role_until.is_not(None))
        await self._session.count(seen.values(by_role_until=None))
        return True

    async def seen_with(self, member: Member, held: Sequence[str], lasts: dt.timedelta) -> None:
        known = {each.role for each in await self.manager_roles(member.team_id)}
        mine = roles.c.member_id == member.id
        if known.isdisjoint(held):
            was = update(roles).where(mine, roles.c.by_role_until.is_not(None))
            await self._session.count(was.values(by_role_until=None))
            return
        await self._ensure(member.id)
        until = self._session.clock.now() + lasts
        await self._session.count(update(roles).where(mine).values(by_role_until=until))

    def _manages(self) -> ColumnElement[bool]:
        return or_(roles.c.manager, roles.c.by_role_until > self._session.clock.now())

    async def set_manager(self, member_id: int, *, manager: bool) -> bool:
        await self._ensure(member_id)
        other = update(roles).where(roles.c.member_id == member_id, roles.c.manager != manager)
        return await self._session.count(other.values(manager=manager)) > 0

    async def admin_until(self, member_id: int) -> dt.datetime | None:
        query = select(roles.c.admin_until).where(roles.c.member_id == member_id)
        until: dt.datetime | None = await self._session.value(query)
        return until

    async def set_admin(self, member_id: int, until: dt.datetime | None) -> None:
        await self._ensure(member_id)
        mine = update(roles).where(roles.c.member_id == member_id)
        await self._session.count(mine.values(admin_until=until))

    async def _ensure(self, member_id: int) -> None:
        await self._session.add(roles, {"member_id": member_id, "manager": False})


class Setups:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, setup: Setup) -> Setup:
        row = await self._session.add(setups, values_of(setup))
        assert row is not None, "no key of it can be there already"
        return as_type(Setup, row)

    async def get(self, setup_id: int) -> Setup:
        query = select(setups).where(setups.c.id == setup_id).with_for_update()
        row = await self._session.row(query)
        if row is None:
            raise NotFound(f"There is no setup {setup_id}.")
        return as_type(Setup, row)

    async def save(self, setup: Setup) -> None:
        change = update(setups).where(setups.c.id == setup.id)
        await self._session.count(change.values(**values_of(setup)))

    async def of_team(self, team_id: int, state: SetupState) -> Sequence[Setup]:
        mine = select(setups).where(setups.c.team_id == team_id, setups.c.state == state)
        rows = await self._session.rows(mine.order_by(setups.c.id))
        return [as_type(Setup, row) for row in rows]

    async def started(self, track_id: int) -> Setup | None:
        row = await self._session.row(select(setups).where(setups.c.track_id == track_id))
        return as_type(Setup, row) if row else None
