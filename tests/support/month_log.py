"""The raw events of a month, as a log, and what is plainly known of a person from them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
EVER = dt.date.max
TEAM = 0
Where = tuple[str, int, dt.date, str]  # daily, extra or alone; track; local date; its name if extra


@dataclass(frozen=True)
class Plan:
    """A track as it was set up. `weekdays`: 0 is Monday."""

    zone: str
    at: dt.time
    weekdays: tuple[int, ...]
    holidays: tuple[dt.date, ...] = ()

    def fires(self, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, dt.datetime]]:
        """Each date with its instant: the first minute whose wall clock shows that time or more."""
        zone, date = ZoneInfo(self.zone), first
        while date <= last:
            if date.weekday() in self.weekdays and date not in self.holidays:
                wanted = dt.datetime.combine(date, self.at)
                instant = wanted.replace(tzinfo=dt.UTC) - 14 * HOUR
                while instant.astimezone(zone).replace(tzinfo=None) < wanted:
                    instant += HOUR / 60
                yield date, instant
            date += DAY


@dataclass(frozen=True)
class Event:
    """Something that the bot heard of at `at`. `sent`: when it was written."""

    at: dt.datetime
    what: str
    who: str = ""
    where: Where | None = None
    key: str = ""
    sent: dt.datetime | None = None
    detail: str = ""
    track: int = 0
    first: dt.date = dt.date.min
    last: dt.date = dt.date.min


@dataclass
class Attempt:
    sent: dt.datetime
    joinable: bool
    messages: set[str]


@dataclass
class Someone:
    zone: str
    joined: list[tuple[int, dt.date, dt.date]] = field(default_factory=list)  # track, from, before
    away: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    attempts: dict[Where, list[Attempt]] = field(default_factory=dict)
    hidden: bool = False

    def answered(self) -> list[Where]:
        """The rounds with an attempt of which something stands."""
        return [w for w, attempts in self.attempts.items() if any(a.messages for a in attempts)]

    def is_in(self, track: int, date: dt.date) -> bool:
        return any(t == track and since <= date < until for t, since, until in self.joined)

    def owes(self, track: int, date: dt.date) -> bool:
        """Unless they rest, or have answered."""
        return self.is_in(track, date) and not self.is_away(date)

    def is_away(self, date: dt.date) -> bool:
        return any(first <= date <= last for first, last in self.away)

    def today(self, now: dt.datetime) -> dt.date:
        local = now.astimezone(ZoneInfo(self.zone))
        return local.date() if local.hour >= 4 else local.date() - DAY


@dataclass
class Facts:
    """What is known, and what was counted of it: by track and date, by date and track."""

    people: dict[str, Someone] = field(default_factory=dict)
    rounds: dict[Where, tuple[dt.datetime, dt.datetime]] = field(default_factory=dict)
    """When each was posted, and when it closes."""
    skills: dict[Where, str] = field(default_factory=dict)
    closed: set[Where] = field(default_factory=set)
    excused: set[tuple[int, dt.date]] = field(default_factory=set)
    chain: dict[tuple[int, dt.date], tuple[int, int]] = field(default_factory=dict)
    """(expected, answered)."""
    places: dict[dt.date, dict[int, tuple[int, int]]] = field(default_factory=dict)
    """(expected, answered)."""
    away: dict[dt.date, int] = field(default_factory=dict)
    """A week's Monday to the days on which people were away, where these are 5 or more."""
