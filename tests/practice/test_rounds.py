"""A round's life: asked once, caught up or excused, closed, kept as it was posted."""

import datetime as dt
from dataclasses import replace

import pytest
from support.bank import BANK
from support.team import GOOD, Team, said, until_taken

from bot.errors import InvalidInput, SendLater, SendRefused, SendUnknown, TryLater
from bot.model import Excuse, Question, RoundKind, RoundState, TrackState


async def excuses(team: Team) -> list[Excuse]:
    async with team.store.reading() as tx:
        return list(await tx.days.excuses([1]))


async def track_state(team: Team) -> TrackState:
    async with team.store.reading() as tx:
        return (await tx.tracks.get(1)).state


async def test_a_closed_round_says_how_many_answered_and_brings_the_model_answer(
    team: Team,
) -> None:
    await team.track()
    asked = await team.ask()
    await team.later(hours=20)
    assert asked.thread[0].message.text.startswith("Closed. Nobody answered.")
    asked = await team.ask()
    for name in ("Ada", "Bob"):
        await team.member(name).answers(asked)
    await team.later(hours=20)
    assert asked.thread[-1].message.text.startswith("Closed. 2 people answered.")


async def test_ask_now_is_a_bonus_and_never_expected(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.answers(await team.ask())
    await ada.runs("/practice now")
    await team.work()
    extra = team.newest()
    assert (await extra.round()).kind is RoundKind.EXTRA
    await team.later(hours=21)
    assert [d for d in ada.sees() if "no answer" in d] == []
    assert "missed" not in said(await ada.runs("/practice streak why"))
    with pytest.raises(InvalidInput, match=r"No track asks in this channel\. .* #practice"):
        await ada.runs("/practice now", channel="elsewhere")


async def test_ask_now_takes_a_skill(team: Team) -> None:
    await team.track()
    await team.member("Ada").runs("/practice now rate-limiting")
    await team.work()
    assert (await team.newest().round()).question.skill == "rate-limiting"


class Rewritten(type(BANK)):  # type: ignore[misc]
    """A bank whose questions were all rewritten."""

    def questions(self, skill_id: str) -> list[Question]:
        return [replace(q, model_answer="NEW", points=()) for q in super().questions(skill_id)]


async def test_a_round_keeps_its_question_though_the_bank_changes(team: Team) -> None:
    await team.track()
    asked = await team.ask()
    before = (await asked.round()).question
    bank = object.__new__(Rewritten)
    bank.__dict__.update(BANK.__dict__)
    asked.team = Team(team.store, team.clock, bank=bank, chat=team.chat)
    ada = asked.team.member("Ada")
    await ada.answers(asked)
    assert f"of {len(before.points)} points" in said(await ada.presses("review", asked.id))
    assert before.model_answer in said(await ada.presses("model", asked.id))


async def test_a_reply_before_the_posting_is_confirmed_waits_and_then_counts(team: Team) -> None:
    await team.track()
    await team.member("Bob").answers(await team.ask())
    ada = team.member("Ada")
    await ada.runs("/practice now")
    asked = team.newest()
    asked.posted.ref = replace(asked.posted.ref, message="m3")
    with pytest.raises(TryLater):
        await ada.says(asked, GOOD, message="a")
    await team.work()
    await until_taken(lambda: ada.says(team.newest(), GOOD, message="a"))
    assert len(await team.answers(team.newest())) == 1


async def test_sent_before_the_closing_and_delivered_after_it_counts(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    sent = team.clock.now() + dt.timedelta(hours=19, minutes=59)
    await team.later(hours=20, minutes=5)
    assert (await asked.round()).state is RoundState.CLOSED
    await ada.says(asked, GOOD, sent_at=sent)
    await team.later(seconds=25)
    assert asked.thread[-1].key == "review:1:post"
    assert "Streak 1 day" in said(await ada.runs("/practice streak"))


async def test_a_missed_time_is_caught_up_within_the_window(team: Team) -> None:
    await team.track()
    await team.later(hours=6)
    assert team.keys() == ["round:1:post"]
    assert await excuses(team) == []


async def test_a_time_missed_by_more_is_excused_for_everybody(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.answers(await team.ask())
    team.clock.move(days=2, hours=7)  # no tick on Tuesday, and late on Wednesday
    await team.work()
    assert [e.date.isoformat() for e in await excuses(team)] == ["2026-11-03", "2026-11-04"]
    why = said(await ada.runs("/practice streak why"))
    assert "Tue 3 Nov: excused. Nobody owes this day: the bot was down" in why
    assert "Streak 1 day" in why


async def test_a_job_that_runs_again_much_later_excuses_no_day_that_was_asked(team: Team) -> None:
    await team.track()
    asked = await team.ask()
    due = int(team.clock.now().timestamp())
    team.clock.move(hours=7)
    date = (await asked.round()).local_date
    await team.practice.schedule.ask({"track": 1, "date": str(date), "due": due})
    assert await excuses(team) == []


async def test_nobody_is_asked_on_a_holiday(team: Team) -> None:
    await team.track(holidays="2026-11-03..2026-11-04")
    ada = team.member("Ada")
    await ada.answers(await team.ask())
    for _ in range(4):
        await team.later(days=1)
    assert [p.key for p in team.chat.posts if ":post" in p.key and "round" in p.key] == [
        "round:1:post",
        "round:2:post",
        "round:3:post",
    ]
    assert (await team.newest().round()).local_date == dt.date(2026, 11, 6)
    assert "3 Nov" not in said(await ada.runs("/practice streak why"))


@pytest.mark.parametrize(
    ("start", "at", "expected"),
    [
        ("2027-03-27T12:00", "02:30", ["2027-03-28T01:00", "2027-03-29T00:30"]),  # a gap
        ("2027-10-30T12:00", "02:30", ["2027-10-31T00:30", "2027-11-01T01:30"]),  # a repeat
    ],
)
async def test_at_a_change_of_the_clock_each_date_is_asked_once(
    team: Team, start: str, at: str, expected: list[str]
) -> None:
    team.clock.at = dt.datetime.fromisoformat(start).replace(tzinfo=dt.UTC)
    await team.track(at=at, zone="Europe/Berlin", weekdays="daily", open_hours=2)
    times = []
    for _ in range(2):
        await team.ask()
        times.append(team.clock.now().strftime("%Y-%m-%dT%H:%M"))
        await team.later(hours=3)
    assert times == expected


async def test_a_pause_owes_nothing_and_a_resumed_track_asks_at_its_next_time(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.answers(await team.ask())
    assert said(await ada.runs("/practice pause 1", admin=True)).startswith("Track 1 is paused.")
    assert "paused" in said(await ada.runs("/practice tracks"))
    await team.later(days=3)
    assert len(team.keys("round:")) == 2  # the first question and its closing
    resumed = said(await ada.runs("/practice resume 1", admin=True))
    assert resumed == "Track 1 asks again at 09:30 UTC."
    await ada.answers(await team.ask())
    assert "Streak 2 days" in said(await ada.runs("/practice streak"))


async def test_resuming_an_active_track_skips_nothing_that_is_due(team: Team) -> None:
    await team.track()
    team.clock.move(minutes=31)
    await team.member("Ada").runs("/practice resume 1", admin=True)
    await team.work()
    assert team.keys() == ["round:1:post"]


async def test_only_managers_pause(team: Team) -> None:
    await team.track()
    with pytest.raises(Exception, match="this team's managers"):
        await team.member("Ada").runs("/practice pause 1")
    assert await track_state(team) is TrackState.ACTIVE


async def test_a_channel_that_is_gone_pauses_the_track_and_excuses_the_day(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.answers(await team.ask())
    await team.later(hours=21)
    team.chat.faults.append(SendRefused("is_archived", gone=True))
    await team.later(hours=3)
    assert await track_state(team) is TrackState.PAUSED
    assert [e.date for e in await excuses(team)] == [dt.date(2026, 11, 3)]
    await team.later(days=3)
    assert "Streak 1 day" in said(await ada.runs("/practice streak"))


async def test_a_channel_that_goes_while_the_question_is_open_excuses_the_day(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.answers(await team.ask())
    await team.later(hours=21)
    await team.ask()
    team.chat.faults.append(SendRefused("is_archived", gone=True))
    await team.later(hours=20)
    assert await track_state(team) is TrackState.PAUSED
    assert [e.date for e in await excuses(team)] == [dt.date(2026, 11, 3)]
    assert "archived" in ada.sees()[-1]


async def test_a_refused_question_excuses_its_day_only(team: Team) -> None:
    await team.track()
    team.chat.faults.append(SendRefused("msg_blocked"))
    await team.later(minutes=31)
    assert await track_state(team) is TrackState.ACTIVE
    assert len(await excuses(team)) == 1
    await team.ask()
    assert team.keys() == ["round:2:post"]


async def test_a_question_never_posted_while_it_was_to_be_open_is_excused(team: Team) -> None:
    await team.track()
    team.chat.faults += [SendLater("away", dt.timedelta(hours=21))]
    await team.later(minutes=30)
    await team.later(hours=20)
    await team.later(hours=2)
    assert team.chat.posts == []
    assert [e.reason for e in await excuses(team)] == ["the question could not be posted"]


async def test_a_question_that_came_late_owes_nobody(team: Team) -> None:
    await team.track()
    team.chat.faults += [SendLater("away", dt.timedelta(hours=8))]
    await team.later(minutes=30)
    await team.later(hours=8)
    ada = team.member("Ada")
    await ada.answers(team.newest())
    assert [e.reason for e in await excuses(team)] == ["the question came late"]
    assert "Streak 1 day" in said(await ada.runs("/practice streak"))


async def test_a_parked_question_does_not_hold_the_channel_back_for_ever(team: Team) -> None:
    await team.track()
    team.chat.faults += [SendUnknown("no history", final=True)]
    await team.later(minutes=31)
    await team.later(hours=20)
    assert [e.reason for e in await excuses(team)] == ["the question could not be posted"]
    async with team.store.reading() as tx:
        assert not await tx.rounds.awaiting_thread(1, "practice")
