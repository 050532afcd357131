"""Streaks, away ranges and reminders as people live them, the same on every platform."""

import pytest
from scenarios.play import Play, asked
from support.team import GOOD

pytestmark = pytest.mark.slow


async def test_a_streak_is_shown_with_its_weeks_and_its_reasons(play: Play) -> None:
    ada, room, question = await asked(play, "Europe/Berlin")
    await ada.says(room, GOOD, thread=question)
    await play.later(seconds=25)
    await ada.runs("/practice", "streak", room)
    shown = play.told(ada, room)
    assert "Streak 1 day, longest 1, 1 in all. 2 freezes left." in shown.plain
    assert "Today is kept. Next question:" in shown.plain
    assert "Your last 12 weeks" in shown.plain
    assert "1 answered." in shown.plain
    await ada.presses(shown, "Why")
    assert "answered." in play.told(ada, room).plain


async def test_away_and_reminders_are_set_and_said_back(play: Play) -> None:
    acme = play.workspace("acme")
    ada, room = acme.user("Ada", "Europe/Berlin"), acme.channel("practice")
    await play.starts()
    await play.track(acme, room)
    await ada.runs("/practice", "away 2030-12-24..2031-01-02, 2030-11-05", room)
    told = play.told(ada, room).plain
    assert "Away on Tue 5 Nov and from Tue 24 Dec to Thu 2 Jan" in told
    await ada.runs("/practice", "away off", room)
    assert play.told(ada, room).plain == "You are back."
    await ada.runs("/practice", "remind 16:00", room)
    assert (
        "One reminder a day while your answer is missing, at 16:00." in play.told(ada, room).plain
    )
    await ada.runs("/practice", "quiet 22:00-07:00", room)
    assert "Quiet from 22:00 to 07:00." in play.told(ada, room).plain
    await ada.runs("/practice", "remind 25:00", room)
    assert "Not set: 25:00 is no time." in play.told(ada, room).plain


async def test_a_reminder_comes_privately_once_and_can_be_ended(play: Play) -> None:
    ada, room, question = await asked(play)
    await ada.says(room, GOOD, thread=question)
    await play.later(seconds=25)
    await play.asks(room)
    before = len(ada.dm.messages)
    for _ in range(12):
        await play.later(hours=1)
    (reminder,) = ada.dm.messages[before:]
    assert "one sentence is enough:" in reminder.plain
    assert reminder.buttons == ["Answer privately", "No more reminders"]
    await ada.presses(reminder, "No more reminders")
    await ada.runs("/practice", "remind", room)
    assert "Reminders are off" in play.told(ada, room).plain


async def test_the_thread_tells_the_team_its_chain(play: Play) -> None:
    ada, room, question = await asked(play)
    await ada.says(room, GOOD, thread=question)
    await play.later(seconds=25)
    await play.later(hours=20)
    assert "Chain kept: day 1." in play.replies(room, question)[-1].plain
