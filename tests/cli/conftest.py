"""The command in a process of its own (`shell`), or quicker, in this one (`whetstone`)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli.shell import SETTINGS, Shell
from click.testing import CliRunner, Result

from bot.cli import main

Whetstone = Callable[..., Result]


@pytest.fixture
def shell(sqlite_url: str, tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path, sqlite_url)
    yield shell
    shell.end()


@pytest.fixture
def address(sqlite_url: str) -> str:
    """The database of `whetstone`; a module may have another."""
    return sqlite_url


@pytest.fixture
def whetstone(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Whetstone:
    """Runs a command and gives its result. Logs are left as they are."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.logs.set_up", lambda *_, **__: None)

    def run(*words: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, words, input=stdin)

    return run
