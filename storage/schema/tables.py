"""The tables. A column has the name of the field it holds; each unique rule is an index here."""

import datetime as dt

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    Index,
    Integer,
    Table,
    Text,
    Time,
    UniqueConstraint,
    cast,
    text,
)

from bot.message import Incoming, Message
from bot.model import (
    AnswerState,
    Judgement,
    Question,
    RoundKind,
    RoundState,
    TrackState,
)
from bot.sending.outbox import Place, SendState
from storage.schema.columns import AsJson, words
from storage.schema.metadata import identity, instant, metadata, reference, string

# A partial index is used only where the query repeats its condition to the letter.
QUEUED = text("state = 'queued'")
LIVE = text("state IN ('pending', 'sending', 'unknown')")
CURRENT = text("left_on IS NULL")

# `sqlite_autoincrement`: the ids of what a member deleted do not come again, for tasks in hand,
# buttons and links may still name them. PostgreSQL's never do.

teams = Table(
    "teams",
    metadata,
    identity(),
    string("platform"),
    string("external_id"),
    string("name"),
    instant("gone_at", null=True),
    Column("keep_days", Integer),
    Column("reads", Boolean),
    Column("directs", Boolean),
    UniqueConstraint("platform", "external_id"),
)

members = Table(
    "members",
    metadata,
    identity(),
    reference("teams", "team_id"),
    string("external_id"),
    string("name"),
    string("zone", null=True),
    UniqueConstraint("team_id", "external_id"),
    Index(None, "external_id"),
    sqlite_autoincrement=True,
)

tracks = Table(
    "tracks",
    metadata,
    identity(),
    reference("teams", "team_id"),
    string("channel"),
    Column("skills", AsJson(tuple[str, ...]), nullable=False),
    Column("at", Time, nullable=False),
    string("zone"),
    Column("weekdays", AsJson(tuple[str, ...]), nullable=False),
    string("lowest"),
    string("highest"),
    string("review"),
    Column("open_for", AsJson(dt.timedelta), nullable=False),
    Column("holidays", AsJson(tuple[dt.date, ...]), nullable=False),
    Column("state", words(TrackState), nullable=False),
    instant("next_fire_at", null=True),
    Column("next_local_date", Date),
    Column("repeat_weeks", Integer, nullable=False, server_default="0"),
    Index(None, "team_id"),
    Index(None, "next_fire_at"),
)

memberships = Table(
    "memberships",
    metadata,
    identity(),
    reference("tracks", "track_id"),
    reference("members", "member_id"),
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
    identity(),
    reference("teams", "team_id"),
    reference("tracks", "track_id", null=True),
    reference("members", "member_id", null=True),
    Column("kind", words(RoundKind), nullable=False),
    string("key"),
    Column("local_date", Date, nullable=False),
    string("question_id"),
    Column("question", AsJson(Question), nullable=False),
    string("prompt"),
    string("review"),
    Column("state", words(RoundState), nullable=False),
    instant("created_at"),
    instant("closes_at"),
    string("thread_channel", null=True),
    string("thread_message", null=True),
    Column("reason", Text, nullable=False, server_default=""),
    UniqueConstraint("track_id", "key"),
    UniqueConstraint("member_id", "key"),
    Index(None, "team_id", "thread_channel", "thread_message"),
    Index(None, "team_id", "local_date"),
    sqlite_autoincrement=True,
)

seats = Table(
    "seats",
    metadata,
    reference("rounds", "round_id", key=True),
    reference("members", "member_id", key=True),
    instant("hinted_at", null=True),
    instant("revealed_at", null=True),
    instant("invited_at", null=True),
    instant("nudged_at", null=True),
    Column("reviewed", Integer, nullable=False, server_default="0"),
)

