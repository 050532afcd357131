"""A team's messages are looked for by their time, never by where they stand."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_sends_team_id_ref_channel_ref_message", table_name="sends")
    op.create_index("ix_sends_team_id_created_at", "sends", ["team_id", "created_at"])
