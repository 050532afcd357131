"""The daily reminder: one a day, at the member's hour, for who still owes the day."""

import datetime as dt

import pytest
from support.team import Asked, Someone, Team, said

from bot.errors import InvalidInput, SendLater

OPEN = "Open until"


async def taking_part(team: Team, **wish: str) -> Someone:
    """Ada answered the first question, on Monday; the next ones are hers to answer."""
    await team.track(**wish)
    ada = team.member("Ada", "UTC")
    await ada.answers(await team.ask())
    return ada


async def until(team: Team, time: str) -> None:
    """Moves on to that time of the same day, by the quarter of an hour, as a bot lives it."""
    hour, minute = map(int, time.split(":"))
    wanted = team.clock.at.replace(hour=hour, minute=minute, second=0)
    while team.clock.at < wanted:
        team.clock.at = min(team.clock.at + dt.timedelta(minutes=15), wanted)
        await team.work()


def reminded(member: Someone) -> list[str]:
    return [text for text in member.sees() if text.startswith(OPEN)]


async def whole_day(team: Team) -> Asked:
    """A question that gets no answer, lived through to its closing."""
    asked = await team.ask()
    for _ in range(21):
        await team.later(hours=1)
    return asked


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
