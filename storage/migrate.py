"""The schema's version. SQLite upgrades itself at start; PostgreSQL when told to."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import MigrationNeeded
from storage.connections.engine import BUSY_TIMEOUT, parse, reading_engine, writing_engine
from storage.connections.errors import translated

HEAD = "0017"
"""The newest revision in migrations/versions. Named here so that a start need not load Alembic."""
UPGRADED_WITHIN = 60_000
"""How long a start waits for another that upgrades the same database, in milliseconds."""


async def migrate(url: str) -> None:
    """Brings the database at a DATABASE_URL to this version's schema. Safe to repeat.

    Raises SettingsError, StorageError, MigrationNeeded (made by a newer Whetstone)."""
    await bring_up_to_date(parse(url))


async def bring_up_to_date(url: URL) -> None:
    current = await _on_database(reading_engine(url), version) == HEAD
    patience = BUSY_TIMEOUT if current else UPGRADED_WITHIN
    await _on_database(writing_engine(url, patience), _upgrade)


async def check(url: URL) -> None:
    """Raises MigrationNeeded unless the schema is this version's."""
    await _on_database(writing_engine(url), _check)


async def _on_database(engine: AsyncEngine, work: Any) -> Any:
    if engine.dialect.name == "sqlite":
        _let_tables_go(engine)
    try:
        with translated():
            async with engine.begin() as connection:
                return await connection.run_sync(work)
    finally:
        await engine.dispose()


def _let_tables_go(engine: AsyncEngine) -> None:
    """SQLite changes a table by making it anew: for a moment, what refers to it finds none."""

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.close()


def version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _check(connection: Connection) -> None:
    found = version(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise MigrationNeeded(_NEWER)
    raise MigrationNeeded("The database is not at this version's schema. Run: whetstone migrate")


_NEWER = (
    "The database was upgraded by a newer Whetstone. Install that version, or name another "
    "database in DATABASE_URL."
)


def _upgrade(connection: Connection) -> None:
    found = version(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise MigrationNeeded(_NEWER)
    from alembic import command

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Any:
    """Alembic's configuration, in code: no alembic.ini to find at run time."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
