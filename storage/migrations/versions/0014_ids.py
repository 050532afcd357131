"""On SQLite the ids of what a member deleted do not come again; on PostgreSQL they never did.

Indexes for what is looked up by such a column alone; a send by how its key begins."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _lasting_ids()
    else:  # SQLite compares byte by byte
        op.alter_column("sends", "key", type_=sa.Text(collation="C"))
    op.create_index("ix_members_external_id", "members", ["external_id"])
    op.create_index("ix_interviews_team_id", "interviews", ["team_id"])
    op.create_index("ix_held_messages_source", "held_messages", ["source"])
    op.create_index("ix_model_calls_item_id", "model_calls", ["item_id"])


def _lasting_ids() -> None:
    """A table has it from its making on, so each is made anew, with its rows."""
    for table in ("members", "rounds", "answers", "critiques"):
        kept = {"sqlite_autoincrement": True}
        with op.batch_alter_table(table, recreate="always", table_kwargs=kept):
            pass
