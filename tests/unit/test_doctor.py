"""What the doctor says of each thing, and how it is shown."""

import datetime as dt
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bot.doctor import (
    Check,
    Status,
    as_json,
    as_lines,
    check_bank,
    check_pages,
    check_schedule,
    check_sends,
    check_settings,
    examine,
    exit_code,
    failed,
)
from bot.errors import MigrationNeeded, StorageError
from bot.message import Message
from bot.model import Track, TrackState
from bot.ports import JobRow
from bot.sending.outbox import Place, Send, SendState
from bot.settings import Settings
from questions.loader import TomlBank, open_bank

MONDAY = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
TRACK = Track(
    id=1,
    team_id=1,
    channel="backend",
    skills=("caching",),
    at=dt.time(9),
    zone="Europe/Berlin",
    next_fire_at=MONDAY + dt.timedelta(hours=23),
    next_local_date=dt.date(2026, 11, 3),
)
SEND = Send(
    418, "round:3", "slack", 1, Place("backend"), Message(()), SendState.UNKNOWN, MONDAY, MONDAY
)
JOB = JobRow(5, "critique", {"answer": 3}, "parked", MONDAY, 9, "it failed")


class Shelf:
    """A store and job list that hold what they are given."""

    def __init__(self, *, tracks: Sequence[Track] = (), sends: Sequence[Send] = ()) -> None:
        self.tracks, self.sends = tracks, sends
        self.parked: Sequence[JobRow] = ()
        self.outages: dict[str, tuple[dt.datetime, str]] = {}
        self.trouble: Exception | None = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Any]:
        if self.trouble:
            raise self.trouble
        yield SimpleNamespace(
            tracks=SimpleNamespace(everywhere=self._everywhere),
            sends=SimpleNamespace(listing=self._sends),
            outages=SimpleNamespace(current=self._outages),
        )

    async def _everywhere(self) -> Sequence[Track]:
        return self.tracks

    async def _outages(self) -> dict[str, tuple[dt.datetime, str]]:
        return self.outages

    async def _sends(self, states: Sequence[str], limit: int = 100) -> Sequence[Send]:
        return [send for send in self.sends if send.state in states][:limit]

    async def listing(self, state: str | None = None, limit: int = 100) -> Sequence[JobRow]:
        return [job for job in self.parked if state in (None, job.state)][:limit]


@pytest.fixture(scope="module")
def bank() -> TomlBank:
    return open_bank()


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return Settings()


async def look(settings: Settings, shelf: Shelf, bank: TomlBank | None) -> dict[str, Check]:
    store: Any = shelf
    checks = await examine(
        settings,
        database=(store, store),
        bank=bank,
        bank_faults=[],
        critics=["openai", "keyword"],
        now=MONDAY,
    )
    return {check.name: check for check in checks}


async def test_all_well_is_all_ok(settings: Settings, bank: TomlBank) -> None:
    checks = await look(settings, Shelf(tracks=[TRACK]), bank)
    assert {check.status for check in checks.values()} == {Status.OK}
    assert checks["schedule"].text == "1 track, next Tue 09:00 Europe/Berlin"
    assert checks["critic"].text == "openai, then keyword"
    assert checks["database"].text == "sqlite:///whetstone.db"
    assert checks["settings"].text == "all by default"


async def test_what_is_stuck_is_named_with_its_command(settings: Settings, bank: TomlBank) -> None:
    shelf = Shelf(tracks=[TRACK], sends=[SEND, replace(SEND, id=7, state=SendState.SENT)])
    shelf.parked = [JOB]
    checks = await look(settings, shelf, bank)
    assert checks["sends"] == Check(Status.WARN, "sends", "1 unknown", "whetstone sends show 418")
    assert checks["jobs"] == Check(
        Status.WARN, "jobs", "1 parked (critique)", "whetstone jobs retry 5"
    )
    assert exit_code(list(checks.values())) == 0


@pytest.mark.parametrize(
    "trouble", [StorageError("The disk is full."), MigrationNeeded("Run whetstone migrate.")]
)
async def test_a_database_that_does_not_answer_fails(
    settings: Settings, bank: TomlBank, trouble: Exception
) -> None:
    shelf = Shelf()
    shelf.trouble = trouble
    checks = await look(settings, shelf, bank)
    assert checks["database"].status is Status.FAIL
    assert checks["database"].text == str(trouble).rstrip(".")
    assert "schedule" not in checks
    assert exit_code(list(checks.values())) == 1


