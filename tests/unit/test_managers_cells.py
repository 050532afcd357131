"""An adversary with every figure through every filter learns nothing of fewer than 5 people."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from unit.few_people import told_of

from bot.managers.cells import Attempt, cells
from bot.managers.figures import PERIODS, Figures, Filter, Week, figures

MONDAY = dt.date(2026, 3, 2)
WEEKS = (MONDAY - dt.timedelta(weeks=5), MONDAY - dt.timedelta(weeks=1))
POINTS = ("one", "two")
# week, track, skill, level: what is asked
ASKED = st.tuples(
    st.sampled_from(WEEKS),
    st.sampled_from([1, 2]),
    st.sampled_from(["caching", "queues"]),
    st.sampled_from(["mid", "senior"]),
)

Key = tuple[dt.date, Attempt]


def attempt(
    member: int, asked: tuple[dt.date, int, str, str], shares: bool = False, named: bool = False
) -> Attempt:
    week, track, skill, level = asked
    question = f"{skill} {level} {week}"
    return Attempt(member, shares, track, skill, level, question, "Limits", 0, 2, POINTS, named)


@st.composite
def teams(draw: st.DrawFn) -> list[Key]:
    """Who answered what, in a team of up to 9; some share their results, and of some a board says
    by how much they improved."""
    sharing = draw(st.sets(st.integers(1, 9), max_size=5))
    named = draw(st.sets(st.integers(1, 9), max_size=3))
    made = []
    for asked in draw(st.lists(ASKED, min_size=1, max_size=5, unique=True)):
        for member in sorted(draw(st.sets(st.integers(1, 9), min_size=3))):
            one = attempt(member, asked, member in sharing, member in named)
            made.append((asked[0], one))
    return made


def filters() -> Iterator[Filter]:
    tracks, skills, levels = (None, 1, 2), (None, "caching", "queues"), (None, "mid", "senior")
    for weeks, *rest in itertools.product(PERIODS[:2], tracks, skills, levels):
        yield Filter(weeks, *rest)


def told(made: Sequence[Key]) -> list[float]:
    """Every number through every filter, as sums, in an order that the values do not change."""
    weeks = [Week(w, "ai", cells([a for at, a in made if at == w])) for w in WEEKS]
    numbers: list[float] = []
    for each in filters():
        shown = figures(each, MONDAY, weeks, (), ())
        means = [*shown.heat.values(), *shown.levels.values(), *shown.skills.values()]
        means += [*shown.trend.values(), *([shown.coverage] if shown.coverage else [])]
        numbers += [mean.share * mean.answers for mean in means]
        numbers += list(_missed(shown, made))
    return numbers


def _missed(shown: Figures, made: Sequence[Key]) -> Iterator[float]:
    counts = {(row.question, row.point): row.count for row in shown.missed}
    for question in sorted({a.question for _, a in made}):
        for point in POINTS:
            yield counts.get((question, point), 0)


def equations(made: Sequence[Key]) -> tuple[np.ndarray, np.ndarray]:
    """How each number moves with each (answer, point), and whose answer that is."""
    base, moved, owners = told(made), [], []
    for n, (week, one) in enumerate(made):
        for point in POINTS:
            left = tuple(p for p in one.missing if p != point)
            other = [*made]
            other[n] = (week, replace(one, met=1, missing=left))
            if not (one.shares or one.named):  # what is known anyway can be taken off
                moved.append(np.subtract(told(other), base))
                owners.append(one.member_id)
    columns = np.array(moved).T if moved else np.zeros((1, 0))
    return np.unique(columns.round(4), axis=0), np.array(owners)


def isolated(made: Sequence[Key]) -> set[int] | None:
    """Fewer than 5 people of whom some sum of the numbers tells, if there are any."""
    rows, owners = equations(made)
    return told_of(rows, owners) if rows.any() else None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(teams())
def test_no_sum_of_figures_is_about_fewer_than_five_people(made: list[Key]) -> None:
    assert isolated(made) is None


def test_the_adversary_finds_what_is_there_to_be_found() -> None:
    """Five answered one question and one of them another: the difference is that one's."""
    asked = (WEEKS[0], 1, "caching", "mid")
    alone = (WEEKS[0], 1, "caching", "senior")
    made = [(WEEKS[0], attempt(n, asked)) for n in range(1, 7)] + [(WEEKS[0], attempt(1, alone))]
    assert isolated(made) is None
    rows = np.array([[1.0] * 7, [1.0] * 6 + [0.0]])
    assert np.linalg.matrix_rank(rows[:, :6]) < np.linalg.matrix_rank(rows)


def everyone(people: int, *asked: tuple[dt.date, int, str, str]) -> list[Attempt]:
    return [attempt(n, each) for each in asked for n in range(1, people + 1)]


def test_four_people_are_no_group_and_five_are_one() -> None:
    asked = (WEEKS[0], 1, "caching", "mid")
    assert cells(everyone(4, asked)) == ()
    (cell,) = cells(everyone(5, asked))
    assert (cell.track_id, cell.level, cell.answers, cell.coverage) == (1, "mid", 5, 0.0)
    assert [(m.point, m.count) for m in cell.missed] == [("one", 5), ("two", 5)]


def test_what_would_be_left_over_joins_the_smallest_other_group() -> None:
    mid, senior = ((WEEKS[0], 1, "caching", level) for level in ("mid", "senior"))
    made = everyone(6, mid) + everyone(4, senior)
    (cell,) = cells(made)
    assert (cell.level, cell.question, cell.answers) == (None, None, 10)


def test_many_answers_of_few_people_are_no_group() -> None:
    levels = [(WEEKS[0], track, "caching", "mid") for track in (1, 2)]
    four = everyone(4, *levels)
    assert cells(four) == cells([replace(a, shares=True) for a in four]) == ()


@pytest.mark.parametrize("known", ["shares", "named"])
def test_those_whose_results_are_told_elsewhere_hide_nobody(known: str) -> None:
    asked = (WEEKS[0], 1, "caching", "mid")
    six = [replace(attempt(n, asked), **{known: n > 4}) for n in range(1, 7)]
    assert cells(six) == ()
    assert cells([replace(a, **{known: True}) for a in six])[0].answers == 6