answers = Table(
    "answers",
    metadata,
    identity(),
    reference("rounds", "round_id"),
    reference("members", "member_id"),
    Column("attempt", Integer, nullable=False),
    Column("state", words(AnswerState), nullable=False),
    string("readers"),
    string("text"),
    Column("revision", Integer, nullable=False),
    instant("received_at"),
    instant("due_at"),
    Column("after_reveal", Boolean, nullable=False),
    UniqueConstraint("round_id", "member_id", "attempt"),
    Index(None, "member_id"),
    sqlite_autoincrement=True,
)

# What most queries mean by an answer, and by a round.
STANDS = answers.c.state != AnswerState.DELETED
POSTED = rounds.c.state.in_([RoundState.OPEN, RoundState.CLOSED])

answer_parts = Table(
    "answer_parts",
    metadata,
    identity(),
    reference("answers", "answer_id", null=True),
    string("platform"),
    reference("teams", "team_id"),
    string("source_id"),
    Column("revision", BigInteger, nullable=False),
    string("text", null=True),
    instant("sent_at"),
    UniqueConstraint("platform", "team_id", "source_id", "revision"),
    Index(None, "answer_id"),
)

inbox = Table(
    "inbox",
    metadata,
    identity(),
    reference("teams", "team_id"),
    string("source"),
    string("author"),
    Column("message", AsJson(Incoming), nullable=False),
    Index(None, "team_id", "source"),
    Index(None, "team_id", "author"),
)

critiques = Table(
    "critiques",
    metadata,
    identity(),
    reference("answers", "answer_id"),
    Column("revision", Integer, nullable=False),
    string("rubric"),
    string("judge"),
    Column("judgement", AsJson(Judgement), nullable=False),
    Column("score", Float, nullable=False),
    instant("created_at"),
    Column("request", Text, nullable=False, server_default="", index=True),
    UniqueConstraint("answer_id", "revision", "judge"),
    sqlite_autoincrement=True,
)

aways = Table(
    "aways",
    metadata,
    identity(),
    reference("members", "member_id"),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    instant("set_at"),
    UniqueConstraint("member_id", "first", "last"),
)

excuses = Table(
    "excuses",
    metadata,
    reference("tracks", "track_id", key=True),
    Column("date", Date, primary_key=True),
    string("reason"),
)

sends = Table(
    "sends",
    metadata,
    identity(),
    # Compared byte by byte on both databases, so that a prefix is a range of its index.
    Column("key", Text().with_variant(Text(collation="C"), "postgresql"), nullable=False),
    reference("teams", "team_id"),
    string("lane"),
    Column("place", AsJson(Place), nullable=False),
    Column("message", AsJson(Message), nullable=False),
    Column("state", words(SendState), nullable=False),
    instant("created_at"),
    instant("not_before"),
    instant("useful_until", null=True),
    string("token", null=True),
    Column("attempts", Integer, nullable=False),
    reference("sends", "updates", null=True),
    string("ref_channel", null=True),
    string("ref_message", null=True),
    string("error"),
    UniqueConstraint("key"),
    Index(None, "team_id", "lane", sqlite_where=LIVE, postgresql_where=LIVE),
    Index(None, "team_id", "created_at"),
    Index(None, "updates"),
)

# What was not blanked.
HAS_LINES = cast(sends.c.message, Text).not_like('{"lines": []%')

lanes = Table(
    "lanes",
    metadata,
    reference("teams", "team_id", key=True),
    Column("lane", Text, primary_key=True),
    string("token", null=True),
    instant("until", null=True),
    instant("next_free_at", null=True),
)

# The embedded engine's own; PostgreSQL has none, for Procrastinate brings its tables.
jobs = Table(
    "jobs",
    metadata,
    identity(),
    string("task"),
    Column("args", AsJson(dict[str, int | str]), nullable=False),
    string("key", null=True),
    string("state"),
    instant("run_at"),
    Column("attempts", Integer, nullable=False),
    string("error"),
    instant("lease_until", null=True),
    Index(None, "run_at", sqlite_where=QUEUED),
    Index(None, "key", unique=True, sqlite_where=QUEUED),
)
