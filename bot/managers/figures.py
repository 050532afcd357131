"""Figures of a team through a filter: sums over whole cells and days (pure)."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.managers.cells import Cell

PERIODS = (4, 12, 26, 52)  # whole weeks, Monday to Sunday

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Week:
    """What is shown of one week, made once and never again. `judge`: the critic of all cells;
    `away`: days on which members were away, 0 where these are too few people to be counted."""

    first: dt.date
    judge: str = ""
    cells: tuple[Cell, ...] = ()
    away: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """One track's day, made once: how many were expected, and how many of them answered."""

    track_id: int
    date: dt.date
    expected: int
    answered: int


@dataclass(frozen=True, slots=True)
class Result:
    """What one member who shares results did in a week: answers, and the sum of coverages."""

    member_id: int
    week: dt.date
    track_id: int
    skill: str
    level: str
    answers: int
    coverage: float


@dataclass(frozen=True, slots=True)
class Filter:
    """What a manager looks at; None is everything. `weeks` is one of PERIODS."""

    weeks: int = 12
    track: int | None = None
    skill: str | None = None
    level: str | None = None

    def takes(self, item: Cell | Result) -> bool:
        """A cell of several tracks or levels is no single one of them."""
        return (
            self.track in (None, item.track_id)
            and self.skill in (None, item.skill)
            and self.level in (None, item.level)
        )


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean share of points met, 0 to 1, and over how many answers."""

    share: float
    answers: int


@dataclass(frozen=True, slots=True)
class Counts:
    expected: int
    answered: int


@dataclass(frozen=True, slots=True)
class MissedPoint:
    skill: str
    question: str
    section: str
    point: str
    count: int
    answers: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a manager sees. Weeks are named by their Monday; dates are the tracks' own.
    `away`: days by week, of the whole team whatever the filter, where enough people were away."""

    filter: Filter
    weeks: tuple[dt.date, ...]
    days: Mapping[dt.date, Counts]
    by_week: Mapping[dt.date, Counts]
    total: Counts
    away: Mapping[dt.date, int]
    heat: Mapping[tuple[str, dt.date], Mean]
    levels: Mapping[tuple[str, str], Mean]
    skills: Mapping[str, Mean]
    trend: Mapping[dt.date, Mean]
    coverage: Mean | None
    missed: tuple[MissedPoint, ...]
    members: Mapping[int, Mean]
    judges: tuple[str, ...]


def monday(date: dt.date) -> dt.date:
    return date - dt.timedelta(days=date.weekday())


def figures(
    filter: Filter,
    today: dt.date,
    weeks: Sequence[Week],
    places: Sequence[Place],
    results: Sequence[Result],
) -> Figures:
    """The newest `filter.weeks` calendar weeks up to that of `today`."""
    last = monday(today)
    shown = tuple(last - dt.timedelta(weeks=n) for n in reversed(range(filter.weeks)))
    week_cells = [(w.first, c) for w in weeks if w.first in shown for c in w.cells]
    kept = [(week, cell) for week, cell in week_cells if filter.takes(cell)]
    seats = [p for p in places if monday(p.date) in shown and filter.track in (None, p.track_id)]
    cells = [cell for _, cell in kept]
    return Figures(
        filter=filter,
        weeks=shown,
        days=_counted(seats, lambda p: p.date),
        by_week=_counted(seats, lambda p: monday(p.date)),
        total=_sum(seats),
        away={w.first: w.away for w in weeks if w.first in shown and w.away},
        heat=_means(((cell.skill, week), cell) for week, cell in kept),
        levels=_means(((cell.skill, cell.level), cell) for cell in cells if cell.level),
        skills=_means((cell.skill, cell) for cell in cells),
        trend=_means(kept),
        coverage=_means(("", cell) for cell in cells).get(""),
        missed=_missed(cells),
        members=_means((r.member_id, r) for r in results if r.week in shown and filter.takes(r)),
        judges=tuple(dict.fromkeys(w.judge for w in weeks if w.first in shown and w.cells)),
    )


def by_skill(results: Sequence[Result]) -> Mapping[str, Mean]:
    """One member's results over the longest period that a manager can look at."""
    last = max((r.week for r in results), default=dt.date.min)
    return _means((r.skill, r) for r in results if (last - r.week).days < PERIODS[-1] * 7)


def _means(items: Iterable[tuple[K, Cell | Result]]) -> dict[K, Mean]:
    sums: dict[K, tuple[float, int]] = {}
    for key, item in items:
        share, answers = sums.get(key, (0.0, 0))
        sums[key] = share + item.coverage, answers + item.answers
    return {key: Mean(share / answers, answers) for key, (share, answers) in sums.items()}


def _counted(places: Sequence[Place], key: Callable[[Place], dt.date]) -> dict[dt.date, Counts]:
    groups: dict[dt.date, list[Place]] = {}
    for place in sorted(places, key=lambda p: p.date):
        groups.setdefault(key(place), []).append(place)
    return {date: _sum(group) for date, group in groups.items()}


def _sum(places: Sequence[Place]) -> Counts:
    return Counts(sum(p.expected for p in places), sum(p.answered for p in places))


def _missed(cells: Sequence[Cell]) -> tuple[MissedPoint, ...]:
    """Most first. The answers are all those to the question that are shown."""
    answers: dict[str, int] = {}
    counts: dict[tuple[str, str, str, str], int] = {}
    for cell in cells:
        if cell.question is None:
            continue
        answers[cell.question] = answers.get(cell.question, 0) + cell.answers
        for missed in cell.missed:
            key = (cell.skill, cell.question, cell.section, missed.point)
            counts[key] = counts.get(key, 0) + missed.count
    rows = [MissedPoint(*key, count, answers[key[1]]) for key, count in counts.items()]
    return tuple(sorted(rows, key=lambda r: (-r.count, r.count - r.answers, r.question, r.point)))
