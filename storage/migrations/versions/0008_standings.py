"""Standings, kept up to date as answers come in, and weekly digests.

The rows that follow from existing answers are written by the worker: one job per team."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "attended",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("judge", sa.Text(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "round_id", name="pk_attended"),
        _to("attended", "member_id", "members"),
        _to("attended", "round_id", "rounds"),
    )
    op.create_index("ix_attended_round_id", "attended", ["round_id"])
    op.create_table(
        "standings",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("span", sa.String(20), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "kind", "span", "start", "skill", name="pk_standings"),
        _to("standings", "member_id", "members"),
        _to("standings", "team_id", "teams"),
    )
    op.create_index(
        "ix_standings_board",
        "standings",
        ["team_id", "kind", "span", "start", "skill", "shown", "value", "member_id"],
    )
    op.create_table(
        "unsettled",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", name="pk_unsettled"),
        _to("unsettled", "round_id", "rounds"),
        _to("unsettled", "team_id", "teams"),
    )
    op.create_index("ix_unsettled_team_id", "unsettled", ["team_id"])
    op.create_table(
        "digests",
        sa.Column("track_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.Text(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("track_id", name="pk_digests"),
        _to("digests", "track_id", "tracks"),
    )
    _fill()


def _fill() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "INSERT INTO jobs (task, args, state, run_at, attempts, error) "
            "SELECT 'standings', json_object('team', id), 'queued', "
            "strftime('%Y-%m-%d %H:%M:%f000', 'now'), 0, '' FROM teams"
        )
        return
    op.execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) "
        "SELECT 'standings', 'standings', jsonb_build_object('team', id) FROM teams"
    )
