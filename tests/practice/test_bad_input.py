"""Every bad input gets one clear sentence or two, and loses nothing."""

import re

import pytest
from support.team import GOOD, Team, form, said

from bot.errors import InvalidInput, NotFound, WhetstoneError

LONG = "x" * 40_000


def assert_clear(text: str) -> None:
    assert 10 < len(text) <= 330, text
    assert text[0].isupper()
    assert text.endswith((".", "?"))
    assert not re.search(r"!|Oops|Error|Traceback|None|\bsoon\b|  ", text), text


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"at": "25:00"}, "25:00 is no time"),
        ({"at": ""}, "an empty text is no time"),
        ({"zone": "Europe/Berlyn"}, "Did you mean Europe/Berlin"),
        ({"zone": "Mars/Base"}, "no time zone"),
        ({"skills": "cachng"}, "Did you mean caching"),
        ({"skills": ""}, "no skill was named"),
        ({"skills": LONG}, "is no skill of this bank"),
        ({"skills": "\u202egnihcac"}, "gnihcac is no skill"),
        ({"levels": "wizard"}, "wizard is no level"),
        ({"levels": "senior-junior"}, "runs backwards"),
        ({"levels": ""}, "an empty text is no level"),
        ({"review": "loud"}, "Use short, full or private"),
        ({"review": LONG}, "Use short, full or private"),
        ({"weekdays": "someday"}, "no weekday"),
        ({"holidays": "2026-13-01"}, "is no date"),
        ({"holidays": "2027-01-02..2026-12-24"}, "ends before it starts"),
        ({"holidays": "2026-01-01..2036-01-01"}, "longer than a year"),
        ({"holidays": LONG}, "is no date"),
        ({"open_hours": 0}, "1 to 168 hours"),
        ({"open_hours": float("nan")}, "1 to 168 hours"),
    ],
)
async def test_a_bad_track_is_refused_and_nothing_is_set(
    team: Team, wish: dict[str, object], says: str
) -> None:
    with pytest.raises(InvalidInput, match=re.escape(says)) as refused:
        await team.track(**wish)
    assert_clear(str(refused.value))
    async with team.store.reading() as tx:
        assert await tx.tracks.everywhere() == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/practice sterak", "Did you mean /practice streak?"),
        ("/practice streak whyy", "Did you mean /practice streak why?"),
        ("/leaderboard wek", "Did you mean week?"),
        ("/practice qqqqqq", "/practice help lists them."),
        (f"/practice {LONG}", "/practice help lists them."),
        ("/practice guide", "no skill was named"),
        ("/practice guide golang", "golang is no skill"),
        ("/practice solo golang", "golang is no skill"),
        ("/practice now golang", "golang is no skill"),
        ("/practice away 2026-12-24, 2026-13-01", "2026-13-01 is no date"),
        ("/practice away tomorrow", "tomorrow is no date"),
        ("/practice away 2026-12-24..2026-12-01", "ends before it starts"),
        ("/practice away 2026-10-20..2026-10-21", "to Mon 26 Oct."),
        ("/practice pause", "Say which track."),
        ("/practice pause x", "There is no track x."),
        (f"/practice resume {LONG}", "/practice tracks lists them."),
    ],
)
async def test_a_bad_command_says_what_would_be_right(team: Team, text: str, says: str) -> None:
    await team.track()
    await team.ask()
    with pytest.raises(WhetstoneError, match=re.escape(says)) as refused:
        await team.member("Ada").runs(text, admin=True)
    assert_clear(str(refused.value))


@pytest.mark.parametrize("value", ["", "x", "-1", "²", "٣", "9" * 40, "1 OR 1=1", LONG])
async def test_a_button_or_form_of_nothing_we_know_is_refused(team: Team, value: str) -> None:
    ada = team.member("Ada")
    for action in ("hint", "remind", "review", "no-such"):
        with pytest.raises((InvalidInput, NotFound)) as refused:
            await ada.presses(action, value)
        assert_clear(str(refused.value))
    sheet = form(await ada.runs("/practice solo"))
    for name in (f"answer:{value}", value):
        with pytest.raises((InvalidInput, NotFound)) as refused:
            await ada.sends(type(sheet)(name, "", ()), text=GOOD)
        assert_clear(str(refused.value))
    assert said(await ada.presses("leave", value)) == "You take part in no track here."


async def test_an_empty_form_is_refused_and_an_emoji_only_one_is_no_attempt(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    sheet = form(await ada.presses("answer", asked.id))
    with pytest.raises(InvalidInput, match="the answer is empty"):
        await ada.sends(sheet, text=" \n ")
    assert said(await ada.sends(sheet, text="🎉")).startswith("I haven't counted that")
    assert said(await ada.sends(sheet, text="\u200b\u200d")).startswith("I haven't counted that")
    assert await team.answers(asked) == []
    assert said(await ada.sends(sheet, text=GOOD, readers="everyone")).startswith("Saved.")
    assert [a.readers for a in await team.answers(asked)] == ["me"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The lock is held by one request. " * 1_250, id="40,000 characters"),
        pytest.param("כל המפתחות פגים באותו רגע ולכן כולם מחמיצים יחד", id="right to left"),
        pytest.param("A l\u200bock lets o\u200dne request rec\u2060ompute it.", id="zero width"),
        pytest.param("A lock\x00 lets one request \ud800recompute.", id="NUL and a surrogate"),
        pytest.param("Z\u0310\u0351" * 3_000 + " a lock for one request", id="stacked marks"),
        pytest.param("@everyone <!channel> a lock lets one request recompute", id="a mention"),
    ],
)
async def test_any_text_is_stored_and_reviewed_once(team: Team, text: str) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    for _ in range(2):
        await ada.says(asked, text, message="m")
    await team.later(seconds=25)
    (answer,) = await team.answers(asked)
    assert answer.text == text.replace("\x00", "").replace("\ud800", "")
    assert len(asked.thread) == 1
    assert said(await ada.presses("review", asked.id))
