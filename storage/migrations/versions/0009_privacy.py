"""Figures of a team, who looked at them and when; how long texts are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "views",
        sa.Column("id", ID, nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_views"),
        _to("views", "team_id", "teams"),
        _to("views", "member_id", "members"),
    )
    op.create_index("ix_views_team_id_at", "views", ["team_id", "at"])
    op.create_table(
        "published_weeks",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("week", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "first", name="pk_published_weeks"),
        _to("published_weeks", "team_id", "teams"),
    )
    op.create_table(
        "published_days",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "date", name="pk_published_days"),
        _to("published_days", "team_id", "teams"),
    )
    op.create_table(
        "shared_results",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("track_id", sa.BigInteger(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("coverage", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint(
            "member_id", "week", "track_id", "skill", "level", name="pk_shared_results"
        ),
        _to("shared_results", "member_id", "members"),
        _to("shared_results", "track_id", "tracks"),
    )
    op.create_index("ix_shared_results_track_id", "shared_results", ["track_id"])
    op.add_column("teams", sa.Column("keep_days", sa.Integer(), nullable=True))
    with op.batch_alter_table("model_calls") as calls:
        calls.alter_column("member_id", existing_type=sa.BigInteger(), nullable=True)
    op.create_index("ix_model_calls_answer_id", "model_calls", ["answer_id"])
    op.create_index("ix_sends_updates", "sends", ["updates"])
