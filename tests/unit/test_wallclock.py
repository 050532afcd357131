import datetime as dt

import pytest

from bot.days.wallclock import local_day, next_fire, parse_time, parse_weekdays, parse_zone
from bot.errors import InvalidInput
from bot.model import WEEKDAYS, WORKDAYS


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def fires(at: str, days: str, zone: str, after: str, count: int) -> list[tuple[str, str]]:
    """The next fires as (UTC, local date), each after the one before."""
    found: list[tuple[str, str]] = []
    moment = utc(after)
    for _ in range(count):
        moment, date = next_fire(parse_time(at), parse_weekdays(days), zone, moment)
        found.append((moment.isoformat(" ", "minutes")[:16], date.isoformat()))
    return found


def test_a_time_is_the_same_on_the_clock_in_summer_and_winter() -> None:
    assert fires("09:00", "weekdays", "Europe/Berlin", "2026-03-27 00:00", 2) == [
        ("2026-03-27 08:00", "2026-03-27"),
        ("2026-03-30 07:00", "2026-03-30"),
    ]


def test_the_next_fire_is_strictly_after() -> None:
    assert fires("09:00", "daily", "UTC", "2026-03-27 09:00", 1) == [
        ("2026-03-28 09:00", "2026-03-28")
    ]
    assert fires("09:00", "daily", "UTC", "2026-03-27 08:59", 1) == [
        ("2026-03-27 09:00", "2026-03-27")
    ]


@pytest.mark.parametrize("at", ["02:00", "02:30", "02:59", "03:00"])
def test_a_time_that_does_not_exist_moves_to_the_end_of_the_gap(at: str) -> None:
    # On 29 March 2026 clocks in Berlin go from 02:00 to 03:00, at 01:00 UTC.
    assert fires(at, "sun", "Europe/Berlin", "2026-03-28 12:00", 1) == [
        ("2026-03-29 01:00", "2026-03-29")
    ]


def test_a_fire_moved_by_a_gap_is_found_from_every_instant_before_it() -> None:
    before = utc("2026-03-29 00:00")
    for seconds in range(0, 3_600, 300):
        after = before + dt.timedelta(seconds=seconds)
        moment, _ = next_fire(dt.time(2, 30), ("sun",), "Europe/Berlin", after)
        assert moment == utc("2026-03-29 01:00")


def test_a_time_that_comes_twice_fires_once_the_first_time() -> None:
    # On 25 October 2026 the hour from 02:00 comes twice, from 00:00 and from 01:00 UTC.
    assert fires("02:30", "daily", "Europe/Berlin", "2026-10-24 12:00", 2) == [
        ("2026-10-25 00:30", "2026-10-25"),
        ("2026-10-26 01:30", "2026-10-26"),
    ]
    assert fires("02:30", "daily", "Europe/Berlin", "2026-10-25 01:10", 1) == [
        ("2026-10-26 01:30", "2026-10-26")
    ]


def test_a_gap_over_midnight_keeps_the_date_that_was_meant() -> None:
    # In Nuuk, Saturday 28 March 2026 ends at 23:00, where clocks go to 00:00 of Sunday.
    assert fires("23:30", "sat", "America/Nuuk", "2026-03-28 12:00", 1) == [
        ("2026-03-29 01:00", "2026-03-28")
    ]


def test_a_date_that_a_zone_leaves_out_has_no_fire() -> None:
    assert fires("09:00", "daily", "Pacific/Apia", "2011-12-29 00:00", 3) == [
        ("2011-12-29 19:00", "2011-12-29"),
        ("2011-12-30 19:00", "2011-12-31"),
        ("2011-12-31 19:00", "2012-01-01"),
    ]


def test_weekdays_are_those_of_the_local_date() -> None:
    assert fires("08:00", "mon", "Pacific/Auckland", "2026-06-06 00:00", 1) == [
        ("2026-06-07 20:00", "2026-06-08")
    ]


@pytest.mark.parametrize(
    ("instant", "zone", "date"),
    [
        ("2026-06-02 01:59", "Europe/Berlin", "2026-06-01"),
        ("2026-06-02 02:00", "Europe/Berlin", "2026-06-02"),
        ("2026-06-02 21:59", "Europe/Berlin", "2026-06-02"),
        ("2026-06-02 10:59", "America/Los_Angeles", "2026-06-01"),
        ("2026-03-29 01:30", "Europe/Berlin", "2026-03-28"),
        ("2026-03-29 02:00", "Europe/Berlin", "2026-03-29"),
    ],
)
def test_a_day_lasts_until_four_in_the_morning(instant: str, zone: str, date: str) -> None:
    assert local_day(utc(instant), zone) == dt.date.fromisoformat(date)


def test_the_rollover_can_be_midnight() -> None:
    assert local_day(utc("2026-06-02 00:00"), "UTC", dt.time()) == dt.date(2026, 6, 2)


@pytest.mark.parametrize(
    ("text", "time"),
    [("09:30", dt.time(9, 30)), (" 9:05", dt.time(9, 5)), ("23:59", dt.time(23, 59))],
)
def test_a_time_is_hours_and_minutes(text: str, time: dt.time) -> None:
    assert parse_time(text) == time


def test_a_time_that_is_none_says_so() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_time("25:00")
    expected = "Not set: 25:00 is no time. Use hours and minutes, such as 09:30."
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    "text", ["", "24:00", "9", "09:60", "9:3", "-1:00", "٠٩:٣٠", "9:30pm", "x" * 40_000]
)
def test_other_spellings_of_a_time_are_refused_briefly(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"is no time\. Use hours and minutes") as caught:
        parse_time(text)
    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", WORKDAYS),
        ("weekdays", WORKDAYS),
        ("daily", WEEKDAYS),
        ("weekends", ("sat", "sun")),
        ("wed,Mon", ("mon", "wed")),
        ("Monday, thurs – fri", ("mon", "thu", "fri")),
        ("sat-mon", ("mon", "sat", "sun")),
        ("tue", ("tue",)),
        ("mon-mon", ("mon",)),
    ],
)
def test_weekdays_come_in_the_order_of_the_week(text: str, days: tuple[str, ...]) -> None:
    assert parse_weekdays(text) == days


@pytest.mark.parametrize(
    "text", ["", " , ", "mo", "mon-", "fry", "0-4", "mon-wed-fri", "mondays-only"]
)
def test_what_is_no_weekday_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"is no weekday\. Use days such as mon-fri"):
        parse_weekdays(text)


@pytest.mark.parametrize(
    ("text", "zone"),
    [("Europe/Berlin", "Europe/Berlin"), (" america/new york", "America/New_York"), ("utc", "UTC")],
)
def test_a_zone_is_an_iana_name(text: str, zone: str) -> None:
    assert parse_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Europe/Berln", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("Asia/Kolkatta", "Asia/Kolkata"),
        ("new york", "America/New_York"),
    ],
)
def test_a_mistyped_zone_names_the_nearest(text: str, near: str) -> None:
    with pytest.raises(
        InvalidInput, match=f"Not set: {text} is no time zone. Did you mean .*{near}"
    ):
        parse_zone(text)


@pytest.mark.parametrize("text", ["", "Mars/Olympus", "localtime", "Factory", "../etc/passwd"])
def test_what_is_no_zone_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"is no time zone\. Use a name such as Europe/Berlin"):
        parse_zone(text)
