"""The tables of bot/boards/standings.py, and whom a board shows."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    Table,
    Text,
    literal,
    select,
    update,
)

from bot.boards.standings import Kind, Span
from bot.members.settings import MemberSettings
from storage.connections.session import Session
from storage.schema.columns import words
from storage.schema.metadata import metadata, reference, string
from storage.schema.tables import members

attended = Table(
    "attended",
    metadata,
    reference("members", "member_id", key=True),
    reference("rounds", "round_id", key=True),
    Column("date", Date, nullable=False),
    string("skill"),
    string("judge"),
    Column("share", Float, nullable=False),
    Index(None, "round_id"),
)

standings = Table(
    "standings",
    metadata,
    reference("members", "member_id", key=True),
    Column("kind", words(Kind), primary_key=True),
    Column("span", words(Span), primary_key=True),
    Column("start", Date, primary_key=True),
    Column("skill", Text, primary_key=True),
    reference("teams", "team_id"),
    Column("value", Integer, nullable=False),
    Column("shown", Boolean, nullable=False),
    Index(
        "ix_standings_board",
        # All that a board asks for, so that a count of places need not look at the rows.
        *("team_id", "kind", "span", "start", "skill", "shown", "value", "member_id"),
    ),
)

unsettled = Table(
    "unsettled",
    metadata,
    reference("rounds", "round_id", key=True),
    reference("teams", "team_id"),
    Index(None, "team_id"),
)


def is_shown(kind: Kind, *, hidden: bool, named: bool) -> bool:
    """Hidden members are not there; an improvement is shown of those who agreed to be named."""
    return not hidden and (named or kind is not Kind.IMPROVEMENT)


async def show(session: Session, settings: MemberSettings) -> None:
    """Shows or hides the rows of a member as they have chosen now."""
    await take_turns(session, settings.member_id)
    mine = update(standings).where(standings.c.member_id == settings.member_id)
    agreed = literal(True) if settings.named else standings.c.kind != Kind.IMPROVEMENT
    await session.count(mine.values(shown=literal(False) if settings.hidden else agreed))


async def take_turns(session: Session, member_id: int) -> None:
    """Until the transaction ends, nobody else changes that member's rows."""
    if session.dialect != "sqlite":  # there a transaction is alone anyway
        turn = select(members.c.id).where(members.c.id == member_id)
        await session.row(turn.with_for_update(key_share=True))
