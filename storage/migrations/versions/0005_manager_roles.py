"""Roles of a chat platform whose holders manage."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("roles", sa.Column("by_role_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "manager_roles",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "role", name="pk_manager_roles"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_manager_roles_team_id"),
    )
