"""An adversary who knows who was silent on which day learns of no one that they were away."""

import datetime as dt
import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from unit.few_people import told_of

from bot.days.chains import Asked, Kept
from bot.managers import attendance
from bot.managers.attendance import days_away
from bot.managers.figures import PERIODS, Filter, Week, figures, monday
from bot.model import Away, Membership

FIRST = dt.date(2026, 3, 2)
DATES = tuple(FIRST + dt.timedelta(days=n) for n in (0, 1, 7, 8))
WEEKS = tuple(sorted({monday(date) for date in DATES}))
TODAY = DATES[-1] + dt.timedelta(days=7)
TRACKS = (1, 2)
MEMBERS = range(1, 10)
ASKED = [Asked(track, date, True) for track in TRACKS for date in DATES]

Silent = tuple[int, dt.date]  # a member's day without an answer
Facts = tuple[list[Membership], list[Kept], list[Silent], set[Silent]]


@st.composite
def teams(draw: st.DrawFn) -> Facts:
    """Who is in which track, who was silent when, and on which of these days away."""
    inside = [
        Membership(track, member, FIRST)
        for track in TRACKS
        for member in sorted(draw(st.sets(st.sampled_from(MEMBERS), min_size=4)))
    ]
    people = {each.member_id: each.track_id for each in inside}
    every = [(member, date) for member in people for date in DATES]
    silent = sorted(draw(st.sets(st.sampled_from(every), min_size=4)))
    kept = [Kept(who, date, people[who]) for who, date in every if (who, date) not in silent]
    return inside, kept, silent, draw(st.sets(st.sampled_from(silent)))


def weekly(inside: list[Membership], kept: list[Kept], away: set[Silent]) -> dict[dt.date, int]:
    """The days away of each week."""
    ranges = [Away(member, date, date) for member, date in sorted(away)]
    numbers = {}
    for first in WEEKS:
        asked = [each for each in ASKED if monday(each.date) == first]
        of_week = [each for each in kept if monday(each.date) == first]
        numbers[first] = days_away(asked, inside, ranges, of_week)
    return numbers


def told(away: dict[dt.date, int]) -> list[float]:
    """Every number of days away through every filter."""
    weeks = [Week(first, away=days) for first, days in away.items()]
    numbers: list[float] = []
    for period, track in itertools.product(PERIODS[:2], (None, *TRACKS)):
        shown = figures(Filter(period, track), TODAY, weeks, (), ())
        numbers += [shown.away.get(first, 0) for first in WEEKS]
        numbers.append(sum(shown.away.values()))
    return numbers


def isolated(facts: Facts) -> set[int] | None:
    """Fewer than 5 people of whom some sum of the numbers tells, if there are any.

    Which weeks are shown stays as it is: of the others it is known that these were fewer."""
    inside, kept, silent, away = facts
    shown = {first for first, days in weekly(inside, kept, away).items() if days}
    if not shown:
        return None

    def seen(away: set[Silent]) -> list[float]:
        days = weekly(inside, kept, away)
        return told({first: days[first] if first in shown else 0 for first in WEEKS})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attendance, "AT_LEAST", 1)
        base = seen(away)
        moved = [np.subtract(seen(away ^ {day}), base) for day in silent]
    return told_of(np.array(moved).T, np.array([member for member, _ in silent]))


WEEKS_OF_FIVE_AND_FOUR: Facts = (
    [Membership(1, member, FIRST) for member in range(1, 6)],
    [],
    [(member, date) for member in range(1, 6) for date in DATES[::2]],
    {(member, DATES[0]) for member in range(1, 6)} | {(member, DATES[2]) for member in range(1, 5)},
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(teams())
@example(WEEKS_OF_FIVE_AND_FOUR)
def test_no_sum_of_days_away_is_about_fewer_than_five_people(facts: Facts) -> None:
    assert isolated(facts) is None


def test_four_people_away_are_no_number_and_five_are_one() -> None:
    inside = [Membership(1, member, FIRST) for member in MEMBERS]
    away = {(member, date) for member in range(1, 5) for date in DATES[:2]}
    assert not any(told(weekly(inside, [], away)))
    assert told(weekly(inside, [], away | {(5, FIRST)}))[0] == 9
