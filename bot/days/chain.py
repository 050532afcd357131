"""Counts the days of team chains as rounds close, and reads chains.

The rules: `bot/days/chains.py`."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.days.chains import TEAM, Asked, Chain, ChainDay, Facts, counted, is_kept, lengths
from bot.days.streaks import REST_AFTER, DayState
from bot.members.people import People
from bot.model import Team, Track
from bot.stores import Transaction

HORIZON = dt.timedelta(days=120)  # where the last questions before a date are looked for


async def chain(tx: Transaction, of: Track | Team, first: dt.date, last: dt.date) -> Chain:
    """The chain of a track or of a whole team: its days from `first` to `last`, both included.

    Lengths are as of `last`, over all days before it too."""
    if isinstance(of, Track):
        days = await tx.chains.days(of.team_id, of.id, last)
    else:
        days = await tx.chains.days(of.id, TEAM, last)
    current, longest = lengths(day.kept for day in days)
    return Chain(tuple(day for day in days if day.date >= first), current, longest)


@dataclass(frozen=True, slots=True)
class Count:
    """A local date as it was counted: its tracks with whether they were `closed` then, and the
    day of each that was, and of the team where all were."""

    team_id: int
    date: dt.date
    closed: Mapping[int, bool]
    days: Mapping[int, ChainDay]


class Counting:
    """Counts the days of a team's chains."""

    def __init__(self, people: People, share: int) -> None:
        self._people = people
        self._share = share

    async def count(self, tx: Transaction, team_id: int, date: dt.date) -> Count:
        """Counts that local date for each of the team's tracks and for the team, as it is now.

        A track whose round is open waits, and the team until all are closed. It only reads."""
        asked = await tx.chains.asked(team_id, date - HORIZON, date)
        today = {each.track_id: each.closed for each in asked if each.date == date}
        found: dict[int, ChainDay] = {}
        count = Count(team_id, date, today, found)
        if not today:
            return count
        facts = await _facts(tx, team_id, asked, set(today), date)
        done = {each.member_id for each in facts.kept}
        silent = {track_id: facts.owing(track_id, date) - done for track_id in today}
        resting = await self._resting(tx, facts, set().union(*silent.values()))
        for track_id, closed in today.items():
            if closed:
                found[track_id] = self._day(track_id, facts, silent[track_id] - resting)
        if all(today.values()):
            found[TEAM] = self._day(TEAM, facts, set().union(*silent.values()) - resting)
        return count

    async def keep(self, tx: Transaction, count: Count) -> bool:
        """Writes what was counted; False, and nothing is written, where a track of the team has
        closed since or its day was excused."""
        await tx.chains.take_turns(count.team_id)  # else the older of two counts could stay
        asked = await tx.chains.asked(count.team_id, count.date, count.date)
        if {each.track_id: each.closed for each in asked} != count.closed:
            return False
        await tx.chains.clear(count.team_id, count.date)
        for track_id, day in count.days.items():
            if day.expected:
                await tx.chains.put(count.team_id, track_id, day)
        return True

    async def _resting(self, tx: Transaction, facts: Facts, members: set[int]) -> set[int]:
        """Those of them who rest. The ledger is asked only of those whom the facts leave open."""
        known = {member_id: facts.is_resting(member_id) for member_id in members}
        for member_id in sorted(m for m, rests in known.items() if rests is None):
            ledger = await self._people.ledger(tx, await tx.members.get(member_id))
            # Of those who owe the date, only who rests has it off.
            off = (d.state is DayState.OFF for d in ledger.days if d.date == facts.date)
            known[member_id] = any(off)
        return {member_id for member_id, rests in known.items() if rests}

    def _day(self, track_id: int, facts: Facts, silent: Collection[int]) -> ChainDay:
        expected, answered = counted(silent, facts.kept, track_id)
        return ChainDay(facts.date, expected, answered, is_kept(expected, answered, self._share))


async def _facts(
    tx: Transaction, team_id: int, asked: Sequence[Asked], tracks: Collection[int], date: dt.date
) -> Facts:
    """So far back that a silence in any of those tracks shows: two question days more than rest."""
    first = date
    for track_id in tracks:
        days = sorted({a.date for a in asked if a.track_id == track_id})
        first = min(first, days[-REST_AFTER - 3 :][0])
    return Facts(
        date,
        first,
        asked,
        await tx.chains.silent(team_id, date),
        await tx.chains.away(team_id, first, date),
        await tx.chains.kept(team_id, date, date),
        await tx.chains.last(team_id, first, date),
    )
