"""The team chain: the question days on which enough of those who were expected answered.

- Expected in a track: who is in it, neither away nor resting, and has not kept that date
  elsewhere (in another track or alone). Who answered counts as expected, whoever they are.
- The chain of a team takes all its tracks as one; its day counts once all of them are closed.
- A day is kept when `Rules.chain_share` percent of the expected answered. A day on which
  nobody was expected, and one that is excused, neither adds nor breaks.
- A day is counted when its last round closes, and anew when one of its rounds is excused. Else
  it stays so: a later deletion or away range would show the others whose it was.
Source: PRACTICE_RULES, 'Groups and managers'."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.days.streaks import REST_AFTER
from bot.model import Away, Membership

FRACTIONS_FROM = 5  # expected people: below, a fraction would say who it was
TEAM = 0  # in the place of a track's id


@dataclass(frozen=True, slots=True)
class ChainDay:
    """How many people were expected on that local date, how many of them answered."""

    date: dt.date
    expected: int
    answered: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """Days in order, without those on which nobody was expected; lengths in kept days."""

    days: tuple[ChainDay, ...]
    current: int
    longest: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a track that was posted on its schedule and is not excused."""

    track_id: int
    date: dt.date
    closed: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A member's answer that stands, on its round's local date; no track for practice alone."""

    member_id: int
    date: dt.date
    track_id: int | None


class Chains(Protocol):
    """What chains are counted from, and the days that were counted."""

    async def take_turns(self, team_id: int) -> None:
        """Until the transaction ends, others wait who would count that team's days."""
        ...

    async def asked(self, team_id: int, first: dt.date, last: dt.date) -> Sequence[Asked]: ...
    async def people(self, round_id: int) -> int:
        """How many have an answer there that stands."""
        ...

    async def memberships(self, team_id: int) -> Sequence[Membership]: ...
    async def silent(self, team_id: int, date: dt.date) -> Sequence[Membership]:
        """Past ones too, of the members who have no answer on that date."""
        ...

    async def away(self, team_id: int, first: dt.date, last: dt.date) -> Sequence[Away]: ...
    async def kept(self, team_id: int, first: dt.date, last: dt.date) -> Sequence[Kept]:
        """Each member, date and track once."""
        ...

    async def last(self, team_id: int, first: dt.date, before: dt.date) -> Mapping[int, dt.date]:
        """Each member's last date with an answer, from `first` on and before that one."""
        ...

    async def put(self, team_id: int, track_id: int, day: ChainDay) -> None:
        """Replaces what was counted for that date. `track_id`: TEAM for all of the tracks."""
        ...

    async def clear(self, team_id: int, date: dt.date) -> None:
        """Nothing is counted for that date, as where nobody was expected."""
        ...

    async def days(self, team_id: int, track_id: int, last: dt.date) -> Sequence[ChainDay]:
        """Up to that date, in order."""
        ...


def lengths(kept: Iterable[bool]) -> tuple[int, int]:
    """The run of kept days at the end, and the longest one."""
    current = longest = 0
    for each in kept:
        current = current + 1 if each else 0
        longest = max(longest, current)
    return current, longest


def is_kept(expected: int, answered: int, share: int) -> bool:
    """Whether `answered` are at least `share` percent of `expected`."""
    return answered * 100 >= expected * share


def counted(silent: Collection[int], kept: Collection[Kept], track_id: int) -> tuple[int, int]:
    """(expected, answered) of a track, or with TEAM of all of them, on one date.

    `silent`: who was expected and has no answer on that date at all; `kept`: its answers."""
    here = {
        each.member_id
        for each in kept
        if each.track_id is not None and track_id in (TEAM, each.track_id)
    }
    return len(here) + len(silent), len(here)


class Facts:
    """What is known of a team's members around a date, from `first` on: what was `kept` on it,
    and when each member answered last before it."""

    def __init__(
        self,
        date: dt.date,
        first: dt.date,
        asked: Sequence[Asked],
        memberships: Sequence[Membership],
        away: Sequence[Away],
        kept: Sequence[Kept],
        last: Mapping[int, dt.date],
    ) -> None:
        self.date = date
        self._first = first
        self._closed = [a for a in asked if a.closed and first <= a.date < date]
        self.kept = kept
        self._last = last
        self._in: dict[int, list[Membership]] = defaultdict(list)
        self._of: dict[int, list[Membership]] = defaultdict(list)
        for each in memberships:
            self._in[each.track_id].append(each)
            self._of[each.member_id].append(each)
        self._away: dict[int, list[Away]] = defaultdict(list)
        for gone in away:
            self._away[gone.member_id].append(gone)

    def owing(self, track_id: int, date: dt.date) -> set[int]:
        """Who is in the track on that date and not away; who rests is among them."""
        return {
            each.member_id
            for each in self._in[track_id]
            if _covers(each, date) and not self._is_away(each.member_id, date)
        }

    def is_resting(self, member_id: int) -> bool | None:
        """None where only the whole ledger can tell: silent days may hold the excused first miss
        and one that is earned back by now, and before `first` there may be more of them."""
        last = self._last.get(member_id, dt.date.min)
        mine = self._of[member_id]
        silent = len(
            {
                a.date
                for a in self._closed
                if a.date > last
                and any(m.track_id == a.track_id and _covers(m, a.date) for m in mine)
                and not self._is_away(member_id, a.date)
            }
        )
        if silent > REST_AFTER + 1:
            return True
        whole = last > dt.date.min or min(m.joined_on for m in mine) >= self._first
        return False if whole and silent < REST_AFTER else None

    def _is_away(self, member_id: int, date: dt.date) -> bool:
        return any(a.first <= date <= a.last for a in self._away.get(member_id, ()))


def _covers(each: Membership, date: dt.date) -> bool:
    return each.joined_on <= date and (each.left_on is None or date < each.left_on)
