"""The streak as its member sees it, and the good news that answers bring."""

import datetime as dt
from dataclasses import replace

import pytest
from support.team import GOOD, Someone, Team, form, said

from bot.days.pulse import Pulse
from bot.errors import InvalidInput, SendRefused, SendUnknown
from bot.message import Message
from bot.pictures import Calendar


async def answering(team: Team, days: int, **wish: str) -> Someone:
    """Ada, who answered on the first days, each to its closing."""
    await team.track(**wish)
    ada = team.member("Ada", "UTC")
    for _ in range(days):
        await ada.answers(await team.ask())
        await team.later(hours=20)
    return ada


async def page(ada: Someone) -> Message:
    reply = await ada.runs("/practice streak")
    assert isinstance(reply, Message)
    return reply


async def name_me(team: Team, ada: Someone) -> None:
    async with team.store.transaction() as tx:
        found = await tx.teams.find("journal", "acme")
        assert found is not None
        member = await tx.members.ensure(found.id, ada.person.member, "Ada")
        await tx.member_settings.save(replace(await tx.member_settings.of(member.id), named=True))


async def test_the_page_says_in_words_all_that_its_picture_shows(team: Team) -> None:
    ada = await answering(team, 5)
    for _ in range(2):
        await team.ask()
        await team.later(hours=20, seconds=1)
    await ada.runs("/practice away 2026-11-11")
    await team.ask()
    await team.later(hours=20, seconds=1)
    await team.ask()
    shown = await page(ada)
    assert shown.text.splitlines() == [
        "Streak 5 days, longest 5, 5 in all. No freeze left.",
        "Open now: Caching in #practice, until Fri 05:30. Your answer keeps today.",
        "Your last 12 weeks",
        "- Week of 2 Nov: 5 answered.",
        "- Week of 9 Nov: frozen Mon and Tue, away Wed, open Thu.",
    ]
    assert isinstance(shown.picture, Calendar)
    assert shown.picture.first == dt.date(2026, 8, 24)
    assert len(shown.picture.states) == 84
    last = list(shown.picture.states[70:])
    answered = ["answered"] * 5
    assert last == [*answered, "off", "off", "frozen", "frozen", "away", "open", "", "", ""]


async def test_weeks_that_are_alike_are_told_in_one_line(team: Team) -> None:
    ada = await answering(team, 15)
    text = (await page(ada)).text
    assert "- Weeks of 2 Nov to 16 Nov, each: 5 answered." in text


async def test_the_calendar_shows_a_monday_that_its_member_has_not_begun(team: Team) -> None:
    await team.track(at="06:00", zone="Pacific/Auckland")
    ada = team.member("Ada", zone="America/Los_Angeles")
    asked = await team.ask()
    while (await asked.round()).local_date < dt.date(2026, 11, 9):
        asked = await team.ask()
    await ada.answers(asked)
    shown = await page(ada)
    assert shown.text.splitlines()[-1] == "- Week of 9 Nov: 1 answered."
    assert isinstance(shown.picture, Calendar)
    assert shown.picture.states[77:] == ("answered", *[""] * 6)


async def test_what_comes_next_is_said_with_its_time_and_place(team: Team) -> None:
    ada = team.member("Ada", "America/New_York")
    assert "you take part in no track that asks" in (await page(ada)).text
    await team.track()
    await ada.answers(await team.ask())
    assert "Today is kept. Next question: Tue 04:30 in #practice." in (await page(ada)).text
    await ada.runs("/practice away 2026-11-03..2026-11-04")
    assert "Next question: Thu 04:30 in #practice." in (await page(ada)).text


async def test_the_own_page_shows_the_streak_and_its_picture(team: Team) -> None:
    ada = await answering(team, 2)
    home = await team.practice.home(ada.person)
    assert home.text.startswith("Your streak\nStreak 2 days, longest 2")
    assert home.text.endswith("Your last 12 weeks\n- Week of 2 Nov: 2 answered.")
    assert isinstance(home.picture, Calendar)


async def test_away_takes_several_ranges_and_lists_them(team: Team) -> None:
    ada = await answering(team, 1)
    assert said(await ada.runs("/practice away")).startswith("You are not away.")
    told = said(await ada.runs("/practice away 2026-12-24..2027-01-02, 2026-11-05"))
    assert told == (
        "Away on Thu 5 Nov and from Thu 24 Dec to Sat 2 Jan: nothing is expected of you. "
        "Nobody is shown that you are away. /practice away off takes it back."
    )
    await ada.runs("/practice away 2026-12-30..2027-01-05, 2026-11-06")
    told = said(await ada.runs("/practice away"))
    assert told.startswith("Away from Thu 5 Nov to Fri 6 Nov and from Thu 24 Dec to Tue 5 Jan:")
    assert said(await ada.runs("/practice away off")) == "You are back."


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "next week",
            "Not set: next week is no date. Write 2026-12-24, or 2026-12-24..2027-01-02.",
        ),
        ("2026-12-24..2026-12-20", "Not set: 2026-12-24..2026-12-20 ends before it starts."),
        ("2026-11-05, 2026-10-01", "Not set: away reaches back 7 days at most, to Tue 27 Oct."),
    ],
)
async def test_a_wrong_range_gets_one_clear_sentence_and_sets_nothing(
    team: Team, typed: str, told: str
) -> None:
    ada = await answering(team, 1)
    with pytest.raises(InvalidInput) as no:
        await ada.runs(f"/practice away {typed}")
    assert str(no.value) == told
    assert said(await ada.runs("/practice away")).startswith("You are not away.")


