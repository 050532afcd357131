"""Starting: help, wrong settings, the doctor, and a database of another version."""

import json
import socket
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from cli.shell import Shell
from click.testing import Result

from bot.cli import main
from bot.cli.main import COMMANDS

Whetstone = Callable[..., Result]


def commands(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(command, click.Group):
        return [path]
    with click.Context(command) as context:
        below = {
            name: command.get_command(context, name) for name in command.list_commands(context)
        }
    return [path, *(p for n, c in below.items() if c for p in commands(c, (*path, n)))]


@pytest.mark.parametrize("path", commands(main), ids=" ".join)
def test_every_command_explains_itself_whatever_is_set(
    whetstone: Whetstone, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PORT", "wrong")
    result = whetstone(*path, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: {' '.join(('main', *path))}")
    assert len(result.stdout.split("\n\n")[1].strip()) > 10, "a sentence on what it does"


def test_the_list_of_commands_says_of_each_what_it_does(whetstone: Whetstone) -> None:
    shown = whetstone("-h").stdout
    for name, (_, about) in COMMANDS.items():
        assert f"{name} " in shown
        assert about[:40] in shown


WRONG = (
    ("PORT", "80 80", "PORT: '80 80' is not a port from 1 to 65535, such as 8080."),
    ("ROLLOVER", "25:00", "ROLLOVER: '25:00' is not a time of day such as 04:00."),
    ("QUIET_SECONDS", "-1", "QUIET_SECONDS: '-1' is not a whole number of seconds from 0"),
    ("LOG_LEVEL", "loud", "LOG_LEVEL: 'LOUD' is not one of DEBUG, INFO, WARNING, ERROR."),
    ("BANK_PATH", "nowhere", "BANK_PATH: 'nowhere' is not a folder that is there."),
    ("DATABASE_URL", "mysql://u:geheim@h/d", "DATABASE_URL: not understood. Use sqlite:///"),
    ("PLATFORMS", "nope", "PLATFORMS: nope is neither built in"),
)
# The demo is the playground's, whatever else runs.
STARTS = [
    (command, *wrong)
    for command in ("run", "demo")
    for wrong in WRONG
    if (command, wrong[0]) != ("demo", "PLATFORMS")
]


@pytest.mark.parametrize(("command", "name", "value", "line"), STARTS)
def test_a_wrong_setting_stops_the_start_with_one_line(
    whetstone: Whetstone,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    name: str,
    value: str,
    line: str,
) -> None:
    monkeypatch.setenv(name, value)
    result = whetstone(command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(line)
    assert result.stderr.count("\n") == 1
    assert "geheim" not in result.stderr


def test_a_wrong_line_in_the_file_of_settings_counts_too(
    whetstone: Whetstone, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("WORKERS=none\n")
    assert whetstone("run").stderr.startswith("WORKERS: 'none' is not a whole number of tasks")


def test_the_doctor_says_ok_warn_and_fail(
    whetstone: Whetstone, monkeypatch: pytest.MonkeyPatch
) -> None:
    whetstone("track", "add", "--skills", "caching", "--zone", "Europe/Berlin")
    well = whetstone("doctor")
    assert well.exit_code == 0, well.stdout
    assert {line.split()[0] for line in well.stdout.splitlines()} == {"OK"}
    monkeypatch.setenv("HOST", "0.0.0.0")
    warned = whetstone("doctor")
    assert warned.exit_code == 0
    assert "WARN  pages" in warned.stdout
    monkeypatch.setenv("PORT", "wrong")
    failed = whetstone("doctor", "--json")
    assert failed.exit_code == 1
    told = json.loads(failed.stdout)
    assert told["ok"] is False
    assert {check["status"] for check in told["checks"]} == {"FAIL"}
    assert all(check["fix"] for check in told["checks"])


def test_migrating_twice_changes_nothing(whetstone: Whetstone) -> None:
    for _ in range(2):
        result = whetstone("migrate")
        assert (result.exit_code, result.stdout) == (0, "The database is up to date.\n")


@pytest.mark.parametrize("words", ["run", "track list", "jobs list", "practice", "demo"])
def test_on_postgresql_a_start_names_the_command_to_run_first(
    whetstone: Whetstone, monkeypatch: pytest.MonkeyPatch, empty_postgres: str, words: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_postgres)
    result = whetstone(*words.split())
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("Run: whetstone migrate\n")
    assert result.stderr.count("\n") == 1


def test_postgresql_is_migrated_by_the_command_that_was_named(
    whetstone: Whetstone, monkeypatch: pytest.MonkeyPatch, empty_postgres: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_postgres.replace("postgresql://", "postgres://"))
    for _ in range(2):
        assert whetstone("migrate").stdout == "The database is up to date.\n"
    assert whetstone("track", "add", "--skills", "caching").exit_code == 0
    doctor = whetstone("doctor")
    assert doctor.exit_code == 0, doctor.stdout


@pytest.mark.parametrize("command", ["demo", "run"])
def test_a_port_that_is_taken_is_said_in_one_line(shell: Shell, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = shell(command, PORT=port, LOG_LEVEL="ERROR")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1].startswith(f"PORT: {port} is taken")
