"""How the playground shows names, days and marked-up text."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.playground import words

TODAY = dt.date(2026, 11, 22)


@given(st.text())
def test_spans_keep_every_character_of_the_text(text: str) -> None:
    rebuilt = "".join(part for _, part in words.spans(text))
    assert rebuilt.replace("`", "").replace("\n", "") == text.replace("`", "").replace("\n", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [("plain", "plain")]),
        ("a `b` c", [("plain", "a "), ("code", "b"), ("plain", " c")]),
        ("```\nx = 1\n```\nso", [("block", "x = 1"), ("plain", "so")]),
        ("hi @Whetstone!", [("plain", "hi "), ("mention", "@Whetstone"), ("plain", "!")]),
        ("one ` tick", [("plain", "one ` tick")]),
        ("", []),
    ],
)
def test_code_and_mentions_are_set_apart(text: str, expected: list[words.Span]) -> None:
    assert list(words.spans(text)) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("Ada", "A"), ("ada love lace", "AL"), ("", "?"), ("Ö", "Ö")]
)
def test_initials(name: str, expected: str) -> None:
    assert words.initials(name) == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (TODAY, "Today"),
        (TODAY - dt.timedelta(1), "Yesterday"),
        (TODAY - dt.timedelta(2), "Friday, 20 November"),
        (TODAY - dt.timedelta(365), "Saturday, 22 November 2025"),
    ],
)
def test_days_in_words(date: dt.date, expected: str) -> None:
    assert words.day(date, TODAY) == expected


def test_names_never_run_out() -> None:
    taken: set[str] = set()
    for _ in range(60):
        taken.add(words.free_name(taken).lower().replace(" ", "-"))
    assert len(taken) == 60


def test_an_unknown_zone_is_this_machines() -> None:
    assert words.zone("Not/AZone") is None
    assert words.zone("../etc/passwd") is None
    assert str(words.zone("Asia/Kolkata")) == "Asia/Kolkata"
