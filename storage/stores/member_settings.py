"""What members chose: the table and its store."""

from sqlalchemy import Boolean, Column, Integer, Table, Time, select, update

from bot.members.settings import MemberSettings
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.metadata import metadata, reference
from storage.schema.standings import show

member_settings = Table(
    "member_settings",
    metadata,
    reference("members", "member_id", key=True),
    Column("hidden", Boolean, nullable=False),
    Column("shares_scores", Boolean, nullable=False),
    Column("named", Boolean, nullable=False),
    Column("reminders", Boolean, nullable=False),
    Column("remind_at", Time),
    Column("quiet_from", Time, nullable=False),
    Column("quiet_to", Time, nullable=False),
    Column("reminders_ignored", Integer, nullable=False),
    Column("interview_nudges", Boolean, nullable=False),
)


class SettingsOfMembers:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def of(self, member_id: int) -> MemberSettings:
        query = select(member_settings).where(member_settings.c.member_id == member_id)
        row = await self._session.row(query)
        return as_type(MemberSettings, row) if row else MemberSettings(member_id)

    async def save(self, settings: MemberSettings) -> None:
        values = values_of(settings)
        if await self._session.add(member_settings, values) is None:
            mine = update(member_settings).where(member_settings.c.member_id == settings.member_id)
            await self._session.count(mine.values(values))
        await show(self._session, settings)