async def test_a_database_that_could_not_be_opened_fails_without_its_password(
    monkeypatch: pytest.MonkeyPatch, bank: TomlBank
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://me:hunter2@db/whetstone")
    checks = await examine(
        Settings(),
        database=StorageError("No answer."),
        bank=bank,
        bank_faults=[],
        critics=["keyword"],
        now=MONDAY,
    )
    assert checks[-1].fix == "DATABASE_URL, now postgres://me:***@db/whetstone"
    assert "hunter2" not in as_json(checks)


@pytest.mark.parametrize(
    ("tracks", "text", "fix"),
    [
        (
            [],
            "no question will come: 0 tracks, none active",
            "/practice setup in the chat, or whetstone track add",
        ),
        (
            [replace(TRACK, state=TrackState.PAUSED, next_fire_at=None)],
            "no question will come: 1 track, none active",
            "/practice resume in the chat, or whetstone track resume",
        ),
        (
            [TRACK, replace(TRACK, id=2, skills=("caching", "redis"))],
            "track 2 asks for redis, which the bank has not",
            "add redis.toml, or change the track",
        ),
        (
            [TRACK, replace(TRACK, id=2, next_fire_at=MONDAY - dt.timedelta(minutes=30))],
            "track 2 is due since Mon 09:30 Europe/Berlin: nothing works the schedule",
            "whetstone run",
        ),
    ],
)
def test_a_schedule_that_asks_nobody_is_warned_of(
    bank: TomlBank, tracks: list[Track], text: str, fix: str
) -> None:
    assert check_schedule(tracks, bank, MONDAY) == Check(Status.WARN, "schedule", text, fix)


def test_paused_tracks_are_counted_apart(bank: TomlBank) -> None:
    paused = replace(TRACK, id=2, state=TrackState.PAUSED, next_fire_at=None)
    check = check_schedule([TRACK, paused], bank, MONDAY)
    assert check.text == "2 tracks (1 paused), next Tue 09:00 Europe/Berlin"


def test_a_bank_with_faults_warns_and_a_broken_one_fails(bank: TomlBank) -> None:
    assert check_bank(bank, []).status is Status.OK
    warned = check_bank(bank, ["a.toml:1: thin"])
    assert warned.status is Status.WARN
    assert warned.text.endswith("skills, 1 fault")
    assert check_bank(None, ["a", "b"]) == Check(
        Status.FAIL, "bank", "cannot be loaded: 2 faults", "whetstone bank check"
    )


def test_changed_settings_are_shown_and_secrets_only_as_set(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "correct-horse-battery")
    monkeypatch.setenv("ROLLOVER", "03:00")
    monkeypatch.setenv("PLATFORMS", "playground,my.own")
    assert check_settings(Settings()).text == (
        "PLATFORMS playground,my.own, METRICS_TOKEN set, ROLLOVER 03:00, the others by default"
    )


@pytest.mark.parametrize(
    ("host", "platforms", "status"),
    [
        ("127.0.0.1", "playground", Status.OK),
        ("localhost", "playground", Status.OK),
        ("::1", "playground", Status.OK),
        ("0.0.0.0", "playground", Status.WARN),
        ("0.0.0.0", "my.own", Status.OK),
    ],
)
def test_a_playground_open_to_others_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, host: str, platforms: str, status: Status
) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("PLATFORMS", platforms)
    assert check_pages(Settings()).status is status


def test_lines_stand_in_columns_with_the_fix_at_the_end() -> None:
    checks = [
        Check(Status.OK, "schedule", "2 tracks, next Tue 09:00 Europe/Berlin"),
        failed("openai", "401 since 02:14; keyword check in use.", "OPENAI_API_KEY"),
        check_sends([SEND]),
    ]
    assert as_lines(checks) == [
        "OK    schedule  2 tracks, next Tue 09:00 Europe/Berlin",
        "FAIL  openai    401 since 02:14; keyword check in use. Fix: OPENAI_API_KEY",
        "WARN  sends     1 unknown. Fix: whetstone sends show 418",
    ]
    assert as_lines([]) == []


def test_json_holds_the_same_and_says_whether_anything_failed() -> None:
    body = json.loads(as_json([check_sends([SEND])]))
    assert body == {
        "ok": True,
        "checks": [
            {
                "status": "WARN",
                "name": "sends",
                "text": "1 unknown",
                "fix": "whetstone sends show 418",
            }
        ],
    }
    assert json.loads(as_json([failed("settings", "no", "yes")]))["ok"] is False


async def test_a_critic_that_is_off_fails_with_its_mend(settings: Settings, bank: TomlBank) -> None:
    shelf = Shelf()
    shelf.outages = {"openai": (MONDAY, "openai does not take the key (401). Fix: set a valid key")}
    check = (await look(settings, shelf, bank))["critic"]
    assert check.status is Status.FAIL
    assert check.text == "openai off since 09:00Z: openai does not take the key (401)"
    assert check.fix == "set a valid key"
