"""The tables of bot/records.py."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, Table, Text, UniqueConstraint

from storage.schema.metadata import identity, instant, metadata, reference, string

model_calls = Table(
    "model_calls",
    metadata,
    identity(),
    instant("at"),
    reference("teams", "team_id"),
    reference("members", "member_id", null=True),  # none once they deleted their data
    reference("answers", "answer_id", null=True),
    reference("interview_items", "item_id", null=True),
    string("critic"),
    Column("input_tokens", Integer, nullable=False),
    Column("cached_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("cost", Float, nullable=False),
    Column("latency", Float, nullable=False),
    Column("failed", Boolean, nullable=False),
    Column("reused", Boolean, nullable=False),
    Index(None, "team_id", "at"),
    Index(None, "member_id", "at"),
    Index(None, "answer_id"),
    Index(None, "item_id"),
)

outages = Table(
    "outages",
    metadata,
    Column("critic", Text, primary_key=True),
    string("reason"),
    instant("since"),
)

feedback = Table(
    "feedback",
    metadata,
    identity(),
    reference("critiques", "critique_id"),
    reference("members", "member_id"),
    string("kind"),
    instant("at"),
    UniqueConstraint("critique_id", "member_id", "kind"),
)

preferences = Table(
    "preferences",
    metadata,
    reference("members", "member_id", key=True),
    Column("keyword", Boolean, nullable=False),
    instant("told_at", null=True),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", Text, primary_key=True),
    string("value"),
)
