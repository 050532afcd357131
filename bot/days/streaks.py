"""The ledger of a member's days and what follows from it (pure, rebuilt from answers).

- An answered day always counts, expected or not. Only a missed day breaks the streak; open,
  frozen, excused, away and off days neither add nor break.
- What decides a day, first match first: answered; excused for everybody; away; not expected;
  resting; its round is open; the first miss within 7 days of joining; a freeze; earned back;
  missed.
- Freezes: 2 at first, 1 more with every 7th answered day, never more than 3 at a time. Days
  are taken in order, so the oldest missed day gets one first, and only one earned before it.
  All is recomputed each time: without the answer that earned it, a freeze is gone.
- Resting begins after 5 expected days with no answer between them, frozen ones included,
  and ends with any answer.
- Earn-back: two reviews or past questions after the missed day, up to and including the second
  expected day after it. Practice is not used up: neighbouring missed days can share it."""

import bisect
import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

FIRST_FREEZES = 2
MOST_FREEZES = 3
ANSWERS_PER_FREEZE = 7
FIRST_WEEK = dt.timedelta(days=7)
REST_AFTER = 5
EARN_BACK_DAYS = 2
EARN_BACK_COUNT = 2
EARNED_A_FREEZE = " It earned a freeze."
NOBODY_OWES = "Nobody owes this day: "
EARNED_BACK = "Earned back by two reviews or past questions."


class DayState(StrEnum):
    ANSWERED = "answered"
    FROZEN = "frozen"
    EXCUSED = "excused"
    AWAY = "away"
    OFF = "off"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Day:
    """One date, its state, and in one sentence the rule that decided it."""

    date: dt.date
    state: DayState
    rule: str


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a member, in local dates. Later dates than `as_of` may be known too.

    `expected`: date to whether all its rounds are closed. `excused`: date to reason, for a
    sentence. `away`: first and last date, both included. `practised`: how many reviews and
    past questions were done on a date outside rounds. `ahead`: the next dates on which questions
    will be asked: a member's day may begin before theirs, and be too late to earn one back."""

    as_of: dt.date
    joined: dt.date
    answered: Collection[dt.date] = frozenset()
    expected: Mapping[dt.date, bool] = field(default_factory=dict)
    excused: Mapping[dt.date, str] = field(default_factory=dict)
    away: Sequence[tuple[dt.date, dt.date]] = ()
    practised: Mapping[dt.date, int] = field(default_factory=dict)
    ahead: Collection[dt.date] = frozenset()


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every date from the first to `as_of`, oldest first; streaks in answered days."""

    days: tuple[Day, ...]
    current: int
    longest: int
    total: int
    freezes: int
    resting: bool


def build(history: History) -> Ledger:
    """The ledger of that history, the same for the same facts in any order."""
    replay = _Replay(history)
    days = tuple(replay.day(date) for date in _dates(history))
    current = longest = 0
    for day in days:
        if day.state is DayState.ANSWERED:
            current += 1
        elif day.state is DayState.MISSED:
            current = 0
        longest = max(longest, current)
    return Ledger(
        days=days,
        current=current,
        longest=longest,
        total=sum(1 for day in days if day.state is DayState.ANSWERED),
        freezes=replay.freezes,
        resting=replay.unanswered >= REST_AFTER,
    )


def _dates(history: History) -> Iterator[dt.date]:
    first = min([history.joined, *history.answered])
    for i in range((history.as_of - first).days + 1):
        yield first + dt.timedelta(days=i)


def _is_away(history: History, date: dt.date) -> bool:
    return any(first <= date <= last for first, last in history.away)


def _owed(history: History) -> list[dt.date]:
    """The expected dates that nothing excuses, and those ahead, in order."""
    return sorted(
        date
        for date in {*history.expected, *history.ahead}
        if date >= history.joined and date not in history.excused and not _is_away(history, date)
    )


def _second_after(owed: Sequence[dt.date], missed: dt.date) -> dt.date | None:
    last = bisect.bisect_right(owed, missed) + EARN_BACK_DAYS - 1
    return owed[last] if last < len(owed) else None


class _Replay:
    """Takes the days in order and keeps what later ones depend on."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._owed = _owed(history)
        self._answered = frozenset(history.answered)
        self._answers = 0
        self._missed_before = False
        self.freezes = FIRST_FREEZES
        self.unanswered = 0  # expected days since the last answer, frozen ones included

    def day(self, date: dt.date) -> Day:
        return Day(date, *self._decide(date))

    def _decide(self, date: dt.date) -> tuple[DayState, str]:
        history = self._history
        if date in self._answered:
            return self._answer(date)
        if date in history.excused:
            reason = history.excused[date].removesuffix(".")
            return DayState.EXCUSED, f"{NOBODY_OWES}{reason}."
        if _is_away(history, date):
            return DayState.AWAY, "You were away."
        if date < history.joined:
            return DayState.OFF, "You had not joined yet."
        if date not in history.expected:
            return DayState.OFF, "No question was due."
        if self.unanswered >= REST_AFTER:
            return DayState.OFF, f"Resting: {REST_AFTER} expected days in a row had no answer."
        if not history.expected[date]:
            return DayState.OPEN, "Its question is still open."
        return self._miss(date)

    def _answer(self, date: dt.date) -> tuple[DayState, str]:
        self._answers += 1
        self.unanswered = 0
        rule = (
            "You answered."
            if date in self._history.expected
            else "You answered: a bonus, nothing was due."
        )
        if self._answers % ANSWERS_PER_FREEZE == 0 and self.freezes < MOST_FREEZES:
            self.freezes += 1
            rule += EARNED_A_FREEZE
        return DayState.ANSWERED, rule

    def _miss(self, date: dt.date) -> tuple[DayState, str]:
        first, self._missed_before = not self._missed_before, True
        if first and date - self._history.joined < FIRST_WEEK:
            return DayState.EXCUSED, "The first miss in the first week is excused."
        if self.freezes:
            self.freezes -= 1
            self.unanswered += 1
            return DayState.FROZEN, (
                f"No answer; a freeze kept the streak. Freezes left: {self.freezes}."
            )
        if self._practised_after(date) >= EARN_BACK_COUNT:
            return DayState.EXCUSED, EARNED_BACK
        self.unanswered += 1
        return DayState.MISSED, "No answer, and no freeze was left."

    def _practised_after(self, missed: dt.date) -> int:
        until = _second_after(self._owed, missed) or dt.date.max
        until = min(until, self._history.as_of)
        return sum(n for date, n in self._history.practised.items() if missed < date <= until)
