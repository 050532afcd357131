"""`whetstone review`, from the question to the critique, on a database of its own."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from support.team import GOOD

from bot.cli.practice import command as practice
from bot.cli.review import command as review

Sql = Callable[[str], None]


@pytest.fixture
def sql(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sql:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    def execute(statement: str) -> None:
        with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database, database:
            database.execute(statement)

    return execute


def test_a_weak_point_comes_back_in_the_terminal(sql: Sql) -> None:
    run = CliRunner().invoke
    assert "Nothing to review yet" in run(review, input="").output
    assert "Streak 1 day" in run(practice, ["--skill", "caching"], input=GOOD).output
    assert "Nothing is due. Your next review comes on " in run(review, input="").output
    sql("UPDATE cards SET due_at = '2026-01-05 09:00:00.000000'")
    sql("UPDATE recalled SET at = '2026-01-05 09:00:00.000000'")
    shown = run(review, input="One request takes a lock; jitter spreads the expiry.")
    assert "Caching, review 1 of 1" in shown.output
    assert "Then: " in shown.output
    assert shown.output.index("Keyword check") < shown.output.index("Then: ")
    assert "Nothing is due" in run(review, input="").output
