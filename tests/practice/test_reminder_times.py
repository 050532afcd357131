"""When a member wants to be reminded: times, quiet hours, the zone."""

import datetime as dt

import pytest
from support.reminding import OPEN, reminded, taking_part, until, whole_day
from support.team import Team, said

from bot.errors import InvalidInput


async def test_a_set_time_holds_also_for_what_is_open(team: Team) -> None:
    ada = await taking_part(team)
    await team.ask()
    told = said(await ada.runs("/practice remind 14:00"))
    assert told == (
        "One reminder a day while your answer is missing, at 14:00. Quiet from 20:00 to 08:00. "
        "Times are in UTC."
    )
    await until(team, "13:45")
    assert reminded(ada) == []
    await until(team, "14:00")
    assert len(reminded(ada)) == 1
    await until(team, "23:00")
    assert len(reminded(ada)) == 1


async def test_a_time_that_was_set_anew_holds_alone(team: Team) -> None:
    ada = await taking_part(team)
    await team.ask()
    await ada.runs("/practice remind 12:00")
    await ada.runs("/practice remind 14:00")
    await until(team, "13:45")
    assert reminded(ada) == []
    await ada.runs("/practice quiet 13:00-21:00")  # so it would have been at 12:30
    await until(team, "23:00")
    assert reminded(ada) == []


async def test_a_set_time_is_the_members_wall_clock_also_when_clocks_change(team: Team) -> None:
    team.clock.at = dt.datetime(2026, 10, 23, 6, tzinfo=dt.UTC)
    await team.track(at="09:00", zone="Europe/Berlin", weekdays="daily")
    ada = team.member("Ada", "Europe/Berlin")
    await ada.answers(await team.ask())
    await ada.runs("/practice remind 14:00")
    came = []
    for _ in range(3):
        before = len(reminded(ada))
        await team.ask()
        while len(reminded(ada)) == before:
            await team.later(minutes=15)
        came.append(team.clock.at)
        await ada.answers(team.newest())
    assert [f"{at:%d %H:%M}" for at in came] == ["24 12:00", "25 13:00", "26 13:00"]


async def test_who_turned_them_off_gets_none_until_they_are_on_again(team: Team) -> None:
    ada = await taking_part(team)
    assert said(await ada.runs("/practice remind off")).startswith("Reminders are off;")
    await whole_day(team)
    assert reminded(ada) == []
    await team.ask()
    told = said(await ada.presses("remind_on"))
    assert told.startswith("One reminder a day while your answer is missing, about an hour after")
    await until(team, "23:00")
    assert len(reminded(ada)) == 1
    await ada.presses("remind_off")
    assert said(await ada.runs("/practice remind")).startswith("Reminders are off;")


async def test_quiet_hours_are_the_members(team: Team) -> None:
    ada = await taking_part(team)
    told = said(await ada.runs("/practice quiet 16:00-09:00"))
    assert "Quiet from 16:00 to 09:00." in told
    await team.ask()
    await until(team, "15:30")
    assert len(reminded(ada)) == 1
    assert "No quiet hours." in said(await ada.runs("/practice quiet off"))


async def test_a_reminder_that_was_asked_for_is_the_one_of_the_day(team: Team) -> None:
    ada = await taking_part(team)
    asked = await team.ask()
    await ada.presses("remind", asked.id)
    await until(team, "23:00")
    (text,) = [text for text in ada.sees() if "eminder" in text or OPEN in text]
    assert text.startswith("You asked for a reminder.")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("remind 25:00", "Not set: 25:00 is no time. Use hours and minutes, such as 09:30."),
        ("remind later", "Not set: later is no time. Use hours and minutes, such as 09:30."),
        (
            "remind 22:00",
            "Not set: 22:00 is in your quiet hours, 20:00 to 08:00. Change those first, such as "
            "/practice quiet 22:00-07:00.",
        ),
        (
            "quiet 22:00",
            "Not set: say from when to when, such as /practice quiet 22:00-07:00.",
        ),
        ("quiet 22:00-7", "Not set: 7 is no time. Use hours and minutes, such as 09:30."),
        ("zone Berlin", "Not set: your profile says UTC. Change it there; I follow it."),
    ],
)
async def test_wrong_input_gets_one_clear_sentence(team: Team, typed: str, told: str) -> None:
    with pytest.raises(InvalidInput) as no:
        await team.member("Ada", "UTC").runs(f"/practice {typed}")
    assert str(no.value) == told


async def test_a_zone_that_no_platform_tells_is_set_by_its_member(team: Team) -> None:
    await team.track(at="09:00", zone="Europe/Berlin")
    bob = team.member("Bob")
    assert said(await bob.runs("/practice zone")).startswith("Your times are in Europe/Berlin,")
    assert "/practice zone" in said(await bob.runs("/practice streak"))
    told = said(await bob.runs("/practice zone america/new york"))
    assert told.startswith("Set: your zone is America/New_York, where it is ")
    assert "/practice zone" not in said(await bob.runs("/practice streak"))


async def test_a_zone_set_while_a_question_is_open_moves_its_reminder(team: Team) -> None:
    await team.track()
    bob = team.member("Bob")
    await bob.answers(await team.ask())
    await bob.runs("/practice remind 18:00")
    await team.ask()
    await bob.runs("/practice zone Europe/Athens")
    await until(team, "15:45")
    assert reminded(bob) == []
    await until(team, "16:00")  # 18:00 in Athens
    assert len(reminded(bob)) == 1
    await until(team, "23:00")
    assert len(reminded(bob)) == 1
