"""The tables of bot/team/stores.py."""

from sqlalchemy import Boolean, Column, Index, LargeBinary, Table, Text

from bot.team.stores import SetupState
from storage.schema.columns import AsJson, words
from storage.schema.metadata import identity, instant, metadata, reference

former_names = Table(
    "former_names",
    metadata,
    reference("members", "member_id", key=True),
    Column("name", Text, primary_key=True),
)

roles = Table(
    "roles",
    metadata,
    reference("members", "member_id", key=True),
    Column("manager", Boolean, nullable=False),
    instant("admin_until", null=True),
    instant("by_role_until", null=True),
)

manager_roles = Table(
    "manager_roles",
    metadata,
    reference("teams", "team_id", key=True),
    Column("role", Text, primary_key=True),
    Column("name", Text, nullable=False),
)

setups = Table(
    "setups",
    metadata,
    identity(),
    reference("teams", "team_id"),
    reference("members", "member_id"),
    Column("values", AsJson(dict[str, str]), nullable=False),
    Column("state", words(SetupState), nullable=False),
    instant("created_at"),
    reference("tracks", "track_id", null=True),
    Index(None, "team_id", "state"),
    Index(None, "track_id"),
)

vault = Table(
    "vault",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
