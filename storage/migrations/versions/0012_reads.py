"""Whether plain replies in a team's threads reach the bot."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("teams", sa.Column("reads", sa.Boolean(), nullable=True))
