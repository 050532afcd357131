"""When a reminder is due once more, slowly: every minute around the question is looked at.

A clock 'shows' a time in the first minute in which its date and time are not before it, so a
time in a gap is shown at the gap's end, and one that comes twice the first time."""

import datetime as dt
from zoneinfo import ZoneInfo

MINUTE = dt.timedelta(minutes=1)
Minutes = list[tuple[dt.datetime, dt.datetime]]  # the instant, and what the clock shows


def minutes(posted: dt.datetime, closes: dt.datetime, zone: str) -> Minutes:
    start, place = posted - dt.timedelta(days=4), ZoneInfo(zone)
    number = int((closes - start) / MINUTE) + 4 * 24 * 60
    every = (start + n * MINUTE for n in range(number))
    return [(at, at.astimezone(place).replace(tzinfo=None)) for at in every]


def showings(every: Minutes, time: dt.time) -> list[dt.datetime]:
    """The instants at which the clock comes to that time, one per date."""
    found, reached = [], every[0][1]
    for at, wall in every:
        target = dt.datetime.combine(wall.date(), time)
        if wall >= target > reached:
            found.append(at)
        reached = max(reached, wall)
    return found


def median(walls: list[dt.datetime], posted: dt.datetime) -> dt.time:
    """The middle one (of two the earlier) in the order in which they follow the question."""
    day = dt.timedelta(days=1)
    first = posted.replace(second=0)
    after = sorted((wall - first) % day for wall in walls)
    return (first + after[(len(after) - 1) // 2]).time().replace(second=0, microsecond=0)


def due(
    posted: dt.datetime,
    closes: dt.datetime,
    zone: str,
    set_at: dt.time | None,
    usual: dt.time | None,
    quiet: tuple[dt.time, dt.time],
) -> dt.datetime | None:
    every = minutes(posted, closes, zone)

    def is_quiet(at: dt.datetime) -> bool:
        time, (first, last) = at.astimezone(ZoneInfo(zone)).time(), quiet
        hours = [h for h in range(24 * 60) if first <= dt.time(h // 60, h % 60) < last]
        if first > last:
            hours = [h for h in range(24 * 60) if not last <= dt.time(h // 60, h % 60) < first]
        return time.hour * 60 + time.minute in hours

    half_hour, latest = 30 * MINUTE, closes - 30 * MINUTE
    at = closes - min(240 * MINUTE, (closes - posted) / 2)
    if set_at or usual:
        after = posted if set_at else posted - MINUTE
        wished = next(t for t in showings(every, set_at or usual or dt.time()) if t > after)
        wished += dt.timedelta() if set_at else 60 * MINUTE
        at = wished if wished <= latest else at
    if not is_quiet(at):
        return at
    before = [t for t in showings(every, quiet[0]) if t <= at][-1] - half_hour
    if before >= posted + half_hour and not is_quiet(before):
        return before
    ends = next(t for t in showings(every, quiet[1]) if t > at)
    return ends if ends <= latest else None
