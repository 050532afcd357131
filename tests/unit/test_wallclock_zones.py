"""Every zone, against a reference that knows only instants and offsets.

The reference finds where a zone's offset changes and so cuts its time into stretches of one
offset. A time on a date comes at the first moment whose clock shows it or a later one: in the
first stretch that ends, on its own clock, after that time."""

import datetime as dt
import functools
import itertools
import zoneinfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.days.wallclock import next_fire
from bot.model import WEEKDAYS, WORKDAYS

FIRST, LAST = dt.datetime(2025, 1, 1, tzinfo=dt.UTC), dt.datetime(2029, 1, 1, tzinfo=dt.UTC)
DAY, HOUR, SECOND = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(seconds=1)
TIMES = [dt.time(h, m) for h, m in [(0, 0), (0, 30), (1, 30), (2, 0), (2, 30), (3, 0), (23, 30)]]
ZONES = sorted(zoneinfo.available_timezones() - {"localtime"})

Stretch = tuple[dt.datetime, dt.datetime, dt.timedelta]


def offset(instant: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.timedelta:
    found = instant.astimezone(zone).utcoffset()
    assert found is not None
    return found


@functools.cache
def stretches(zone: str, first: dt.datetime = FIRST, last: dt.datetime = LAST) -> list[Stretch]:
    """(from, until, offset) of each stretch, with a margin of days at both ends."""
    place = zoneinfo.ZoneInfo(zone)
    start, probe = first - 5 * DAY, first - 5 * DAY
    found: list[Stretch] = []
    while probe < last + 20 * DAY:
        later = probe + 12 * HOUR
        if offset(probe, place) != offset(later, place):
            low, high = probe, later
            while high - low > SECOND:
                middle = low + (high - low) // (2 * SECOND) * SECOND
                same = offset(middle, place) == offset(probe, place)
                low, high = (middle, high) if same else (low, middle)
            found.append((start, high, offset(probe, place)))
            start = high
        probe = later
    return [*found, (start, probe, offset(start, place))]


def clock(instant: dt.datetime, shift: dt.timedelta) -> dt.datetime:
    return (instant + shift).replace(tzinfo=None)


def moment_of(wall: dt.datetime, cut: list[Stretch]) -> dt.datetime:
    since, _, shift = next(s for s in cut if clock(s[1], s[2]) > wall)
    return max((wall - shift).replace(tzinfo=dt.UTC), since)


def has_date(date: dt.date, cut: list[Stretch]) -> bool:
    midnight = dt.datetime.combine(date, dt.time())
    return any(clock(s, o) < midnight + DAY and clock(u, o) > midnight for s, u, o in cut)


def expected_fires(
    at: dt.time, weekdays: tuple[str, ...], cut: list[Stretch], after: dt.datetime, days: int
) -> list[tuple[dt.datetime, dt.date]]:
    """All fires of the dates around `after` and the given number of days on."""
    date = after.date() - 3 * DAY
    fires = []
    for day in (date + i * DAY for i in range(days + 3)):
        if WEEKDAYS[day.weekday()] in weekdays and has_date(day, cut):
            moment = moment_of(dt.datetime.combine(day, at), cut)
            if moment > after:
                fires.append((moment, day))
    return fires


def chain(
    at: dt.time, weekdays: tuple[str, ...], zone: str, after: dt.datetime, count: int
) -> list[tuple[dt.datetime, dt.date]]:
    """The next fires, each after the one before."""
    fires = []
    for _ in range(count):
        after, date = next_fire(at, weekdays, zone, after)
        fires.append((after, date))
    return fires


@functools.cache
def different_zones() -> list[str]:
    """One zone for each way in which clocks run in these years."""
    return list({tuple(stretches(zone)): zone for zone in ZONES}.values())


def test_no_weekday_is_missed_or_doubled_in_any_zone_over_four_years() -> None:
    choices = itertools.cycle(itertools.product(TIMES, [WEEKDAYS, WORKDAYS, ("sun",)]))
    for zone, (at, weekdays) in zip(different_zones(), choices, strict=False):
        expected = expected_fires(at, weekdays, stretches(zone), FIRST, (LAST - FIRST).days)
        assert chain(at, weekdays, zone, FIRST, len(expected)) == expected, (zone, at)


def test_every_change_of_clocks_is_passed_at_every_time_of_night() -> None:
    for zone in different_zones():
        cut = stretches(zone)
        for _, change, _ in cut[:-1]:
            for at in TIMES:
                expected = expected_fires(at, WEEKDAYS, cut, change - 2 * DAY, 4)
                got = chain(at, WEEKDAYS, zone, change - 2 * DAY, len(expected))
                assert got == expected, (zone, at, change)


def test_the_sweep_is_not_empty() -> None:
    assert len(ZONES) > 400
    assert len(different_zones()) > 50
    assert sum(len(stretches(zone)) - 1 for zone in different_zones()) > 200


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sets(st.sampled_from(WEEKDAYS), min_size=1),
    st.integers(0, int((LAST - FIRST) / SECOND) - 1),
    st.booleans(),
)
def test_the_next_fire_after_any_instant_is_that_of_the_reference(
    zone: str, at: dt.time, weekdays: set[str], seconds: int, at_a_change: bool
) -> None:
    cut = stretches(zone)
    after = FIRST + seconds * SECOND
    if at_a_change:  # within an hour and a half of one, where there is one
        after = cut[seconds % len(cut)][0] + (seconds % 10_800 - 5_400) * SECOND
    chosen = tuple(day for day in WEEKDAYS if day in weekdays)
    expected = min(expected_fires(at, chosen, cut, max(after, FIRST), 11))
    assert next_fire(at, chosen, zone, max(after, FIRST)) == expected


def test_dates_that_zones_left_out_in_the_past_are_left_out() -> None:
    skips = [("Pacific/Apia", 2011), ("Pacific/Kwajalein", 1993), ("Pacific/Kiritimati", 1994)]
    for zone, year in skips:
        after = dt.datetime(year, 7, 1, tzinfo=dt.UTC)
        cut = stretches(zone, after, after + 210 * DAY)
        for at in TIMES:
            expected = expected_fires(at, WEEKDAYS, cut, after, 200)
            got = chain(at, WEEKDAYS, zone, after, len(expected))
            assert got == expected, (zone, at)
            dates = {date for _, date in got}
            assert len(dates) == (max(dates) - min(dates)).days, (zone, at)
