"""Whether a team's direct messages reach the bot."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("teams", sa.Column("directs", sa.Boolean(), nullable=True))
