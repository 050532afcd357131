"""What is kept of days: chains, milestones, reminders, and when the bot was last at work."""

import sqlalchemy as sa
from alembic import op

from storage.schema.columns import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chain_days",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("track_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "track_id", "date", name="pk_chain_days"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_chain_days_team_id"),
    )
    op.create_table(
        "milestones",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "days", name="pk_milestones"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_milestones_member_id"),
    )
    op.create_table(
        "reminders",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "date", name="pk_reminders"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_reminders_member_id"),
    )
    op.create_table(
        "pulses",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_pulses"),
    )
    op.add_column("sends", sa.Column("useful_until", Instant(), nullable=True))
