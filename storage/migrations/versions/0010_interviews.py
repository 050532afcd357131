"""Mock interviews and their turns; model calls may be about a question of one."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str, kind: type[sa.Integer] = sa.Integer) -> sa.Column[int]:
    return sa.Column(name, kind(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _word(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(20), nullable=null)


def _instant(name: str, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def upgrade() -> None:
    _interviews()
    _items_and_turns()
    op.create_table(
        "held_messages",
        _id(),
        _number("member_id", sa.BigInteger),
        _text("source"),
        _number("revision", sa.BigInteger),
        _text("text"),
        _instant("at"),
        _word("meant", null=True),
        sa.PrimaryKeyConstraint("id", name="pk_held_messages"),
        _to("held_messages", "member_id", "members"),
        sa.UniqueConstraint("member_id", "source", name="uq_held_messages_member_id_source"),
    )
    with op.batch_alter_table("model_calls") as calls:
        calls.alter_column("answer_id", existing_type=sa.BigInteger(), nullable=True)
        calls.add_column(sa.Column("item_id", sa.BigInteger(), nullable=True))
        calls.create_foreign_key("fk_model_calls_item_id", "interview_items", ["item_id"], ["id"])


def _interviews() -> None:
    op.create_table(
        "interviews",
        _id(),
        *(_number(name, sa.BigInteger) for name in ("team_id", "member_id")),
        *(_text(name) for name in ("key", "kind", "mode", "skill", "level")),
        _number("length"),
        _word("phase"),
        _flag("paused"),
        *(_number(name) for name in ("item", "follow_ups", "heard")),
        *(_instant(name) for name in ("created_at", "turned_at", "since", "due_at")),
        _instant("ended_at", null=True),
        _flag("ended_early"),
        sa.Column("appraisal", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_interviews"),
        _to("interviews", "team_id", "teams"),
        _to("interviews", "member_id", "members"),
        sa.UniqueConstraint("member_id", "key", name="uq_interviews_member_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_interviews_open",
        "interviews",
        ["member_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _items_and_turns() -> None:
    op.create_table(
        "interview_items",
        _id(),
        _number("interview_id", sa.BigInteger),
        _number("number"),
        _text("question_id"),
        sa.Column("question", sa.JSON(), nullable=False),
        _text("prompt"),
        _word("state"),
        sa.Column("judgement", sa.JSON(), nullable=True),
        _number("judged"),
        _flag("provisional"),
        sa.PrimaryKeyConstraint("id", name="pk_interview_items"),
        _to("interview_items", "interview_id", "interviews"),
        sa.UniqueConstraint(
            "interview_id", "number", name="uq_interview_items_interview_id_number"
        ),
    )
    op.create_table(
        "interview_turns",
        _id(),
        _number("interview_id", sa.BigInteger),
        _number("number"),
        _number("item"),
        _word("kind"),
        _text("text"),
        _instant("at"),
        _text("source"),
        _number("revision", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_interview_turns"),
        _to("interview_turns", "interview_id", "interviews"),
        sa.UniqueConstraint(
            "interview_id", "number", name="uq_interview_turns_interview_id_number"
        ),
        sa.UniqueConstraint(
            "interview_id", "source", name="uq_interview_turns_interview_id_source"
        ),
    )
    op.create_index("ix_interview_turns_source", "interview_turns", ["source"])
