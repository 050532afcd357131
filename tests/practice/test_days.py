"""What becomes of days: streaks, what is told of them, away, several tracks, reminders."""

import datetime as dt

from support.team import GOOD, Asked, Someone, Team, buttons, form, said

from bot.message import Reply
from bot.model import Round


async def pass_by(team: Team, times: int = 1) -> Asked:
    """Questions that get no answer, each to its closing."""
    for _ in range(times):
        asked = await team.ask()
        await team.later(hours=20, seconds=1)
    return asked


async def joined(team: Team, days: int = 1) -> Someone:
    """Ada, who answered on the first days."""
    ada = team.member("Ada")
    for _ in range(days):
        await ada.answers(await team.ask())
        await team.later(hours=20)
    return ada


async def solo(ada: Someone) -> None:
    await ada.sends(form(await ada.runs("/practice solo")), text=GOOD)


async def test_the_first_miss_is_excused_and_told_once(team: Team) -> None:
    await team.track()
    ada = await joined(team)
    asked = await pass_by(team)
    await team.practice.notices.settle({"round": asked.id})
    await team.work()
    assert ada.sees() == [
        "Tuesday had no answer; your streak goes on. The first miss in the first week is excused."
    ]


async def test_freezes_are_used_by_themselves_and_told_then_the_streak_ends(team: Team) -> None:
    await team.track()
    ada = await joined(team)
    await pass_by(team, 4)
    told = ada.sees()
    assert told[1] == "Wednesday had no answer; a freeze kept the streak. Freezes left: 1."
    assert told[3].startswith("Your streak ended at 1: Friday had no answer")
    assert "by Wed 04:00 restore it." in told[3]
    assert len(told) == 4
    why = said(await ada.presses("why", "streak"))
    assert "Fri 6 Nov: missed. No answer, and no freeze was left." in why


async def test_the_notice_of_an_ended_streak_offers_a_review_its_reason_and_i_was_away(
    team: Team,
) -> None:
    await team.track()
    ada = await joined(team)
    await pass_by(team, 4)
    offered = buttons(team.chat.posts[-1].message)
    assert list(offered) == ["due", "was_away", "why"]
    assert "Fri 6 Nov: missed" in said(await ada.presses("why", offered["why"]))
    assert form(await ada.presses("due")).title == "Caching, review 1 of 1"
    told = said(await ada.presses("was_away", offered["was_away"]))
    assert "6 Nov" in told
    assert "Fri 6 Nov: away" in said(await ada.presses("why", "streak"))
    assert "Streak 1 day," in said(await ada.runs("/practice streak"))


async def test_two_questions_of_ones_own_restore_the_streak(team: Team) -> None:
    await team.track()
    ada = await joined(team)
    await pass_by(team, 4)
    assert "Streak 0 days, longest 1" in said(await ada.runs("/practice streak"))
    await solo(ada)
    await team.later(minutes=1)
    assert "Fri 6 Nov: missed" in said(await ada.runs("/practice streak why"))
    await solo(ada)
    why = said(await ada.runs("/practice streak why"))
    assert "Fri 6 Nov: excused. Earned back" in why
    assert "Streak 2 days" in why


async def test_after_five_misses_a_member_rests_and_is_told_once(team: Team) -> None:
    await team.track()
    ada = await joined(team)
    await pass_by(team, 9)
    resting = [text for text in ada.sees() if "resting" in text]
    assert len(resting) == 1
    assert len(ada.sees()) == 5
    assert "You are resting" in said(await ada.runs("/practice streak"))
    await ada.answers(await team.ask())
    assert "resting" not in said(await ada.runs("/practice streak"))


async def test_nobody_is_told_of_a_day_that_ends_while_nothing_is_at_stake(team: Team) -> None:
    await team.track()
    ada = await joined(team)
    await pass_by(team, 5)
    assert len(ada.sees()) == 4  # nothing more after the end of the streak


async def test_who_never_joined_hears_nothing(team: Team) -> None:
    await team.track()
    bob = team.member("Bob")
    await bob.runs("/practice streak")
    await pass_by(team, 3)
    assert bob.sees() == []


async def test_away_is_set_ahead_and_back_seven_days(team: Team) -> None:
    await team.track()
    ada = await joined(team)
    await pass_by(team, 1)
    told = said(await ada.runs("/practice away 2026-11-03 .. 2026-11-05"))
    assert told.startswith("Away from Tue 3 Nov to Thu 5 Nov")
    await pass_by(team, 2)
    why = said(await ada.runs("/practice streak why"))
    for day in ("Tue 3 Nov", "Wed 4 Nov", "Thu 5 Nov"):
        assert f"{day}: away." in why
    assert len(ada.sees()) == 1  # of Tuesday, before she said that she was away


async def test_away_off_ends_it_from_today_on(team: Team) -> None:
    await team.track()
    ada = await joined(team)
    await ada.runs("/practice away 2026-11-02..2026-11-20")
    assert said(await ada.runs("/practice away off")) == "You are back."
    assert said(await ada.runs("/practice away off")) == "You were not away."
    await pass_by(team, 1)
    assert len(ada.sees()) == 1


