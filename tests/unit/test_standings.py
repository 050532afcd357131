"""Periods and what follows from facts, against a reference written apart."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from unit import standings_reference as reference

from bot.boards.standings import Board, Fact, Kind, Span, end_of, start_of, touched_since, values_of

dates = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))
START = dt.date(2026, 9, 21)
facts_ = st.lists(
    st.builds(
        Fact,
        st.integers(1, 10**6),
        st.integers(0, 60).map(lambda n: START + dt.timedelta(days=n)),
        st.sampled_from(["caching", "rate-limiting"]),
        st.sampled_from(["", "a", "a", "b"]),
        st.integers(0, 5).map(lambda met: met / 5),
    ),
    max_size=60,
    unique_by=lambda fact: fact.round_id,
)


def as_keys(values: dict[Board, int]) -> dict[reference.Key, int]:
    return {(b.kind.value, b.span.value, str(b.start), b.skill): v for b, v in values.items()}


def as_plain(facts: list[Fact]) -> list[tuple[dt.date, str, str, float]]:
    return [(f.date, f.skill, f.judge, f.share if f.judge else 0.0) for f in facts]


@given(dates)
def test_spans_are_calendar_periods(date: dt.date) -> None:
    for span in Span:
        start = start_of(span, date)
        assert (start, end_of(span, start)) == reference.spans(date)[span.value]


@settings(max_examples=200, deadline=None)
@given(facts_)
def test_rows_follow_from_facts_as_the_reference_says(facts: list[Fact]) -> None:
    assert as_keys(values_of(facts)) == reference.values(as_plain(facts))


@settings(max_examples=100, deadline=None)
@given(facts_, st.integers(0, 60))
def test_spans_that_ended_before_a_change_are_as_they_were(facts: list[Fact], day: int) -> None:
    date = START + dt.timedelta(days=day)
    added = [*facts, Fact(0, date, "caching", "a", 1.0)]
    before, after = values_of(facts), values_of(added)
    since = touched_since(date)
    changed = {board for board in before | after if before.get(board) != after.get(board)}
    assert all(board.start >= since or board.span is Span.ALL for board in changed)
    part = values_of(added, since)
    assert part == {b: v for b, v in after.items() if b.start >= since or b.span is Span.ALL}


def test_two_judges_are_never_mixed() -> None:
    old = [Fact(n, START + dt.timedelta(days=n), "caching", "a", 0.2) for n in range(5)]
    new = [Fact(9 + n, START + dt.timedelta(days=7 + n), "caching", "b", 0.8) for n in range(3)]
    assert not [b for b in values_of([*old, *new]) if b.kind is Kind.IMPROVEMENT]
    same = [Fact(9 + n, START + dt.timedelta(days=7 + n), "caching", "a", 0.8) for n in range(3)]
    week = Board(Kind.IMPROVEMENT, Span.WEEK, START + dt.timedelta(days=7))
    assert values_of([*old, *same])[week] == 60


def test_an_improvement_needs_enough_before_and_within() -> None:
    facts = [Fact(n, START + dt.timedelta(days=n), "caching", "a", 0.2) for n in range(4)]
    facts += [Fact(9 + n, START + dt.timedelta(days=7 + n), "caching", "a", 1) for n in range(3)]
    week = Board(Kind.IMPROVEMENT, Span.WEEK, START + dt.timedelta(days=7))
    assert week not in values_of(facts)
    fifth = Fact(8, START + dt.timedelta(days=5), "caching", "a", 0.2)
    assert values_of([*facts, fifth])[week] == 80
    assert week not in values_of([*facts[:-1], fifth])
