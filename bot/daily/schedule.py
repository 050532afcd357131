"""The tick: what is due is asked, once per track and local date."""

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

import structlog

from bot.context import Context
from bot.daily.rounds import Rounds
from bot.days import wallclock
from bot.errors import InvalidInput, NotFound
from bot.model import Excuse, Track, TrackState
from bot.stores import Transaction

log = structlog.get_logger()

BATCH = 500
DOWN = "the bot was down at the time of the question"
NOTHING_LEFT = "no question was left to ask"


class Schedule:
    def __init__(self, context: Context, rounds: Rounds) -> None:
        self._c = context
        self._rounds = rounds

    async def tick(self) -> int:
        """Enqueues 'ask' for every due (track, local date) and moves the tracks on.

        Returns how many. In batches, one transaction each, so two schedulers share the work."""
        handled = 0
        while True:
            async with self._c.store.transaction() as tx:
                due = await tx.tracks.due(self._c.clock.now(), BATCH)
                await tx.tracks.move_on([advance(t, _instant(t)) for t in due])
                await tx.jobs.enqueue_many("ask", [_asking(t) for t in due])
            handled += len(due)
            if not due:
                return handled

    async def ask(self, args: Mapping[str, int | str]) -> None:
        """Task: opens the round of a track's local date, or excuses the day if it is too late.

        The round's key is (track, local date), so it runs any number of times with one round."""
        date = dt.date.fromisoformat(str(args["date"]))
        late = self._c.clock.now() - dt.datetime.fromtimestamp(int(args["due"]), dt.UTC)
        async with self._c.store.transaction() as tx:
            track = await tx.tracks.get(int(args["track"]))
            if track.state is not TrackState.ACTIVE or date in track.holidays:
                return
            if late > self._c.rules.catch_up:
                asked = await tx.rounds.dates([track.id], date)
                if any(day == date for _, day, _ in asked):
                    return  # in time, by an earlier run
                if await tx.days.excuse(Excuse(track.id, date, DOWN)):
                    told: dict[str, int | str] = {"track": track.id, "date": date.isoformat()}
                    await tx.jobs.enqueue("excused", told)
                    log.warning("round missed", track=track.id, date=str(date), late=str(late))
                return
            await self._open(tx, track, date)

    async def _open(self, tx: Transaction, track: Track, date: dt.date) -> None:
        """Where none fits, or a skill has left the bank, nobody owes the day."""
        try:
            await self._rounds.open(tx, track, date)
        except (InvalidInput, NotFound) as no:
            await tx.days.excuse(Excuse(track.id, date, NOTHING_LEFT))
            log.error("no question fits", track=track.id, why=str(no))


def advance(track: Track, after: dt.datetime) -> Track:
    """The track with its next fire after that instant (UTC)."""
    at, date = _next_fire(track.at, track.weekdays, track.zone, after)
    return replace(track, next_fire_at=at, next_local_date=date)


# Tracks that are due together mostly share zone and time, and zones are slow to load.
_next_fire = functools.lru_cache(maxsize=1024)(wallclock.next_fire)


def upcoming(track: Track, date: dt.date, number: int) -> list[dt.date]:
    """The next dates after that local date on which the track asks, holidays left out."""
    after = dt.datetime.combine(date, dt.time(23, 59, 59), ZoneInfo(track.zone))
    found: list[dt.date] = []
    while len(found) < number:
        fire, day = wallclock.next_fire(track.at, track.weekdays, track.zone, after)
        after = fire
        if day > date and day not in track.holidays:
            found.append(day)
    return found


def _instant(track: Track) -> dt.datetime:
    assert track.next_fire_at is not None, "a due track has a time"
    return track.next_fire_at


def _asking(track: Track) -> Mapping[str, int | str]:
    assert track.next_local_date is not None, "a due track has a date"
    return {
        "track": track.id,
        "date": track.next_local_date.isoformat(),
        "due": int(_instant(track).timestamp()),
    }
