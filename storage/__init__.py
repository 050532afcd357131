"""The database: SQLite by default, PostgreSQL through DATABASE_URL. Start with `open_store`."""

from storage.migrate import migrate
from storage.store import open_store
from storage.unit import SqlStore

__all__ = ["SqlStore", "migrate", "open_store"]
