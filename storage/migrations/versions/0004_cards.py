"""Cards and what they follow from; why a question was picked; how soon a track may repeat."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.add_column("rounds", sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "tracks", sa.Column("repeat_weeks", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_table(
        "recalled",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("answer_id", sa.BigInteger(), nullable=True),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("grade", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "round_id", name="pk_recalled"),
        _to("recalled", "member_id", "members"),
        _to("recalled", "round_id", "rounds"),
        _to("recalled", "answer_id", "answers"),
    )
    op.create_index("ix_recalled_round_id", "recalled", ["round_id"])
    op.create_index("ix_recalled_answer_id", "recalled", ["answer_id"])
    op.create_table(
        "cards",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "skill", "concept", name="pk_cards"),
        _to("cards", "member_id", "members"),
    )
