"""A database that cannot be used and an error nobody foresaw: one clear line, nothing lost."""

import ctypes
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cli.shell import Shell
from cli.test_practice import ANSWER
from click.testing import Result

Whetstone = Callable[..., Result]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs limits and rights of POSIX")

ADD = ("track", "add", "--skills", "caching")
_OVERRIDE = 1  # CAP_DAC_OVERRIDE, capabilities(7)
_DROP = 24  # PR_CAPBSET_DROP, prctl(2)


def like_anybody() -> None:
    """Root may write everywhere: let this one not."""
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(_DROP, _OVERRIDE, 0, 0, 0) != 0:
        os._exit(99)


def at_most(size: int) -> Callable[[], None]:
    """No file may grow past `size` bytes, as on a disk that is full."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def path_of(shell: Shell) -> Path:
    return Path(shell.database_url.removeprefix("sqlite:///"))


def rows(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    [(whole,)] = connection.execute("PRAGMA integrity_check").fetchall()
    [(count,)] = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    connection.close()
    assert whole == "ok"
    return int(count)


def refused(shell: Shell, *words: str, **options: object) -> str:
    result = shell(*words, **options)  # type: ignore[arg-type]
    assert (result.returncode, result.stdout) == (1, ""), result.stderr
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


def test_a_full_disk(shell: Shell) -> None:
    assert shell("practice", "--skill", "caching", stdin=ANSWER).returncode == 0
    result = shell("practice", "--skill", "caching", stdin=ANSWER * 250, before=at_most(40_000))
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "disk" in result.stderr
    assert rows(path_of(shell), "answers") == 1
    again = shell("practice", "--skill", "caching", stdin=ANSWER)
    assert again.returncode == 0
    assert rows(path_of(shell), "answers") == 2


@pytest.mark.parametrize("words", [ADD, ("run",)])
def test_a_database_that_another_program_holds(shell: Shell, words: tuple[str, ...]) -> None:
    other = sqlite3.connect(path_of(shell), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert "The database is locked by another program." in refused(shell, *words)
    other.execute("ROLLBACK")
    other.close()
    assert rows(path_of(shell), "tracks") == 0
    assert shell(*ADD).returncode == 0


def test_a_file_that_may_not_be_written(shell: Shell) -> None:
    path_of(shell).chmod(0o444)
    assert "Let this user write the database file" in refused(shell, *ADD, before=like_anybody)
    refused(shell, "run", before=like_anybody)
    assert rows(path_of(shell), "tracks") == 0


@pytest.mark.parametrize("there", [True, False], ids=["with a database", "empty"])
def test_a_folder_that_may_not_be_written(shell: Shell, tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "shut"
    folder.mkdir()
    shell.database_url = f"sqlite:///{folder / 'whetstone.db'}"
    if there:
        shutil.copy(tmp_path / "whetstone.db", folder)
    folder.chmod(0o555)
    line = refused(shell, *ADD, before=like_anybody)
    folder.chmod(0o755)
    assert "its folder" in line
    assert not there or rows(folder / "whetstone.db", "tracks") == 0


def test_a_file_that_is_no_database(shell: Shell) -> None:
    path_of(shell).write_bytes(b"It was a diary all along. " * 500)
    assert "is damaged or is no database" in refused(shell, *ADD)
    assert path_of(shell).read_bytes().startswith(b"It was a diary")


def test_what_nobody_foresaw_is_one_line_and_the_log_has_the_rest(
    shell: Shell, tmp_path: Path
) -> None:
    broken = "import bot.team.tracks\nbot.team.tracks.Tracks.pause = lambda *_: 1 / 0\n"
    (tmp_path / "sitecustomize.py").write_text(broken)
    paths = os.pathsep.join([str(tmp_path), shell.environment()["PYTHONPATH"]])
    result = shell("track", "pause", "1", PYTHONPATH=paths)
    logged, line = result.stderr.splitlines()
    assert (result.returncode, result.stdout) == (1, "")
    assert line.startswith("This failed, and should not have (ZeroDivisionError).")
    assert "ZeroDivisionError: division by zero" in json.loads(logged)["exception"]


def test_a_reader_that_has_gone_is_no_error(shell: Shell) -> None:
    process = shell.start("bank", "stats")
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(30) == 1
