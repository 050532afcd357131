"""The tick alone, with 1 % of the tracks due and with none: tracks move on, jobs are enqueued."""

import asyncio
import datetime as dt
import functools
import json
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from bot.daily.schedule import Schedule
from storage import open_store
from tests.benchmarks.databases import Bare, databases
from tests.benchmarks.figures import Figure, milliseconds
from tests.benchmarks.scene import practice_on

SIZES = (10_000, 100_000, 1_000_000)
ZONES = (
    "UTC", "Europe/Berlin", "Europe/London", "Europe/Kyiv", "America/New_York",
    "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo",
    "Africa/Lagos", "Africa/Cairo", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo",
    "Asia/Singapore", "Asia/Tehran", "Australia/Sydney", "Australia/Adelaide",
    "Pacific/Auckland", "Pacific/Honolulu",
)  # fmt: skip
SLOTS = 100  # of 14 minutes, a hundredth of the tracks in each
SLOT = dt.timedelta(minutes=14)
FIRST = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
DUE = "SELECT * FROM tracks WHERE state = 'active' AND next_fire_at <= ? ORDER BY next_fire_at"


class Slots:
    """A clock that stands in one slot after the other, so that each tick finds 1 % due."""

    def __init__(self) -> None:
        self.at = FIRST - SLOT

    def now(self) -> dt.datetime:
        return self.at


def run(quick: bool) -> list[Figure]:
    found = []
    for size in SIZES[:1] if quick else SIZES:
        with databases() as urls:
            for name, url in urls.items():
                found += asyncio.run(_on(name, url, size, 3 if quick else 7))
    return found


async def _on(name: str, url: str, size: int, rounds: int) -> list[Figure]:
    clock, bare = Slots(), Bare(url)
    store = await open_store(url, clock=clock)
    try:
        _fill(bare, size)
        practice = practice_on(store, clock)
        await practice.schedule.tick()  # opens the connections
        ticks, selects, idle, nothing = [], [], [], []
        for _ in range(rounds):
            clock.at += SLOT
            selects.append(milliseconds(lambda: bare.rows(DUE, [_stored(clock.at, bare)])))
            ticks.append(await _tick(practice.schedule, size // SLOTS))
            nothing.append(milliseconds(lambda: bare.rows(DUE, [_stored(clock.at, bare)])))
            idle.append(await _tick(practice.schedule, 0))
            bare.run(f"DELETE FROM {'jobs' if bare.on_sqlite else 'procrastinate_jobs'}")
        what = f"{name}, {size:,} tracks"
        select = "indexed select of those rows"
        return [
            Figure("tick", f"{what}, 1 % due", median(ticks), median(selects), select),
            Figure("tick", f"{what}, none due", median(idle), median(nothing), select),
        ]
    finally:
        bare.close()
        await store.close()


async def _tick(schedule: Schedule, due: int) -> float:
    start = perf_counter()
    handled = await schedule.tick()
    took = 1000 * (perf_counter() - start)
    assert handled == due, f"{handled} tracks handled where {due} were due"
    return took


def _fill(bare: Bare, size: int) -> None:
    """Tracks as `track add` would store them, in the zones and slots by turns."""
    bare.run("INSERT INTO teams (id, platform, external_id, name) VALUES (1, 'bench', 'b', 'b')")
    columns = ", ".join(_row(0, bare))
    marks = ", ".join("?" * len(_row(0, bare)))
    insert = f"INSERT INTO tracks ({columns}) VALUES ({marks})"
    for start in range(0, size, 10_000):
        rows = range(start, min(start + 10_000, size))
        bare.many(insert, [tuple(_row(number, bare).values()) for number in rows])
    bare.run("ANALYZE tracks")


def _row(number: int, bare: Bare) -> dict[str, object]:
    values = _values(number % SLOTS, ZONES[number // SLOTS % len(ZONES)], bare)
    return {"channel": f"channel-{number}", **values}


@functools.cache
def _values(slot: int, zone: str, bare: Bare) -> dict[str, object]:
    fire = FIRST + slot * SLOT
    local = fire.astimezone(ZoneInfo(zone))
    return {
        "team_id": 1,
        "skills": json.dumps(["caching"]),
        "at": f"{local:%H:%M:%S.%f}",
        "zone": zone,
        "weekdays": json.dumps(["mon", "tue", "wed", "thu", "fri"]),
        "lowest": "junior",
        "highest": "staff",
        "review": "short",
        "open_for": json.dumps("PT20H"),
        "holidays": "[]",
        "state": "active",
        "next_fire_at": _stored(fire, bare),
        "next_local_date": local.date().isoformat(),
    }


def _stored(instant: dt.datetime, bare: Bare) -> object:
    """An instant as the column holds it."""
    return f"{instant:%Y-%m-%d %H:%M:%S.%f}" if bare.on_sqlite else instant
