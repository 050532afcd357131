"""Who is in the playground."""

from collections.abc import Mapping

import sqlalchemy as sa

from adapters.playground.database import Database, unbroken
from adapters.playground.post import Guest, clean
from adapters.playground.tables import members
from bot.errors import InvalidInput


class Guests:
    """All calls raise StorageError where the database did not take it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @unbroken
    async def everybody(self) -> Mapping[str, Guest]:
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(members))
            return {row.id: Guest(row.id, row.name, row.zone) for row in rows}

    @unbroken
    async def enter(self, member: str, name: str, zone: str | None = None) -> Guest:
        """The member with that id, made if new; a zone where one is given is kept."""
        guest = (await self.everybody()).get(member)
        if guest and (zone is None or guest.zone == zone):
            return guest
        async with self._database.writing() as (connection, _):
            if guest:
                await connection.execute(
                    members.update().where(members.c.id == member).values(zone=zone)
                )
                return Guest(member, guest.name, zone)
            await connection.execute(members.insert().values(id=member, name=name, zone=zone))
        return Guest(member, name, zone)

    @unbroken
    async def rename(self, member: str, name: str) -> None:
        """Raises InvalidInput for an empty or long name."""
        name = " ".join(clean(name).split())
        if not 1 <= len(name) <= 40:
            raise InvalidInput("Not changed: a name has 1 to 40 characters.")
        async with self._database.writing() as (connection, _):
            await connection.execute(
                members.update().where(members.c.id == member).values(name=name)
            )
