"""What members aim for, and their claims: the tables and their store."""

from collections.abc import Sequence

from sqlalchemy import JSON, Column, Table, UniqueConstraint, delete, select, update

from bot.members.profiles import Claim, Profile, ProfileFile
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.metadata import identity, instant, metadata, reference, string

profiles = Table(
    "profiles",
    metadata,
    reference("members", "member_id", key=True),
    string("role"),
    string("level"),
    Column("skills", JSON, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    identity(),
    reference("members", "member_id"),
    string("text"),
    UniqueConstraint("member_id", "text"),
)

profile_files = Table(
    "profile_files",
    metadata,
    identity(),
    reference("members", "member_id"),
    string("key"),
    string("name"),
    string("where"),
    instant("sent_at"),
    UniqueConstraint("member_id", "key"),
)


class Profiles:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def of(self, member_id: int) -> Profile:
        row = await self._session.row(select(profiles).where(profiles.c.member_id == member_id))
        if row is None:
            return Profile(member_id)
        return as_type(Profile, {**row, "skills": tuple(row["skills"])})

    async def save(self, profile: Profile) -> None:
        values = values_of(profile)
        if await self._session.add(profiles, values) is None:
            mine = update(profiles).where(profiles.c.member_id == profile.member_id)
            await self._session.count(mine.values(values))

    async def claims(self, member_id: int) -> Sequence[Claim]:
        query = select(claims).where(claims.c.member_id == member_id).order_by(claims.c.id)
        return [as_type(Claim, row) for row in await self._session.rows(query)]

    async def add_claim(self, claim: Claim) -> Claim | None:
        row = await self._session.add(claims, values_of(claim))
        return as_type(Claim, row) if row else None

    async def remove_claim(self, member_id: int, claim_id: int) -> bool:
        one = delete(claims).where(claims.c.member_id == member_id, claims.c.id == claim_id)
        return bool(await self._session.count(one))

    async def add_file(self, file: ProfileFile) -> ProfileFile | None:
        row = await self._session.add(profile_files, values_of(file))
        return as_type(ProfileFile, row) if row else None

    async def file(self, file_id: int) -> ProfileFile | None:
        query = select(profile_files).where(profile_files.c.id == file_id).with_for_update()
        row = await self._session.row(query)
        return as_type(ProfileFile, row) if row else None

    async def remove_file(self, file_id: int) -> None:
        await self._session.count(delete(profile_files).where(profile_files.c.id == file_id))

    async def clear(self, member_id: int) -> None:
        for table in (profiles, claims, profile_files):
            await self._session.count(delete(table).where(table.c.member_id == member_id))
