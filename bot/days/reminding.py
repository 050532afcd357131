"""When a member is reminded of a day's question. Pure, but for what the store is asked.

- At the time that the member set, else an hour after the one at which they mostly answer, else
  four hours before the closing.
- What would fall into quiet hours comes half an hour before they begin, or else at their end.
- Never in the last half hour, and never more than an hour late.
Source: PRACTICE_RULES, 'Days and streaks' 12."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.days.wallclock import next_fire
from bot.members.settings import MemberSettings
from bot.model import WEEKDAYS

AFTER_USUAL = dt.timedelta(hours=1)  # who answers as always is not reminded
BEFORE_CLOSING = dt.timedelta(hours=4)
LEAST = dt.timedelta(minutes=30)  # before the closing, to read the question and to answer
BEFORE_QUIET = dt.timedelta(minutes=30)
LATE = dt.timedelta(hours=1)
LATELY = dt.timedelta(days=28)  # whose answers show the usual hour
ENOUGH = 3  # answers that show it
MOST_IGNORED = 3  # in a row, then they end
DAY = 24 * 60
MINUTE = dt.timedelta(minutes=1)  # the usual time is one, and may be that of the question


@dataclass(frozen=True, slots=True)
class Reminded:
    """Somebody who takes part in a track and wants reminders."""

    member_id: int
    zone: str | None
    settings: MemberSettings


class Reminders(Protocol):
    async def of_track(
        self, track_id: int, date: dt.date, after: int, limit: int
    ) -> Sequence[Reminded]:
        """Who is in the track on that local date and wants reminders, by id, after that id."""
        ...

    async def answered_at(
        self, track_id: int, since: dt.date, member_ids: Sequence[int]
    ) -> Sequence[tuple[int, dt.datetime]]:
        """(member id, instant in UTC) of their answers that stand, in its rounds since then."""
        ...

    async def add(self, member_id: int, date: dt.date, *, counted: bool = False) -> bool:
        """False if there is one for that local date already. `counted`: if it is ignored, that
        counts as nothing."""
        ...

    async def count(self, member_id: int, date: dt.date) -> bool:
        """Once True, for a reminder of that date that was not counted yet."""
        ...

    async def answered(self, member_ids: Sequence[int]) -> None:
        """They ignored none since."""
        ...


def usual(answered: Sequence[dt.datetime], posted: dt.datetime, zone: str) -> dt.time | None:
    """The median wall-clock time of those answers in the zone, or None for fewer than three.

    Times are taken as minutes since the wall-clock time of the question, so that an evening
    which runs past midnight is one stretch."""
    if len(answered) < ENOUGH:
        return None
    asked = _minute(posted, zone)
    middle = median_low((_minute(at, zone) - asked) % DAY for at in answered)
    return dt.time(*divmod((asked + middle) % DAY, 60))


def _minute(instant: dt.datetime, zone: str) -> int:
    local = instant.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute


def due(
    posted: dt.datetime,
    closes: dt.datetime,
    zone: str,
    settings: MemberSettings,
    usual: dt.time | None,
) -> dt.datetime | None:
    """The instant (UTC) of the reminder of a question that is open from `posted` to `closes`.

    None where no time of it is right. `zone`: the member's, in which their times are meant."""
    latest, at = closes - LEAST, None
    if settings.remind_at is not None:
        at = next_fire(settings.remind_at, WEEKDAYS, zone, posted)[0]
    elif usual is not None:
        at = next_fire(usual, WEEKDAYS, zone, posted - MINUTE)[0] + AFTER_USUAL
    if at is None or at > latest:
        at = max(closes - BEFORE_CLOSING, posted + (closes - posted) / 2)
    if not is_quiet(at, zone, settings):
        return at
    before = _last_fire(settings.quiet_from, zone, at) - BEFORE_QUIET
    if before >= posted + LEAST and not is_quiet(before, zone, settings):
        return before
    after = next_fire(settings.quiet_to, WEEKDAYS, zone, at)[0]
    return after if after <= latest else None


def is_quiet(instant: dt.datetime, zone: str, settings: MemberSettings) -> bool:
    """Whether the member wants no messages then. Equal ends mean no quiet hours."""
    return in_quiet_hours(instant.astimezone(ZoneInfo(zone)).time(), settings)


def in_quiet_hours(time: dt.time, settings: MemberSettings) -> bool:
    """Whether that wall-clock time is in them."""
    first, last = settings.quiet_from, settings.quiet_to
    return first <= time < last if first <= last else time >= first or time < last


def _last_fire(at: dt.time, zone: str, until: dt.datetime) -> dt.datetime:
    """The newest instant up to `until` at which clocks in the zone showed that time."""
    found = until - dt.timedelta(days=3)
    while (following := next_fire(at, WEEKDAYS, zone, found)[0]) <= until:
        found = following
    return found