async def test_seven_days_are_told_once_with_the_freeze_they_earned(team: Team) -> None:
    ada = await answering(team, 7)
    (news,) = ada.sees()
    assert news == (
        "7 question days answered in this streak. Longest 7, 7 in all.\n"
        "This answer earned a freeze; you hold 3 freezes. One covers a missed day by itself."
    )
    assert team.keys("milestone:") == []


async def test_a_deleted_and_repeated_answer_does_not_tell_it_again(team: Team) -> None:
    ada = await answering(team, 6)
    asked = await team.ask()
    message = await ada.answers(asked)
    await ada.deletes(asked, message)
    await team.later(minutes=1)
    await ada.answers(asked)
    await team.later(hours=20)
    asked = await team.ask()
    await ada.answers(asked)
    assert len(ada.sees()) == 1


async def test_a_milestone_is_in_the_thread_only_of_who_agreed(team: Team) -> None:
    ada = await answering(team, 6)
    bob = team.member("Bob", "UTC")
    await name_me(team, ada)
    asked = await team.ask()
    await bob.answers(asked)
    await ada.answers(asked)
    lines = [p.message.text for p in asked.thread if p.key.startswith("milestone:")]
    assert lines == ["Ada has answered on 7 question days in this streak."]


async def test_a_restored_streak_is_told_once(team: Team) -> None:
    ada = await answering(team, 1)
    for _ in range(4):
        await team.ask()
        await team.later(hours=20, seconds=1)
    assert "Streak 0 days" in (await page(ada)).text
    for _ in range(3):
        await ada.sends(form(await ada.runs("/practice solo")), text=GOOD)
        await team.later(minutes=1)
    restored = [text for text in ada.sees() if "restored" in text]
    assert restored == [
        "Your streak is restored: what you answered on your own excuses Fri 6 Nov. "
        "It stands at 2 days."
    ]


async def test_a_bot_that_was_down_for_most_of_a_questions_time_excuses_its_day(
    team: Team,
) -> None:
    ada = await answering(team, 1)
    pulse = Pulse(team.practice.context)
    await team.ask()
    await pulse.beat()
    team.clock.move(hours=21)
    await Pulse(team.practice.context).beat()
    await team.work()
    why = said(await ada.runs("/practice streak why"))
    assert "Tue 3 Nov: excused. Nobody owes this day: the bot was down for most of" in why
    assert ada.sees() == [
        "Nobody owes Tuesday: the bot was down for most of its question's time. Your streak goes "
        "on."
    ]


@pytest.mark.parametrize("hours", [0.1, 9])
async def test_a_short_outage_excuses_nothing(team: Team, hours: float) -> None:
    ada = await answering(team, 1)
    pulse = Pulse(team.practice.context)
    await team.ask()
    await pulse.beat()
    team.clock.move(hours=hours)
    await pulse.beat()
    while team.clock.at.hour != 6:
        team.clock.move(minutes=5)
        await pulse.beat()
    await team.work()
    assert "first miss" in said(await ada.runs("/practice streak why"))


async def test_questions_that_never_came_are_told_once_to_whose_streak_ran(team: Team) -> None:
    ada = await answering(team, 1)
    bob = team.member("Bob", "UTC")
    await bob.runs("/practice streak")
    team.clock.move(days=2, hours=10)  # the bot was down on Tuesday and on Wednesday
    await team.work()
    assert ada.sees() == [
        "Nobody owes Tuesday: the bot was down at the time of the question. Your streak goes on."
    ]
    assert bob.sees() == []
    assert "Streak 1 day" in (await page(ada)).text


async def test_a_question_that_could_not_be_posted_is_told_too(team: Team) -> None:
    ada = await answering(team, 1)
    team.chat.faults = [SendRefused("no")]
    await team.later(hours=5)
    assert ada.sees() == [
        "Nobody owes Tuesday: the question could not be posted. Your streak goes on."
    ]


async def test_how_a_day_ended_is_told_though_its_closing_may_never_have_come(team: Team) -> None:
    ada = await answering(team, 1)
    await team.ask()
    team.chat.faults = [SendUnknown("no history here", final=True)]
    await team.later(hours=20)
    assert ada.sees() == [
        "Tuesday had no answer; your streak goes on. The first miss in the first week is excused."
    ]
