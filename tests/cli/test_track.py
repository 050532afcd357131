"""`whetstone track`: a bad one gets one clear line, and nothing is stored."""

from collections.abc import Callable

import pytest
from click.testing import Result

Whetstone = Callable[..., Result]
NOTHING = "No track yet. whetstone track add --skills caching makes one.\n"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("--at 25:00", "Not set: 25:00 is no time. Use hours and minutes, such as 09:30."),
        ("--at soon", "Not set: soon is no time."),
        ("--zone Mars/Olympus", "Not set: Mars/Olympus is no time zone. Use a name such as"),
        ("--zone ../../etc/passwd", "Not set: ../../etc/passwd is no time zone."),
        ("--skills chaching", "chaching is no skill of this bank. Did you mean caching?"),
        ("--skills ,", "Not set: no skill was named. There are ai-guardrails"),
        ("--levels guru", "Not set: guru is no level. There are junior, mid, senior and staff."),
        ("--levels staff-mid", "Not set: staff-mid runs backwards. Write mid-staff."),
        ("--days someday", "Not set: someday is no weekday. Use days such as"),
        ("--days ,", "is no weekday. Use days such as"),
        ("--holidays 2026-13-01", "Not set: 2026-13-01 is no date. Write 2026-12-24"),
        ("--holidays 2027-01-02..2026-12-24", "ends before it starts."),
        ("--holidays 2026-01-01..9999-01-01", "is longer than a year."),
        ("--review loud", "loud is no way to show reviews. Use short, full or private."),
        ("--open-hours nan", "a question is open for 1 to 168 hours, not nan."),
        ("--channel #", "Not set: no channel was named. Use one such as --channel practice."),
        ("--platform irc", "irc is no platform. Use discord, playground and slack."),
        ("--platform slack", "Not set: no team was named. Give its id on slack with --team."),
    ],
)
def test_a_bad_track_gets_one_line_and_is_not_stored(
    whetstone: Whetstone, words: str, line: str
) -> None:
    result = whetstone("track", "add", "--skills", "caching", *words.split())
    assert result.exit_code == 1
    assert result.stdout == ""
    assert line in result.stderr
    assert result.stderr.count("\n") == 1
    assert whetstone("track", "list").stdout == NOTHING


def test_what_click_itself_refuses_is_not_stored(whetstone: Whetstone) -> None:
    result = whetstone("track", "add", "--skills", "caching", "--open-hours", "x")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: Invalid value for '--open-hours'" in result.stderr
    assert whetstone("track", "list").stdout == NOTHING


def test_the_life_of_a_track(whetstone: Whetstone) -> None:
    words = "--skills caching,rate-limiting --at 9:30 --zone Europe/Berlin --days mon,wed"
    made = whetstone("track", "add", *words.split(), "--levels", "mid-senior")
    described = (
        "Track 1: Caching and Rate limiting in #practice, Mon and Wed at 09:30 Europe/Berlin, "
        "mid to senior"
    )
    assert made.exit_code == 0, made.output
    assert made.stdout.startswith(f"Set. {described}.\nFirst question: ")
    assert made.stdout.endswith(" at 09:30.\n")
    assert whetstone("track", "list").stdout == f"{described}\n"
    assert whetstone("track", "pause", "1").stdout == "Track 1 is paused.\n"
    assert whetstone("track", "list").stdout == f"{described}, paused\n"
    assert whetstone("track", "resume", "1").stdout == "Track 1 asks again.\n"
    assert whetstone("track", "list").stdout == f"{described}\n"
    days = whetstone("track", "holidays", "1", "2026-12-24..2027-01-01", "2027-05-01")
    assert days.stdout == "Track 1: holidays set.\n"
    wrong = whetstone("track", "holidays", "1", "2027-06-01", "Christmas")
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (1, 1)
    assert whetstone("track", "remove", "1").stdout == "Track 1 is removed.\n"
    assert whetstone("track", "list").stdout == NOTHING


@pytest.mark.parametrize("change", ["pause", "resume", "remove", "holidays"])
def test_a_track_that_is_not_there_is_named(whetstone: Whetstone, change: str) -> None:
    dates = ["2026-12-24"] if change == "holidays" else []
    result = whetstone("track", change, "7", *dates)
    assert result.exit_code == 1
    assert result.stderr.startswith("There is no track 7.")
    assert result.stderr.count("\n") == 1
    beyond = whetstone("track", change, "99999999999999999999", *dates)
    assert beyond.exit_code == 2
    assert "is not in the range" in beyond.stderr
