"""The team page's filter in its address, and what a spreadsheet must not take for a formula."""

import csv
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.web import filters
from adapters.web.team_csv import as_csv
from bot.managers.board import TeamPage
from bot.managers.figures import PERIODS, Filter, Result, figures, monday
from bot.model import LEVELS


@given(
    st.builds(
        Filter,
        st.sampled_from(PERIODS),
        st.none() | st.integers(0, 10**18 - 1),
        st.none() | st.sampled_from(["caching", "openai-api"]),
        st.none() | st.sampled_from(LEVELS),
    )
)
def test_an_address_holds_the_whole_filter(wanted: Filter) -> None:
    query = dict(part.split("=") for part in filters.written(wanted).split("&") if part)
    assert filters.read(query) == wanted


@pytest.mark.parametrize("text", ["", "0", "-1", "13", "٤", "9" * 30, "x\0", "a" * 99])
def test_what_is_no_choice_is_left_out(text: str) -> None:
    read = filters.read({"weeks": text, "track": text and f"{text}!", "level": text, "skill": text})
    assert read in (Filter(), Filter(skill=text))
    assert len(read.skill or "") <= 60
    assert "\0" not in (read.skill or "")


@pytest.mark.parametrize("name", ["=1+1", "@sum", "-1", "+1", "\tx"])
def test_a_name_is_no_formula(name: str) -> None:
    week = monday(dt.date(2026, 11, 2))
    result = Result(1, week, 1, "caching", "mid", 2, 1.0)
    page = TeamPage("Acme", figures(Filter(), week, (), (), [result]), (), {}, {1: name})
    (row,) = csv.DictReader(as_csv(page).splitlines())
    assert row["member"] == f"'{name}"
    assert row["coverage_percent"] == "50.0"