async def test_with_several_tracks_any_one_answer_keeps_the_date(team: Team) -> None:
    await team.track()
    await team.track(skills="rate-limiting", at="10:00")
    ada = team.member("Ada")
    await ada.answers(await team.ask())
    await ada.answers(await team.ask())
    await team.later(hours=21)
    await ada.answers(await team.ask())
    await team.ask()
    await team.later(hours=21)
    assert ada.sees() == []
    assert "Streak 2 days" in said(await ada.runs("/practice streak"))


async def test_a_day_is_settled_when_its_last_round_is_closed(team: Team) -> None:
    await team.track(open_hours=2)
    await team.track(skills="rate-limiting", at="10:00", open_hours=20)
    ada = team.member("Ada")
    await ada.answers(await team.ask())
    await ada.answers(await team.ask())
    await team.later(hours=23)
    await team.later(hours=3)
    assert ada.sees() == []  # the second is still open
    await team.later(hours=20)
    assert len(ada.sees()) == 1


async def test_a_track_a_day_ahead_of_its_member_still_shows_the_streak(team: Team) -> None:
    await team.track(at="06:00", zone="Pacific/Auckland", weekdays="daily")
    asked, ada = await team.ask(), team.member("Ada", zone="America/Los_Angeles")
    await ada.answers(asked)
    assert "Streak 1 day" in said(await ada.runs("/practice streak"))
    await team.later(hours=21)
    await pass_by(team)
    assert len(ada.sees()) == 1


async def test_a_reminder_comes_when_it_was_promised(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    told = said(await ada.presses("remind", asked.id))
    assert told == "I will remind you at 11:30, unless you have answered by then."
    await team.later(hours=1)
    assert "12:30" in said(await ada.presses("remind", asked.id))
    await team.later(hours=1)
    (reminder,) = ada.sees()
    assert "Open until Tue 05:30" in reminder
    await team.later(hours=1)
    assert len(ada.sees()) == 2


async def test_who_has_answered_is_not_reminded(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await ada.presses("remind", asked.id)
    await ada.answers(asked)
    await team.later(hours=3)
    assert ada.sees() == []
    told = said(await ada.presses("remind", asked.id))
    assert told == "No reminder is set: you have answered this question."


async def test_near_the_closing_a_reminder_is_not_promised(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await team.later(hours=19, minutes=45)
    told = said(await ada.presses("remind", asked.id))
    assert told.startswith("No reminder is set: this question closes at 05:30.")
    await team.later(hours=1)
    assert "closed at" in said(await ada.presses("remind", asked.id))


async def test_home_shows_what_is_open_the_streak_and_the_board(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    assert "Caching: waiting for you" in (await team.practice.home(ada.person)).text
    await ada.answers(asked)
    home = await team.practice.home(ada.person)
    assert "Caching: answered" in home.text
    assert "Streak 1 day" in home.text
    assert "1. Ada (you), 1 day" in home.text
    await team.later(hours=21)
    assert "Nothing is open." in (await team.practice.home(ada.person)).text
    assert buttons(home) == {}


async def test_a_day_of_the_ledger_is_the_rounds_local_date(team: Team) -> None:
    await team.track(at="23:00", zone="America/New_York")
    asked, ada = await team.ask(), team.member("Ada")
    await team.later(hours=19)
    await ada.answers(asked)
    assert (await asked.round()).local_date == dt.date(2026, 11, 2)
    assert "Mon 2 Nov: answered" in said(await ada.runs("/practice streak why"))


async def test_a_day_ahead_of_its_track_a_review_is_no_less_late(team: Team) -> None:
    """The times are those that the notice of the break names."""
    await team.track(at="20:00", weekdays="daily")
    ada = team.member("Ada", "Pacific/Kiritimati")  # 14 hours ahead
    for _ in range(3):
        await ada.answers(await team.ask())
    await pass_by(team, 4)  # excused, two freezes, missed
    assert "Two reviews by" in ada.sees()[-1]
    await team.ask()  # the first question after it
    await team.later(hours=19)  # the second one's date is over for her, and it is not asked yet
    for _ in range(2):
        await solo(ada)
    await team.later(minutes=1)
    assert "Sun 8 Nov: missed" in said(await ada.runs("/practice streak why"))
    await team.ask()
    assert "Sun 8 Nov: missed" in said(await ada.runs("/practice streak why"))


async def test_a_member_who_goes_while_a_round_is_settled_holds_nobody_up(team: Team) -> None:
    await team.track()
    ada, bob = team.member("Ada"), team.member("Bob")
    first = await team.ask()
    for each in (ada, bob):
        await each.answers(first)
    asked = await team.ask()
    team.clock.move(hours=20, seconds=1)
    await team.practice.closing.close({"round": asked.id})
    settle, gone = team.practice.notices._settle, form(await ada.presses("privacy_delete"))

    async def after_she_went(round_: Round, member_id: int) -> None:
        if not gone_already:
            gone_already.append(await ada.sends(gone, word="delete"))
        await settle(round_, member_id)

    gone_already: list[Reply] = []
    team.practice.notices._settle = after_she_went  # type: ignore[method-assign]
    await team.work()
    assert gone_already
    assert bob.sees() == [
        "Tuesday had no answer; your streak goes on. The first miss in the first week is excused."
    ]
    async with team.store.reading() as tx:
        assert not await tx.standings.unsettled((await tx.rounds.get(asked.id)).team_id)
