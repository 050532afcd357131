"""What is shown of a review, where, and how often."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from support.critics import Praising
from support.team import GOOD, Team, form, said

from bot.model import AnswerState

WEAK = "Perhaps a lock around it."


async def test_short_the_thread_gets_little_and_the_author_all(team: Team) -> None:
    await team.track(review="short")
    asked, ada = await team.ask(), team.member("Ada")
    assert "Details of your review go only to you." in asked.posted.message.text
    await ada.answers(asked)
    shown, mine = asked.thread[0].message, said(await ada.presses("review", asked.id))
    assert len(shown.lines) <= 4
    assert "of 4 points" not in shown.text
    assert "I found wording for" in mine
    assert ada.sees() == []


async def test_full_the_thread_gets_all(team: Team) -> None:
    await team.track(review="full")
    asked, ada = await team.ask(), team.member("Ada")
    assert "Reviews appear whole in this thread." in asked.posted.message.text
    await ada.answers(asked)
    assert "I found wording for" in asked.thread[0].message.text


async def test_private_the_thread_gets_nothing(team: Team) -> None:
    await team.track(review="private")
    asked, ada = await team.ask(), team.member("Ada")
    assert "Your review goes only to you." in asked.posted.message.text
    await ada.answers(asked)
    assert asked.thread == []
    assert "I found wording for" in ada.sees()[0]


async def test_a_review_by_a_model_shows_its_quotes_and_one_next_step(team: Team) -> None:
    judged = Team(team.store, team.clock, critic=Praising(), chat=team.chat)
    await judged.track()
    asked, ada = await judged.ask(), judged.member("Ada")
    await ada.answers(asked)
    assert len(asked.thread[0].message.lines) <= 4
    mine = said(await ada.presses("review", asked.id))
    assert "AI review; it can be wrong." in mine
    assert mine.count("Next:") == 1


async def test_the_best_attempt_is_the_one_that_is_shown(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await ada.answers(asked)
    best = said(await ada.presses("review", asked.id))
    told = said(await ada.presses("again", asked.id))
    assert told == "Your next reply in the thread is a new attempt; your best one counts."
    await ada.answers(asked, WEAK)
    assert said(await ada.presses("review", asked.id)) == best
    assert len(asked.thread) == 2
    await ada.answers(asked, "this is talk again, for nobody pressed anything")
    assert [a.attempt for a in await team.answers(asked)] == [1, 2]


async def test_a_person_gets_three_reviews_per_question(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    await ada.answers(asked)
    for text in (WEAK, f"{GOOD} Twice.", f"{GOOD} Thrice.", f"{GOOD} Again."):
        await ada.presses("again", asked.id)
        await ada.answers(asked, text)
    assert len(asked.thread) == 3
    assert ada.sees() == ["Saved, without a review: each person gets 3 per question."]
    states = [a.state for a in await team.answers(asked)]
    assert states == [AnswerState.JUDGED] * 5


async def test_my_review_says_what_is_missing(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    none = said(await ada.presses("review", asked.id))
    assert none == "There is no answer of yours to this question yet."
    await ada.says(asked, GOOD)
    assert "still being made" in said(await ada.presses("review", asked.id))


async def test_a_question_of_ones_own_is_reviewed_for_its_owner(team: Team) -> None:
    ada = team.member("Ada")
    sheet = form(await ada.runs("/practice solo caching"))
    saved = await ada.sends(sheet, text=GOOD)
    assert said(saved).startswith("Saved.")
    await team.work()
    round_id = sheet.id.partition(":")[2]
    assert "I found wording for" in said(await ada.presses("review", round_id))
    assert form(await ada.presses("again", round_id)).id == sheet.id


class Slow:
    """A moderator that flags everything, while the member does something else."""

    def __init__(self, meanwhile: Callable[[], Awaitable[object]]) -> None:
        self._meanwhile = meanwhile

    async def flags(self, text: str) -> str:
        await self._meanwhile()
        return "spam"


@pytest.mark.parametrize("change", ["edit", "deletion"])
async def test_what_changes_while_an_answer_is_moderated_is_not_taken_back(
    team: Team, change: str
) -> None:
    judged = Team(team.store, team.clock, critic=Praising(), chat=team.chat)
    await judged.track()
    asked, ada = await judged.ask(), judged.member("Ada")
    message = await ada.says(asked, "The ZEBRACRONE answer.")

    async def meanwhile() -> None:
        team.clock.move(seconds=1)
        if change == "edit":
            await ada.says(asked, "Another text.", message=message)
        else:
            await ada.deletes(asked, message)

    judged.practice.context = replace(judged.practice.context, moderator=Slow(meanwhile))
    await judged.later(seconds=25)
    assert "ZEBRACRONE" not in (await judged.answers(asked))[-1].text


async def test_deleting_answers_buys_no_more_reviews(team: Team) -> None:
    await team.track()
    asked, ada = await team.ask(), team.member("Ada")
    for n in range(5):
        message = await ada.answers(asked, f"{GOOD} Number {n}.")
        reviewed = len(asked.thread)
        await ada.deletes(asked, message)
    assert reviewed <= 3
