"""The database: SQLite by default, PostgreSQL through DATABASE_URL. Start with `open_store`."""

from storage.migrate import migrate
from storage.store import open_store
from storage.unit import SqlStore
from storage.vault import StoreVault

__all__ = ["SqlStore", "StoreVault", "migrate", "open_store"]
