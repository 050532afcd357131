"""Who manages a team, what is being set up, when a team left, and the platforms' secrets."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.add_column("teams", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "roles",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("manager", sa.Boolean(), nullable=False),
        sa.Column("admin_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("member_id", name="pk_roles"),
        _to("roles", "member_id", "members"),
    )
    op.create_table(
        "setups",
        sa.Column("id", ID, nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("track_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_setups"),
        _to("setups", "team_id", "teams"),
        _to("setups", "member_id", "members"),
        _to("setups", "track_id", "tracks"),
    )
    op.create_index("ix_setups_team_id_state", "setups", ["team_id", "state"])
    op.create_index("ix_setups_track_id", "setups", ["track_id"])
    op.create_table(
        "vault",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_vault"),
    )
