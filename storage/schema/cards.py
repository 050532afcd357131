"""The tables of bot/memory/cards.py."""

from sqlalchemy import Column, Float, Index, Table, Text

from bot.memory.cards import Grade
from storage.schema.columns import words
from storage.schema.metadata import instant, metadata, reference, string

recalled = Table(
    "recalled",
    metadata,
    reference("members", "member_id", key=True),
    reference("rounds", "round_id", key=True),
    reference("answers", "answer_id", null=True),
    string("skill"),
    string("concept"),
    Column("grade", words(Grade), nullable=False),
    instant("at"),
    Index(None, "round_id"),
    Index(None, "answer_id"),
)

# What follows from `recalled`, kept so that a team's pick need not replay it.
cards = Table(
    "cards",
    metadata,
    reference("members", "member_id", key=True),
    Column("skill", Text, primary_key=True),
    Column("concept", Text, primary_key=True),
    Column("stability", Float, nullable=False),
    Column("difficulty", Float, nullable=False),
    instant("reviewed_at"),
    instant("due_at"),
)
