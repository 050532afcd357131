"""Alembic's entry. The connection comes from storage/migrate.py, transaction and all."""

from typing import Any

from alembic import context

from storage import unit  # noqa: F401, with it every table is in the metadata
from storage.schema.metadata import metadata


def is_ours(_object: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Leaves out the tables of others that share the database."""
    return not (kind == "table" and (name or "").startswith(("procrastinate_", "playground_")))


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_object=is_ours,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
