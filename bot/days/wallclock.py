"""Wall-clock schedules: when a track fires next, and which local date that is.

A time that comes twice fires once, the first time. A time that does not exist fires at the
first moment after the gap and keeps the date it was meant for, even where the gap ends after
midnight. A date that a zone leaves out as a whole (Samoa, 30 December 2011) has no fire."""

import bisect
import datetime as dt
import difflib
import functools
import re
import zoneinfo
from collections.abc import Collection

from apscheduler.triggers.cron import CronTrigger

from bot.errors import InvalidInput
from bot.model import WEEKDAYS, WORKDAYS
from bot.text import clean, shorten

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_WORDS = {"daily": WEEKDAYS, "weekdays": WORKDAYS, "weekends": WEEKDAYS[5:]}
# Not places: the machine's own zone, and placeholders of the database.
_NO_ZONES = {"localtime", "posixrules", "Factory"}


def next_fire(
    at: dt.time, weekdays: tuple[str, ...], zone: str, after: dt.datetime
) -> tuple[dt.datetime, dt.date]:
    """The first fire strictly after the aware instant `after`: its instant in UTC, and its date.

    The trigger runs in UTC over a floating wall clock: given the real zone, it misses and
    doubles days at the changes of daylight saving time."""
    place = zoneinfo.ZoneInfo(zone)
    trigger = _trigger(at, weekdays)
    wall = after.astimezone(place).replace(tzinfo=dt.UTC, fold=0)
    while True:
        wall = trigger.get_next_fire_time(wall, wall)
        moment = _moment(wall, place)
        if moment > after and _exists(wall.date(), moment, place):
            return moment, wall.date()


@functools.lru_cache(maxsize=1024)
def _trigger(at: dt.time, weekdays: tuple[str, ...]) -> CronTrigger:
    # By name, since APScheduler's day 0 is Monday and cron's is Sunday.
    return CronTrigger(
        day_of_week=",".join(weekdays),
        hour=at.hour,
        minute=at.minute,
        second=at.second,
        timezone=dt.UTC,
    )


def _moment(wall: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """The first instant at which clocks in the zone show that time or, after a gap, a later."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(dt.UTC)
    if first <= second:
        return first
    # In a gap (PEP 495): clocks change between the two, which is found to the second.
    changed = bisect.bisect_left(
        range(int((first - second).total_seconds())),
        _offset(first, zone),
        key=lambda s: _offset(second + dt.timedelta(seconds=s), zone),
    )
    return second + dt.timedelta(seconds=changed)


def _offset(instant: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.timedelta:
    return instant.astimezone(zone).utcoffset() or dt.timedelta()


def _exists(date: dt.date, moment: dt.datetime, zone: zoneinfo.ZoneInfo) -> bool:
    """Whether the zone has that date at all, given the moment that a time of it moved to."""
    if moment.astimezone(zone).date() == date:
        return True
    midnight = dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC)
    return _moment(midnight, zone).astimezone(zone).date() == date


def local_day(instant: dt.datetime, zone: str, rollover: dt.time = dt.time(4)) -> dt.date:
    """The local date of an aware instant, where a day lasts until `rollover` of the next."""
    local = instant.astimezone(zoneinfo.ZoneInfo(zone))
    return local.date() - dt.timedelta(days=local.time() < rollover)


def parse_time(text: str) -> dt.time:
    """A wall-clock time such as '9:30' or '09:30'. Raises InvalidInput."""
    match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text.strip())
    if not match:
        raise _not_set(text, "time", "Use hours and minutes, such as 09:30.")
    return dt.time(int(match[1]), int(match[2]))


def parse_weekdays(text: str) -> tuple[str, ...]:
    """Weekdays in the order of the week, from 'mon-fri', 'mon,wed', 'weekdays', 'daily'.

    Ranges may run over Sunday, and full names do too. Raises InvalidInput."""
    chosen: set[str] = set()
    joined = re.sub(r"\s*[-–]\s*", "-", text.lower())
    for part in re.findall(r"[^,\s]+", joined) or [""]:
        if part in _DAY_WORDS:
            chosen.update(_DAY_WORDS[part])
            continue
        first, _, last = part.partition("-")
        start, end = _day_index(first), _day_index(last if "-" in part else first)
        if start is None or end is None:
            fix = "Use days such as mon-fri or mon,wed, or weekdays, weekends, daily."
            raise _not_set(part, "weekday", fix)
        chosen.update(WEEKDAYS[(start + i) % 7] for i in range((end - start) % 7 + 1))
    return tuple(day for day in WEEKDAYS if day in chosen)


def _day_index(word: str) -> int | None:
    """0 for Monday, from the first three letters or more of its name."""
    names = [i for i, name in enumerate(_DAY_NAMES) if name.startswith(word) and len(word) >= 3]
    return names[0] if names else None


def parse_zone(text: str) -> str:
    """The IANA name of a zone; case, and spaces for underscores, do not matter.

    Raises InvalidInput, which names the nearest zones or cities."""
    wanted = re.sub(r"\s+", "_", text.strip()).lower()
    names = _zone_names()
    if wanted in names:
        return names[wanted]
    cities = {name.rpartition("/")[2]: name for name in sorted(names, reverse=True)}
    keys = difflib.get_close_matches(wanted[:64], [*cities, *names], n=3, cutoff=0.7)
    near = dict.fromkeys(names[cities.get(key, key)] for key in keys)
    fix = f"Did you mean {', '.join(near)}?" if near else "Use a name such as Europe/Berlin."
    raise _not_set(text, "time zone", fix)


def zones() -> Collection[str]:
    """The IANA names of all zones there are."""
    return _zone_names().values()


@functools.cache
def _zone_names() -> dict[str, str]:
    return {name.lower(): name for name in zoneinfo.available_timezones() - _NO_ZONES}


def _not_set(text: str, kind: str, fix: str) -> InvalidInput:
    shown = shorten(clean(text).replace("\n", " "), 40) or "an empty text"
    return InvalidInput(f"Not set: {shown} is no {kind}. {fix}")
