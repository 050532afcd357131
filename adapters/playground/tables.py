"""The playground's own tables. Instants are microseconds since 1970 in UTC."""

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.schema import CreateIndex, CreateTable

metadata = sa.MetaData()

members = sa.Table(
    "playground_members",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("zone", sa.String(64)),
)

posts = sa.Table(
    "playground_posts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(255), unique=True),
    sa.Column("channel", sa.String(80), nullable=False),
    sa.Column("thread", sa.Integer),
    sa.Column("author", sa.String(32), nullable=False),
    sa.Column("only_for", sa.String(32)),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("sent", sa.BigInteger, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False, default=False),
    sa.Column("for_bot", sa.Boolean, nullable=False, default=False),
    sa.Column("delivered", sa.Boolean, nullable=False, default=True),
    sa.Column("changed", sa.BigInteger, nullable=False),
    sa.Index("playground_posts_pane", "channel", "thread", "id"),
    sa.Index("playground_posts_thread", "thread"),
    sqlite_autoincrement=True,
)

# One row that every write moves on first: readers ask it whether anything is new, and writers
# queue on it, so versions become visible in order.
versions = sa.Table(
    "playground_version",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
)


def make_engine(url: str) -> AsyncEngine:
    """An engine for a SQLite or PostgreSQL URL, with or without a driver's name."""
    engine = create_async_engine(_with_driver(url), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    return engine


async def create(engine: AsyncEngine) -> None:
    """Makes what is not there yet."""
    async with engine.begin() as connection:
        for table in metadata.sorted_tables:
            await connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                await connection.execute(CreateIndex(index, if_not_exists=True))
        if not await connection.scalar(sa.select(versions.c.id)):
            await connection.execute(versions.insert().values(id=1, number=0))


def _with_driver(url: str) -> URL:
    parsed = make_url(url)
    if parsed.drivername == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    if parsed.drivername in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _prepare_sqlite(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout = 10000")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()
