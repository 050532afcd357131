"""The daily question, from its time to its closing."""

from support.team import GOOD, Team

from bot.message import Message
from bot.model import RoundState


async def test_a_question_is_posted_at_its_local_time(team: Team) -> None:
    await team.track(at="10:00", zone="Europe/Berlin")
    await team.work()
    assert team.chat.posts == []
    asked = await team.ask()
    assert team.clock.now().hour == 9  # CET is UTC+1
    assert (await asked.round()).state is RoundState.OPEN
    assert "Open until" in asked.posted.message.text


async def test_a_reply_gets_one_review_in_the_thread_and_a_streak_of_one(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await ada.answers(asked)
    assert [p.key for p in asked.thread] == ["review:1:post"]
    assert "Ada, your answer is in" in asked.thread[0].message.text
    streak = await ada.runs("/practice streak")
    assert isinstance(streak, Message)
    assert streak.text.startswith("Streak 1 day, longest 1, 1 in all.")


async def test_two_schedulers_ask_once(team: Team) -> None:
    await team.track()
    asked = await team.ask()
    await team.practice.schedule.ask(
        {
            "track": 1,
            "date": str((await asked.round()).local_date),
            "due": int(team.clock.now().timestamp()),
        }
    )
    await team.work()
    assert team.keys("round:") == ["round:1:post"]


async def test_the_closing_brings_the_model_answer_to_the_thread(team: Team) -> None:
    await team.track(open_hours=20)
    asked, ada = await team.ask(), team.member("Ada")
    await ada.answers(asked)
    await team.later(hours=20)
    closing = asked.thread[-1]
    assert closing.key == "round:1:close"
    assert closing.message.text.startswith("Closed. 1 person answered.")
    assert (await asked.round()).question.model_answer in closing.message.text


async def test_what_was_said_after_the_closing_does_not_count(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await team.later(hours=21)
    await ada.says(asked, GOOD)
    await team.later(seconds=30)
    assert len(ada.sees()) == 1
    assert "closed at" in ada.sees()[0]
