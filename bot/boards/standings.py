"""What a team's boards show, kept as rows so that a board costs the same at any number of answers.

A member's rows follow from their facts: one per round of a track with an answer of theirs that
stands, scheduled or extra, on the round's local date. Practice of one's own (reviews, the
terminal) is no fact; the streak alone is the ledger's, which counts it. Who writes the rows, and
when: `bot/boards/keeping.py`."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean
from typing import Protocol

BEFORE, WITHIN = 5, 3
"""First attempts that an improvement needs before the period and within it: a mean of fewer says
more about the questions than about the person, and a working week has five."""

EVER = dt.date.min
"""Where the span 'all' starts."""


class Kind(StrEnum):
    DAYS = "days"  # local dates answered
    STREAK = "streak"  # answered days in the running streak
    IMPROVEMENT = "improvement"  # points met of 100, against one's own baseline


class Span(StrEnum):
    """Calendar periods. A season is a quarter of the year."""

    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Board:
    """`start` is the span's first local date; `skill` is '' for all of them."""

    kind: Kind
    span: Span = Span.ALL
    start: dt.date = EVER
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One round that a member answered.

    `share` (0 to 1) is how many points their first attempt met, as `judge` found when it read it
    first; '' where no model did, or the model answer was known by then. The first attempt is the
    first that stands; what is edited, tried again or disputed later changes nothing in it."""

    round_id: int
    date: dt.date
    skill: str
    judge: str = ""
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Row:
    """A place on a board. Ties share a rank, and the next one is skipped."""

    rank: int
    member_id: int
    name: str
    value: int


class Standings(Protocol):
    async def take_turns(self, member_id: int) -> None:
        """Until the transaction ends, others wait who would change that member's rows."""
        ...

    async def observed(self, member_id: int, date: dt.date | None = None) -> Sequence[Fact]:
        """The facts as answers and critiques say now; of one local date, or all."""
        ...

    async def facts(self, member_id: int) -> Sequence[Fact]:
        """As they were kept last, by date."""
        ...

    async def change(self, member_id: int, gone: Iterable[int], new: Sequence[Fact]) -> None:
        """Takes out the facts of those rounds, and puts in the new."""
        ...

    async def values(self, member_id: int, since: dt.date) -> Mapping[Board, int]:
        """The member's rows but for the streak, of spans that start on that day or later, and of
        'all'."""
        ...

    async def put(self, member_id: int, rows: Mapping[Board, int], gone: Iterable[Board]) -> None:
        """Writes rows and removes others. A row is shown as the member's settings say."""
        ...

    async def own(self, member_id: int, board: Board) -> int | None:
        """The member's own value, also where the board does not show it."""
        ...

    async def places(
        self, team_id: int, member_id: int, board: Board, least: int, limit: int
    ) -> Sequence[Row]:
        """The first places among those shown with `least` or more; and the member's own with the
        one before and the one after it, if it is among them. In order."""
        ...

    async def closing(self, team_id: int, round_id: int) -> None:
        """A round was closed; until it is `settled`, streaks on the board may be over."""
        ...

    async def settled(self, round_id: int) -> None: ...
    async def unsettled(self, team_id: int) -> bool: ...


def start_of(span: Span, date: dt.date) -> dt.date:
    """The first local date of the span that holds the date; weeks start on Monday."""
    match span:
        case Span.WEEK:
            return date - dt.timedelta(days=date.weekday())
        case Span.MONTH:
            return date.replace(day=1)
        case Span.SEASON:
            return date.replace(month=(date.month - 1) // 3 * 3 + 1, day=1)
    return EVER


def end_of(span: Span, start: dt.date) -> dt.date:
    """The last local date of the span that starts there."""
    if span is Span.ALL:
        return dt.date.max
    longer = start + dt.timedelta(days={"week": 7, "month": 31, "season": 92}[span])
    return start_of(span, longer) - dt.timedelta(days=1)


def touched_since(date: dt.date) -> dt.date:
    """Spans that start earlier than this ended before that date, so it bears on none of them."""
    return min(start_of(Span.WEEK, date), start_of(Span.SEASON, date))


def values_of(facts: Sequence[Fact], since: dt.date = EVER) -> dict[Board, int]:
    """The rows that follow from a member's facts, but for the streak.

    Of spans that start on `since` or later, and of 'all'."""
    values = Counter(
        Board(Kind.DAYS, span, start, skill)
        for date, skill in _days(facts)
        for span in Span
        if (start := start_of(span, date)) >= since or span is Span.ALL
    )
    return dict(values) | dict(_improvements(facts, since))


def _days(facts: Iterable[Fact]) -> set[tuple[dt.date, str]]:
    """Each date once, and once per skill."""
    return {(fact.date, skill) for fact in facts for skill in ("", fact.skill)}


def _improvements(facts: Iterable[Fact], since: dt.date) -> Iterator[tuple[Board, int]]:
    scored: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.judge:
            for skill in ("", fact.skill):
                scored[skill].append(fact)
    for skill, mine in scored.items():
        for span in (Span.WEEK, Span.MONTH, Span.SEASON):
            for start in {start_of(span, fact.date) for fact in mine}:
                change = _change(mine, start, end_of(span, start)) if start >= since else None
                if change is not None:
                    yield Board(Kind.IMPROVEMENT, span, start, skill), change


def _change(scored: Sequence[Fact], start: dt.date, end: dt.date) -> int | None:
    """The mean share within the dates less the mean before, in points of 100, rounded, so that
    what reads the same ranks the same.

    One judge's shares only: who read most within, the last in the alphabet of equals."""
    judges = Counter(fact.judge for fact in scored if start <= fact.date <= end)
    judge = max(judges, key=lambda name: (judges[name], name))
    before = [f.share for f in scored if f.judge == judge and f.date < start]
    within = [f.share for f in scored if f.judge == judge and start <= f.date <= end]
    if len(before) < BEFORE or len(within) < WITHIN:
        return None
    return round(100 * (fmean(within) - fmean(before)))
