"""When a reminder comes: against a slow reference, over zones and changes of their clocks."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from unit import reminder_reference as reference

from bot.days.reminding import LEAST, due, is_quiet, usual
from bot.members.settings import MemberSettings

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "America/Santiago",
]
CHANGES = [dt.date(2026, 3, 8), dt.date(2026, 3, 29), dt.date(2026, 10, 25), dt.date(2026, 4, 5)]
times = st.integers(0, 95).map(lambda n: dt.time(n // 4, n % 4 * 15))
days = st.one_of(
    st.sampled_from(CHANGES).flatmap(
        lambda d: st.integers(-1, 1).map(lambda n: d + dt.timedelta(days=n))
    ),
    st.integers(0, 364).map(lambda n: dt.date(2026, 1, 1) + dt.timedelta(days=n)),
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ZONES),
    days,
    times,
    st.integers(1, 30),
    st.none() | times,
    st.none() | times,
    times,
    times,
)
def test_the_time_of_a_reminder_agrees_with_the_reference(
    zone: str,
    date: dt.date,
    at: dt.time,
    hours: int,
    set_at: dt.time | None,
    mostly: dt.time | None,
    quiet_from: dt.time,
    quiet_to: dt.time,
) -> None:
    posted = dt.datetime.combine(date, at, ZoneInfo(zone)).astimezone(dt.UTC)
    closes = posted + dt.timedelta(hours=hours)
    chosen = MemberSettings(1, remind_at=set_at, quiet_from=quiet_from, quiet_to=quiet_to)
    when = due(posted, closes, zone, chosen, mostly)
    quiet = (quiet_from, quiet_to)
    assert when == reference.due(posted, closes, zone, set_at, mostly, quiet)
    if when is not None:
        assert posted < when <= closes - LEAST
        assert not is_quiet(when, zone, chosen)


@settings(max_examples=200)
@given(
    st.sampled_from(ZONES),
    days,
    st.lists(st.integers(0, 20 * 60), min_size=3, max_size=9),
    times,
)
def test_the_usual_hour_is_the_median_after_the_question(
    zone: str, date: dt.date, minutes: list[int], at: dt.time
) -> None:
    place = ZoneInfo(zone)
    posted = dt.datetime.combine(date, at, place)
    assume(posted.astimezone(dt.UTC).astimezone(place).replace(tzinfo=None).time() == at)
    answered = [
        (posted.astimezone(dt.UTC) - dt.timedelta(days=n)) + dt.timedelta(minutes=m)
        for n, m in enumerate(minutes, 1)
    ]
    walls = [each.astimezone(place).replace(tzinfo=None) for each in answered]
    expected = reference.median(walls, posted.replace(tzinfo=None))
    assert usual(answered, posted.astimezone(dt.UTC), zone) == expected


def test_two_answers_are_no_habit() -> None:
    posted = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
    assert usual([posted, posted], posted, "UTC") is None


@pytest.mark.parametrize(
    ("mostly", "expected"),
    [
        (dt.time(9, 30), "10:30"),
        (dt.time(16), "17:00"),
        (dt.time(19, 30), "19:30"),  # an hour later is quiet
        (None, "19:30"),  # four hours before the closing is in the night
    ],
)
def test_a_reminder_comes_an_hour_after_the_usual_time_and_before_quiet_hours(
    mostly: dt.time | None, expected: str
) -> None:
    posted = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)
    when = due(posted, posted + dt.timedelta(hours=20), "UTC", MemberSettings(1), mostly)
    assert when is not None
    assert f"{when:%H:%M}" == expected


def test_a_question_that_comes_in_quiet_hours_waits_for_the_morning() -> None:
    posted = dt.datetime(2026, 11, 2, 22, tzinfo=dt.UTC)
    when = due(posted, posted + dt.timedelta(hours=20), "UTC", MemberSettings(1), dt.time(23))
    assert when == dt.datetime(2026, 11, 3, 8, tzinfo=dt.UTC)
    assert due(posted, posted + dt.timedelta(hours=9), "UTC", MemberSettings(1), None) is None
