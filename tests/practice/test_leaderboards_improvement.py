"""The board of improvement: what it counts, and who is named."""

import datetime as dt
import re
from collections.abc import AsyncIterator

import pytest
from support.clock import MovableClock
from support.critics import Praising
from support.leaderboards import button, chooses, notes, places
from support.team import Asked, Someone, Team, said

from storage import open_store


@pytest.fixture
async def judged(sqlite_url: str, clock: MovableClock) -> AsyncIterator[Team]:
    store = await open_store(sqlite_url, clock=clock)
    yield Team(store, clock, critic=Praising())
    await store.close()


MET = "Every key expires at the same moment so all of them miss, then a lock, then jitter."
NONE_MET = "It is slow, so restart it, then wait."


async def improves(team: Team, who: Someone) -> Asked:
    """Five first attempts in October that met nothing, then three in November that met a point."""
    team.clock.at = dt.datetime(2026, 10, 26, 6, tzinfo=dt.UTC)
    await team.track(weekdays="daily")
    for _ in range(5):
        await who.answers(await team.ask(), NONE_MET)
    team.clock.at = dt.datetime(2026, 11, 2, 6, tzinfo=dt.UTC)
    await team.work()
    asked = team.newest()
    for _ in range(3):
        asked = await team.ask()
        await who.answers(asked, MET)
    return asked


async def test_improvement_names_who_agreed_and_tells_the_others_their_own(judged: Team) -> None:
    ada, bob = judged.member("Ada"), judged.member("Bob")
    await improves(judged, ada)
    private = await ada.runs("/leaderboard improvement")
    assert places(private) == []
    rise = re.search(r"up \d\d of 100 points", notes(private))
    assert rise is not None
    assert f"Yours: {rise[0]}. Nobody else sees it" in notes(private)
    assert "Nobody can be named yet." in said(await bob.runs("/leaderboard by improvement"))
    agree = button(private, "Name me")
    named = await ada.presses(agree.action, agree.value)
    assert places(named) == [f"1. Ada (you), {rise[0]}"]
    other = await bob.runs("/leaderboard month improvement")
    assert places(other) == [f"1. Ada, {rise[0]}"]
    assert "It takes 3 first attempts in this time and 5 before it" in notes(other)
    back = button(named, "Do not name me")
    assert places(await ada.presses(back.action, back.value)) == []
    assert places(await bob.runs("/leaderboard month improvement")) == []


async def test_all_time_has_no_before_and_a_streak_no_period(judged: Team) -> None:
    ada = judged.member("Ada")
    reply = await ada.runs("/leaderboard all improvement")
    assert "An improvement needs a time before it, so this is the month." in said(reply)
    assert "A streak runs over all skills" in said(await ada.runs("/leaderboard streak caching"))


async def test_keyword_coverage_feeds_no_board(team: Team) -> None:
    ada = team.member("Ada")
    await chooses(ada, named=True)
    await improves(team, ada)
    reply = await ada.runs("/leaderboard improvement")
    assert places(reply) == []
    assert "Yours: not known." in notes(reply)
