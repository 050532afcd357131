"""Settings from the environment and .env; wrong ones give one clear line."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.context import Rules
from bot.errors import SettingsError
from bot.settings import Settings, read

ROOT = Path(__file__).parents[2]
FIELDS = Settings.model_fields


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FIELDS:
        monkeypatch.delenv(name.upper(), raising=False)


def refusal(env_file: Path | None = None) -> str:
    with pytest.raises(SettingsError) as raised:
        read(env_file)
    return str(raised.value)


def as_text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return ",".join(str(item) for item in value)
    return "" if value is None else str(value)


def test_nothing_needs_to_be_set() -> None:
    settings = read(None)
    assert settings.database_url.get_secret_value() == "sqlite:///whetstone.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.running == ("playground",)
    assert settings.rules == Rules()


def test_the_environment_goes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ".env"
    file.write_text("\ufeffHOST=0.0.0.0\nPORT=9000\nSOMETHING_ELSE=1\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "9001")
    settings = read(file)
    assert (settings.host, settings.port) == ("0.0.0.0", 9001)


@pytest.mark.parametrize(
    ("variables", "running"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, ("slack",)),
        ({"SLACK_CLIENT_ID": "1.2"}, ("slack",)),
        ({"DISCORD_TOKEN": "a.b.c"}, ("discord",)),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "DISCORD_TOKEN": "a.b.c"}, ("slack", "discord")),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "PLATFORMS": "playground"}, ("playground",)),
        ({"SLACK_APP_TOKEN": "xapp-1", "PLATFORMS": ","}, ("playground",)),
    ],
)
def test_what_has_a_token_runs_unless_platforms_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], running: tuple[str, ...]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert read(None).running == running


def test_an_empty_value_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("METRICS_TOKEN=\nBANK_PATH=\nWORKERS=\n")
    monkeypatch.setenv("PORT", "")
    assert read(file) == read(None)


def test_values_are_read_as_people_write_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {
        "PLATFORMS": " playground, my_company.teams ,",
        "LOG_LEVEL": "debug",
        "LOG_FORMAT": "JSON",
        "ROLLOVER": "03:30",
        "QUIET_SECONDS": "5",
        "JOIN_MINUTES": "1",
        "BANK_PATH": str(tmp_path),
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings = read(None)
    assert settings.platforms == ("playground", "my_company.teams")
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")
    assert settings.bank_path == tmp_path
    assert settings.rules.rollover == dt.time(3, 30)
    assert settings.rules.quiet == dt.timedelta(seconds=5)
    assert settings.rules.joining == dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("PORT", "eighty", "PORT: 'eighty' is not a port from 1 to 65535, such as 8080."),
        ("PORT", "70000", "PORT: '70000' is not a port from 1 to 65535, such as 8080."),
        ("ROLLOVER", "25:00", "ROLLOVER: '25:00' is not a time of day such as 04:00."),
        ("ROLLOVER", "04:00:30", "ROLLOVER: '04:00:30' is not a time of day such as 04:00."),
        ("ROLLOVER", "4", "ROLLOVER: '4' is not a time of day such as 04:00."),
        (
            "QUIET_SECONDS",
            "-1",
            "QUIET_SECONDS: '-1' is not a whole number of seconds from 0 to 600, such as 20.",
        ),
        (
            "RETENTION_DAYS",
            "6",
            "RETENTION_DAYS: '6' is not 0, or a whole number of days from 7 to 3650.",
        ),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL: 'LOUD' is not one of DEBUG, INFO, WARNING, ERROR."),
        ("BANK_PATH", "/no/such", "BANK_PATH: '/no/such' is not a folder that is there."),
        (
            "PLATFORMS",
            "playground,my team",
            "PLATFORMS: 'my team' is not a name, or several with commas between, "
            "such as playground or my_company.my_platform.",
        ),
    ],
)
def test_a_wrong_value_gives_one_line_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    monkeypatch.setenv(name, value)
    assert refusal() == line


def test_a_line_names_every_wrong_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    monkeypatch.setenv("WORKERS", "0")
    monkeypatch.setenv("PLATFORMS", "a b,c d")
    line = refusal()
    assert "\n" not in line
    assert [name for name in ("PORT:", "WORKERS:", "PLATFORMS:") if line.count(name) == 1] == [
        "PORT:",
        "WORKERS:",
        "PLATFORMS:",
    ]


def test_a_wrong_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "hunter2")
    assert refusal() == "METRICS_TOKEN: what is set is not a secret of at least 16 characters."


def test_secrets_do_not_show_in_the_settings_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "correct-horse-battery")
    monkeypatch.setenv("DATABASE_URL", "postgres://me:hunter2@db/whetstone")
    settings = read(None)
    assert "correct-horse" not in f"{settings!r} {settings}"
    assert "hunter2" not in f"{settings!r} {settings}"


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_file_in_another_encoding_gives_one_line(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / ".env"
    file.write_text("HOST=käse\n", encoding=encoding)
    assert refusal(file) == f"{file} cannot be read (UnicodeDecodeError). Save it as UTF-8 text."


def test_nothing_is_read_at_import() -> None:
    code = "import bot.settings; print('fine')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PORT": "eighty", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "fine\n"


def test_every_field_is_described_and_says_what_is_right() -> None:
    for name, field in FIELDS.items():
        assert field.description, name
        assert isinstance(field.json_schema_extra, dict), name
        assert field.json_schema_extra["right"], name


def test_the_example_file_documents_exactly_the_fields() -> None:
    entries = "\n".join(
        f"# {field.description}\n{name.upper()}={as_text(field.default)}\n"
        for name, field in FIELDS.items()
    )
    head = "# Copy this file to .env and change what you need. An empty value is the default.\n\n"
    assert (ROOT / ".env.example").read_text() == head + entries


def test_the_example_file_is_the_defaults() -> None:
    assert read(ROOT / ".env.example") == read(None)
