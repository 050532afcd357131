"""What members chose about boards, reminders and quiet hours."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "member_settings",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("shares_scores", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("reminders", sa.Boolean(), nullable=False),
        sa.Column("remind_at", sa.Time(), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=False),
        sa.Column("quiet_to", sa.Time(), nullable=False),
        sa.Column("reminders_ignored", sa.Integer(), nullable=False),
        sa.Column("interview_nudges", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="pk_member_settings"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_member_settings_member_id"),
    )
