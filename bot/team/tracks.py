"""Setting up what is asked, where and when. All input is checked here, once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot.context import Context
from bot.daily.schedule import advance
from bot.days import wallclock
from bot.errors import InvalidInput, NotFound
from bot.memory import selection
from bot.model import LEVELS, ReviewStyle, Track, TrackState
from bot.naming import skill_name
from bot.stores import Transaction
from bot.wording.basics import listed, named
from bot.wording.setup import in_list


@dataclass(frozen=True, slots=True)
class Wish:
    """A track as a person writes it, unchecked."""

    skills: str
    at: str = "09:00"
    zone: str = "UTC"
    weekdays: str = "mon-fri"
    levels: str = "junior-staff"
    review: str = "short"
    holidays: str = ""
    open_hours: float = 20


class Tracks:
    def __init__(self, context: Context) -> None:
        self._c = context

    async def add(self, tx: Transaction, team_id: int, channel: str, wish: Wish) -> Track:
        """A new track, its first question at its next wall-clock time. Raises InvalidInput."""
        return await tx.tracks.add(self.plan(team_id, channel, wish))

    def plan(self, team_id: int, channel: str, wish: Wish) -> Track:
        """The track as `add` would make it. Raises InvalidInput."""
        low, high = parse_levels(wish.levels)
        track = Track(
            id=0,
            team_id=team_id,
            channel=channel,
            skills=self.parse_skills(wish.skills),
            at=wallclock.parse_time(wish.at),
            zone=wallclock.parse_zone(wish.zone),
            weekdays=wallclock.parse_weekdays(wish.weekdays),
            lowest=low,
            highest=high,
            review=parse_review(wish.review),
            open_for=parse_hours(wish.open_hours),
            holidays=parse_dates(wish.holidays),
        )
        questions = [q for skill in track.skills for q in self._c.bank.questions(skill)]
        if selection.pick(questions, (), track) is None:
            skills = listed(track.skills, "or")
            raise InvalidInput(f"Not set: there is no question on {skills} at {low}-{high}.")
        return advance(track, self._c.clock.now())

    def parse_skills(self, text: str) -> tuple[str, ...]:
        """'caching, rate-limiting' as ids of the bank. Raises InvalidInput, naming the nearest."""
        known = [skill.id for skill in self._c.bank.skills()]
        wanted = [part.strip().lower() for part in text.replace(",", " ").split()]
        if not wanted:
            raise InvalidInput(f"Not set: no skill was named. There are {listed(known)}.")
        for skill in wanted:
            if skill not in known:
                near = get_close_matches(skill[:64], known, n=1)
                fix = f"Did you mean {near[0]}?" if near else f"There are {listed(known)}."
                raise InvalidInput(f"Not set: {named(skill)} is no skill of this bank. {fix}")
        return tuple(dict.fromkeys(wanted))

    def described(self, tracks: Sequence[Track], *, where: bool = True) -> list[str]:
        """One line per track, for lists in chat and terminal. `where`: with its channel."""
        names = [[skill_name(self._c.bank, skill) for skill in t.skills] for t in tracks]
        return [in_list(t, each, where=where) for t, each in zip(tracks, names, strict=True)]

    async def pause(self, tx: Transaction, track_id: int) -> Track:
        """No questions until it is resumed; nobody owes the days between."""
        track = await self._get(tx, track_id)
        return await self._save(
            tx, replace(track, state=TrackState.PAUSED, next_fire_at=None, next_local_date=None)
        )

    async def resume(self, tx: Transaction, track_id: int) -> Track:
        """Asks again from its next time on. Of an active track, what is due stays due."""
        track = await self._get(tx, track_id)
        if track.state is TrackState.ACTIVE:
            return track
        track = replace(track, state=TrackState.ACTIVE)
        return await self._save(tx, advance(track, self._c.clock.now()))

    async def remove(self, tx: Transaction, track_id: int) -> Track:
        """Rounds and streaks stay; no more questions."""
        track = await self._get(tx, track_id)
        return await self._save(
            tx, replace(track, state=TrackState.REMOVED, next_fire_at=None, next_local_date=None)
        )

    async def set_holidays(self, tx: Transaction, track_id: int, dates: str) -> Track:
        """Adds days on which nobody is asked, such as '2026-12-24..2027-01-01'."""
        track = await self._get(tx, track_id)
        both = sorted({*track.holidays, *parse_dates(dates)})
        return await self._save(tx, replace(track, holidays=tuple(both)))

    async def _get(self, tx: Transaction, track_id: int) -> Track:
        track = await tx.tracks.get(track_id)
        if track.state is TrackState.REMOVED:
            raise NotFound(f"There is no track {track_id}. whetstone track list shows them.")
        return track

    async def _save(self, tx: Transaction, track: Track) -> Track:
        await tx.tracks.save(track)
        return track


def parse_levels(text: str) -> tuple[str, str]:
    """'senior' or 'mid-staff' as (lowest, highest). Raises InvalidInput."""
    low, _, high = text.strip().lower().partition("-")
    high = high or low
    for level in (low, high):
        if level not in LEVELS:
            raise InvalidInput(f"Not set: {named(level)} is no level. There are {listed(LEVELS)}.")
    if LEVELS.index(low) > LEVELS.index(high):
        raise InvalidInput(f"Not set: {text} runs backwards. Write {high}-{low}.")
    return low, high


def parse_review(text: str) -> ReviewStyle:
    match text.strip().lower():
        case "short":
            return "short"
        case "full":
            return "full"
        case "private":
            return "private"
    fix = "Use short, full or private."
    raise InvalidInput(f"Not set: {named(text)} is no way to show reviews. {fix}")


def parse_hours(hours: float) -> dt.timedelta:
    if not 1 <= hours <= 24 * 7:
        raise InvalidInput(f"Not set: a question is open for 1 to 168 hours, not {hours:g}.")
    return dt.timedelta(hours=hours)


def parse_dates(text: str) -> tuple[dt.date, ...]:
    """'2026-12-24, 2026-12-31..2027-01-02' as single dates. Raises InvalidInput."""
    dates: set[dt.date] = set()
    for part in text.replace(",", " ").split():
        first, last = parse_range(part)
        dates.update(first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(sorted(dates))


def parse_range(text: str) -> tuple[dt.date, dt.date]:
    """'2026-12-24' or '2026-12-24..2027-01-02', both ends included. Raises InvalidInput."""
    first, _, last = text.replace(" ", "").partition("..")
    try:
        start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)
    except ValueError:
        raise InvalidInput(
            f"Not set: {named(text)} is no date. Write 2026-12-24, or 2026-12-24..2027-01-02."
        ) from None
    if end < start:
        raise InvalidInput(f"Not set: {text} ends before it starts.")
    if (end - start).days > 366:
        raise InvalidInput(f"Not set: {text} is longer than a year.")
    return start, end
