"""What a member told of their aims, and their claims."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _of_member(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=f"fk_{table}_member_id")


def upgrade() -> None:
    op.create_table(
        "profiles",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        _text("role"),
        _text("level"),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="pk_profiles"),
        _of_member("profiles"),
    )
    op.create_table(
        "claims",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        _text("text"),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        _of_member("claims"),
        sa.UniqueConstraint("member_id", "text", name="uq_claims_member_id_text"),
    )
    op.create_table(
        "profile_files",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        *(_text(name) for name in ("key", "name", "where")),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_profile_files"),
        _of_member("profile_files"),
        sa.UniqueConstraint("member_id", "key", name="uq_profile_files_member_id_key"),
    )
