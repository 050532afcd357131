"""The tables of bot/interviews/model.py. An interview's state is spread over columns."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    text,
)

from bot.interviews.model import Appraisal, ItemState, Meaning, Phase, TurnKind
from bot.model import Judgement, Question
from storage.schema.columns import AsJson, words
from storage.schema.metadata import identity, instant, metadata, reference, string

OPEN = text("ended_at IS NULL")

interviews = Table(
    "interviews",
    metadata,
    identity(),
    reference("teams", "team_id"),
    reference("members", "member_id"),
    string("key"),
    string("kind"),
    string("mode"),
    string("skill"),
    string("level"),
    Column("length", Integer, nullable=False),
    Column("phase", words(Phase), nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("item", Integer, nullable=False),
    Column("follow_ups", Integer, nullable=False),
    Column("heard", Integer, nullable=False),
    instant("created_at"),
    instant("turned_at"),
    instant("since"),
    instant("due_at"),
    instant("ended_at", null=True),
    Column("ended_early", Boolean, nullable=False),
    Column("appraisal", AsJson(Appraisal)),
    UniqueConstraint("member_id", "key"),
    Index(None, "team_id"),
    Index("ix_interviews_open", "member_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    sqlite_autoincrement=True,
)

interview_items = Table(
    "interview_items",
    metadata,
    identity(),
    reference("interviews", "interview_id"),
    Column("number", Integer, nullable=False),
    string("question_id"),
    Column("question", AsJson(Question), nullable=False),
    string("prompt"),
    Column("state", words(ItemState), nullable=False),
    Column("judgement", AsJson(Judgement)),
    Column("judged", Integer, nullable=False),
    Column("provisional", Boolean, nullable=False),
    UniqueConstraint("interview_id", "number"),
)

interview_turns = Table(
    "interview_turns",
    metadata,
    identity(),
    reference("interviews", "interview_id"),
    Column("number", Integer, nullable=False),
    Column("item", Integer, nullable=False),
    Column("kind", words(TurnKind), nullable=False),
    string("text"),
    instant("at"),
    string("source"),
    Column("revision", BigInteger, nullable=False),
    UniqueConstraint("interview_id", "number"),
    UniqueConstraint("interview_id", "source"),
    Index(None, "source"),
)

held_messages = Table(
    "held_messages",
    metadata,
    identity(),
    reference("members", "member_id"),
    string("source"),
    Column("revision", BigInteger, nullable=False),
    string("text"),
    instant("at"),
    Column("meant", words(Meaning)),
    UniqueConstraint("member_id", "source"),
    Index(None, "source"),
)
