"""`/mock history`: what was, the scorecards again, and a trend that the text says too."""

import pytest
from support.interviewing import STALE, answers, begun
from support.team import Someone, Team, buttons, said

from bot.errors import InvalidInput, NotFound
from bot.message import Message
from bot.pictures import Trend


async def interviewed(team: Team, start: str = "/mock caching senior 3 real") -> Someone:
    """A member with one more finished interview."""
    ada = await begun(team, start)
    await answers(ada, STALE)
    await ada.runs("/mock end")
    await team.work()
    return ada


async def history(member: Someone, rest: str = "") -> Message:
    shown = await member.runs(f"/mock history {rest}".strip())
    assert isinstance(shown, Message)
    return shown


async def test_a_finished_interview_is_listed_with_its_points_and_opens_again(team: Team) -> None:
    ada = await interviewed(team)
    shown = await history(ada)
    (line,) = [line for line in shown.lines if line.kind == "item"]
    assert "Caching, senior, real mode: wording for" in line.text
    assert line.button is not None
    assert line.button.label == "Open"
    assert shown.picture is None, "one interview is no trend"
    again = said(await ada.presses(line.button.action, line.button.value))
    assert again == ada.sees()[-1]
    assert again.startswith("Scorecard")


async def test_nobody_opens_an_interview_of_somebody_else(team: Team) -> None:
    ada = await interviewed(team)
    value = buttons(await history(ada))["mock_open"]
    bob = team.member("Bob")
    with pytest.raises(NotFound):
        await bob.presses("mock_open", value)
    assert "no interview of yours" in said(await history(bob))


async def test_the_trend_is_drawn_from_two_on_and_all_of_it_is_said(team: Team) -> None:
    await interviewed(team)
    await team.later(days=2)
    ada = await interviewed(team)
    shown = await history(ada)
    assert isinstance(shown.picture, Trend)
    ((name, points),) = shown.picture.series
    assert name == "Caching (keyword check)"
    assert len(points) == 2
    assert [on for on, _ in points] == sorted(on for on, _ in points)
    for on, share in points:
        assert f"{on:%a} {on.day} {on:%b} {share:.0%}" in shown.text
    assert shown.picture.title in shown.text


async def test_it_narrows_to_a_skill_and_names_those_there_are(team: Team) -> None:
    ada = await interviewed(team)
    assert "Your interviews on Caching" in (await history(ada, "Caching")).text
    assert "no interview of yours on Claims" in (await history(ada, "claims")).text
    with pytest.raises(InvalidInput, match="cooking is no skill"):
        await history(ada, "cooking")


async def test_an_open_interview_is_there_to_resume(team: Team) -> None:
    ada = await begun(team)
    shown = await history(ada)
    assert "One is open." in shown.text
    assert "mock_resume" in buttons(shown)
