"""The database: SQLite by default, PostgreSQL through DATABASE_URL. Start with `open_store`."""

from storage.migrate import migrate
from storage.store import open_store
from storage.stores.vault import StoreVault
from storage.unit import SqlStore

__all__ = ["SqlStore", "StoreVault", "migrate", "open_store"]
