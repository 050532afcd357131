"""The tables of chains, milestones, the pulse and reminders, all in bot/days."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, Table, Text

from storage.schema.metadata import instant, metadata, reference

chain_days = Table(
    "chain_days",
    metadata,
    reference("teams", "team_id", key=True),
    # A track's id, or 0 for all of the team's tracks; so it refers to no table.
    Column("track_id", BigInteger, primary_key=True, autoincrement=False),
    Column("date", Date, primary_key=True),
    Column("expected", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("kept", Boolean, nullable=False),
)

milestones = Table(
    "milestones",
    metadata,
    reference("members", "member_id", key=True),
    Column("days", Integer, primary_key=True, autoincrement=False),
    Column("date", Date, nullable=False),
)

reminders = Table(
    "reminders",
    metadata,
    reference("members", "member_id", key=True),
    Column("date", Date, primary_key=True),
    Column("counted", Boolean, nullable=False),
)

pulses = Table(
    "pulses",
    metadata,
    Column("name", Text, primary_key=True),
    instant("at"),
)
