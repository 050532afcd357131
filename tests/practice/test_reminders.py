"""The daily reminder: one a day, at the member's hour, for who still owes the day."""

import datetime as dt

import pytest
from support.reminding import reminded, taking_part, until, whole_day
from support.team import Team

from bot.errors import SendLater


async def test_a_reminder_comes_before_quiet_hours_and_once(team: Team) -> None:
    ada = await taking_part(team)
    await team.ask()
    await until(team, "19:15")
    assert reminded(ada) == []
    await until(team, "19:30")
    (text,) = reminded(ada)
    assert text.startswith("Open until Wed 05:30, one sentence is enough:")
    await until(team, "23:45")
    assert len(reminded(ada)) == 1


async def test_it_comes_an_hour_after_the_time_of_most_answers(team: Team) -> None:
    await team.track()
    ada = team.member("Ada", "UTC")
    for hours in (2, 5, 3):
        asked = await team.ask()
        await team.later(hours=hours)
        await ada.answers(asked)
    await team.ask()
    await until(team, "13:15")
    assert reminded(ada) == []
    await until(team, "13:30")
    assert len(reminded(ada)) == 1


async def test_who_has_answered_is_away_or_has_left_is_not_reminded(team: Team) -> None:
    ada = await taking_part(team)
    bob, eve, kim = (team.member(name, "UTC") for name in ("Bob", "Eve", "Kim"))
    for each in (bob, eve, kim):
        await each.answers(team.newest())
    asked = await team.ask()
    await ada.answers(asked)
    await bob.runs("/practice away 2026-11-03")
    await eve.runs("/practice leave")
    await until(team, "23:00")
    assert [len(reminded(each)) for each in (ada, bob, eve, kim)] == [0, 0, 0, 1]


async def test_who_rests_is_not_reminded(team: Team) -> None:
    ada = await taking_part(team)
    for _ in range(7):
        await team.ask()
        await team.later(hours=20, seconds=1)
    assert reminded(ada) == []  # each was too late to be sent
    await team.ask()
    await until(team, "23:00")
    assert reminded(ada) == []


async def test_two_tracks_remind_once(team: Team) -> None:
    await team.track()
    await team.track(skills="rate-limiting", at="10:00")
    ada = team.member("Ada", "UTC")
    await ada.answers(await team.ask())
    await ada.answers(await team.ask())
    await team.ask()
    await team.ask()
    await until(team, "23:00")
    assert len(reminded(ada)) == 1


async def test_an_answer_in_another_track_is_enough(team: Team) -> None:
    await team.track()
    await team.track(skills="rate-limiting", at="10:00")
    ada = team.member("Ada", "UTC")
    await ada.answers(await team.ask())
    await ada.answers(await team.ask())
    await team.ask()
    await ada.answers(await team.ask())
    await until(team, "23:00")
    assert reminded(ada) == []


async def test_three_ignored_in_a_row_end_them_and_that_is_told_once(team: Team) -> None:
    ada = await taking_part(team)
    for _ in range(4):
        await whole_day(team)
    assert len(reminded(ada)) == 3
    over = [text for text in ada.sees() if "no more come" in text]
    assert len(over) == 1
    await ada.presses("remind_on")
    await ada.answers(await team.ask())
    await whole_day(team)
    assert len(reminded(ada)) == 4


async def test_an_answer_begins_the_count_anew(team: Team) -> None:
    ada = await taking_part(team)
    await whole_day(team)
    await whole_day(team)
    asked = await team.ask()
    await ada.answers(asked)
    await team.later(hours=20)
    await whole_day(team)
    await whole_day(team)
    assert len(reminded(ada)) == 4
    assert not [text for text in ada.sees() if "no more come" in text]


async def test_late_ones_are_dropped(team: Team) -> None:
    ada = await taking_part(team)
    await team.ask()
    await until(team, "19:15")
    await team.later(hours=2)  # the bot was down over the time of the reminder
    assert reminded(ada) == []
    assert team.keys("reminder:") == []


async def test_a_reminder_that_a_platform_takes_too_late_is_dropped(team: Team) -> None:
    ada = await taking_part(team)
    await team.ask()
    await until(team, "19:15")
    team.chat.faults = [SendLater("busy", dt.timedelta(hours=3))]
    await team.later(minutes=15)
    assert team.chat.faults == []
    await team.later(hours=3)
    assert reminded(ada) == []
    async with team.store.reading() as tx:
        (dropped,) = await tx.sends.about("reminder:")
    assert dropped.state == "dropped"
    await team.later(hours=9)
    async with team.store.reading() as tx:  # what was not sent was not ignored
        assert (await tx.member_settings.of(1)).reminders_ignored == 0


async def test_a_team_larger_than_a_batch_is_planned_whole(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.days.reminders.BATCH", 2)
    await team.track()
    people = [team.member(name, "UTC") for name in ("Ada", "Bob", "Eve", "Kim", "Lee")]
    asked = await team.ask()
    for each in people:
        await each.answers(asked)
    asked = await team.ask()
    await team.practice.reminding.plan({"round": asked.id, "after": 0})  # twice is once
    await until(team, "19:30")
    assert [len(reminded(each)) for each in people] == [1] * 5
