"""The tables. A column has the name of the field it holds; each unique rule is an index here."""

import datetime as dt

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from bot.message import Message
from bot.model import (
    AnswerState,
    Judgement,
    Question,
    RoundKind,
    RoundState,
    TrackState,
)
from bot.ports import Place, SendState
from storage.columns import AsJson, Instant, words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# A partial index is used only where the query repeats its condition to the letter.
QUEUED = text("state = 'queued'")
LIVE = text("state IN ('pending', 'sending', 'unknown')")
CURRENT = text("left_on IS NULL")


def _id() -> Column[int]:
    # SQLite counts up by itself only for INTEGER, and keeps 64 bits in it.
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)


def _to(table: str, name: str, *, null: bool = False, key: bool = False) -> Column[int]:
    reference = ForeignKey(f"{table}.id")
    return Column(name, BigInteger, reference, nullable=null, primary_key=key)


def _text(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def _instant(name: str, *, null: bool = False) -> Column[dt.datetime]:
    return Column(name, Instant, nullable=null)


teams = Table(
    "teams",
    metadata,
    _id(),
    _text("platform"),
    _text("external_id"),
    _text("name"),
    UniqueConstraint("platform", "external_id"),
)

members = Table(
    "members",
    metadata,
    _id(),
    _to("teams", "team_id"),
    _text("external_id"),
    _text("name"),
    _text("zone", null=True),
    UniqueConstraint("team_id", "external_id"),
)

tracks = Table(
    "tracks",
    metadata,
    _id(),
    _to("teams", "team_id"),
    _text("channel"),
    Column("skills", AsJson(tuple[str, ...]), nullable=False),
    Column("at", Time, nullable=False),
    _text("zone"),
    Column("weekdays", AsJson(tuple[str, ...]), nullable=False),
    _text("lowest"),
    _text("highest"),
    _text("review"),
    Column("open_for", AsJson(dt.timedelta), nullable=False),
    Column("holidays", AsJson(tuple[dt.date, ...]), nullable=False),
    Column("state", words(TrackState), nullable=False),
    _instant("next_fire_at", null=True),
    Column("next_local_date", Date),
    Index(None, "team_id"),
    Index(None, "next_fire_at"),
)

memberships = Table(
    "memberships",
    metadata,
    _id(),
    _to("tracks", "track_id"),
    _to("members", "member_id"),
    Column("joined_on", Date, nullable=False),
    Column("left_on", Date),
    Index(
        None,
        "track_id",
        "member_id",
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    ),
    Index(None, "member_id"),
)

rounds = Table(
    "rounds",
    metadata,
    _id(),
    _to("teams", "team_id"),
    _to("tracks", "track_id", null=True),
    _to("members", "member_id", null=True),
    Column("kind", words(RoundKind), nullable=False),
    _text("key"),
    Column("local_date", Date, nullable=False),
    _text("question_id"),
    Column("question", AsJson(Question), nullable=False),
    _text("prompt"),
    _text("review"),
    Column("state", words(RoundState), nullable=False),
    _instant("created_at"),
    _instant("closes_at"),
    _text("thread_channel", null=True),
    _text("thread_message", null=True),
    UniqueConstraint("track_id", "key"),
    UniqueConstraint("member_id", "key"),
    Index(None, "team_id", "thread_channel", "thread_message"),
    Index(None, "team_id", "local_date"),
)

seats = Table(
    "seats",
    metadata,
    _to("rounds", "round_id", key=True),
    _to("members", "member_id", key=True),
    _instant("hinted_at", null=True),
    _instant("revealed_at", null=True),
    _instant("invited_at", null=True),
    _instant("nudged_at", null=True),
)

answers = Table(
    "answers",
    metadata,
    _id(),
    _to("rounds", "round_id"),
    _to("members", "member_id"),
    Column("attempt", Integer, nullable=False),
    Column("state", words(AnswerState), nullable=False),
    _text("readers"),
    _text("text"),
    Column("revision", Integer, nullable=False),
    _instant("received_at"),
    _instant("due_at"),
    Column("after_reveal", Boolean, nullable=False),
    UniqueConstraint("round_id", "member_id", "attempt"),
    Index(None, "member_id"),
)

answer_parts = Table(
    "answer_parts",
    metadata,
    _id(),
    _to("answers", "answer_id", null=True),
    _text("platform"),
    _to("teams", "team_id"),
    _text("source_id"),
    Column("revision", BigInteger, nullable=False),
    _text("text", null=True),
    _instant("sent_at"),
    UniqueConstraint("platform", "team_id", "source_id", "revision"),
    Index(None, "answer_id"),
)

critiques = Table(
    "critiques",
    metadata,
    _id(),
    _to("answers", "answer_id"),
    Column("revision", Integer, nullable=False),
    _text("rubric"),
    _text("judge"),
    Column("judgement", AsJson(Judgement), nullable=False),
    Column("score", Float, nullable=False),
    _instant("created_at"),
    UniqueConstraint("answer_id", "revision", "judge"),
)

aways = Table(
    "aways",
    metadata,
    _id(),
    _to("members", "member_id"),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    _instant("set_at"),
    UniqueConstraint("member_id", "first", "last"),
)

excuses = Table(
    "excuses",
    metadata,
    _to("tracks", "track_id", key=True),
    Column("date", Date, primary_key=True),
    _text("reason"),
)

sends = Table(
    "sends",
    metadata,
    _id(),
    _text("key"),
    _to("teams", "team_id"),
    _text("lane"),
    Column("place", AsJson(Place), nullable=False),
    Column("message", AsJson(Message), nullable=False),
    Column("state", words(SendState), nullable=False),
    _instant("created_at"),
    _instant("not_before"),
    _text("token", null=True),
    Column("attempts", Integer, nullable=False),
    _to("sends", "updates", null=True),
    _text("ref_channel", null=True),
    _text("ref_message", null=True),
    _text("error"),
    UniqueConstraint("key"),
    Index(None, "team_id", "lane", sqlite_where=LIVE, postgresql_where=LIVE),
    Index(None, "team_id", "ref_channel", "ref_message"),
)

lanes = Table(
    "lanes",
    metadata,
    _to("teams", "team_id", key=True),
    Column("lane", Text, primary_key=True),
    _text("token", null=True),
    _instant("until", null=True),
    _instant("next_free_at", null=True),
)

# The embedded engine's own; PostgreSQL has none, for Procrastinate brings its tables.
jobs = Table(
    "jobs",
    metadata,
    _id(),
    _text("task"),
    Column("args", AsJson(dict[str, int | str]), nullable=False),
    _text("key", null=True),
    _text("state"),
    _instant("run_at"),
    Column("attempts", Integer, nullable=False),
    _text("error"),
    _instant("lease_until", null=True),
    Index(None, "run_at", sqlite_where=QUEUED),
    Index(None, "key", unique=True, sqlite_where=QUEUED),
)
