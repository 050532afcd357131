"""What critics took, what people said of them, and what members chose about reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.add_column("seats", sa.Column("reviewed", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("critiques", sa.Column("request", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_critiques_request", "critiques", ["request"])
    op.create_table(
        "model_calls",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("answer_id", sa.BigInteger(), nullable=False),
        sa.Column("critic", sa.Text(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("cached_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.Column("latency", sa.Float(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
        sa.Column("reused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_model_calls"),
        _to("model_calls", "team_id", "teams"),
        _to("model_calls", "member_id", "members"),
        _to("model_calls", "answer_id", "answers"),
    )
    op.create_index("ix_model_calls_team_id_at", "model_calls", ["team_id", "at"])
    op.create_index("ix_model_calls_member_id_at", "model_calls", ["member_id", "at"])
    op.create_table(
        "outages",
        sa.Column("critic", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("critic", name="pk_outages"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", ID, nullable=False),
        sa.Column("critique_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
        sa.UniqueConstraint(
            "critique_id", "member_id", "kind", name="uq_feedback_critique_id_member_id_kind"
        ),
        _to("feedback", "critique_id", "critiques"),
        _to("feedback", "member_id", "members"),
    )
    op.create_table(
        "preferences",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("keyword", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("member_id", name="pk_preferences"),
        _to("preferences", "member_id", "members"),
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )
