"""A direct message of a member who is in an interview answers that, or they are asked."""

import pytest
from support.interviewing import (
    answers,
    begun,
    interviews,
    posts,
    whole,
    writes,
)
from support.team import GOOD, Someone, Team, buttons, said, waiting

from bot.errors import InvalidInput, NotFound
from bot.interviews.model import Phase

TEXT = "One request takes a lock and recomputes the value."


def asked_back(member: Someone) -> dict[str, str]:
    """The buttons of the newest question about a message, by their labels."""
    newest = [p for p in posts(member) if ":held:" in p.key][-1]
    return {button.label: button.value for button in newest.message.buttons}


async def test_without_an_interview_a_direct_message_is_nothing_of_ours(team: Team) -> None:
    ada = team.member("Ada")
    assert not await writes(ada, TEXT)
    await ada.runs("/practice streak")
    assert not await writes(ada, TEXT)


async def test_a_command_typed_during_an_interview_is_no_answer(team: Team) -> None:
    ada = await begun(team)
    for text in ("streak", "/practice help", "Help", "why this"):
        assert not await writes(ada, text)
    assert await writes(ada, "Review what the lock protects, then shorten its lease.")
    assert len((await whole(ada)).answers(1)) == 1


@pytest.mark.parametrize("before", ["", "mock "])
async def test_the_interviews_own_words_can_be_typed(team: Team, before: str) -> None:
    ada = await begun(team)
    for _ in range(2):
        assert await writes(ada, f"{before}skip", message="once")
    await team.work()
    assert (await interviews(ada))[0].state.item == 2
    assert await writes(ada, f"{before}Pause")
    assert (await interviews(ada))[0].state.paused
    assert await writes(ada, f"{before}resume")
    assert not (await interviews(ada))[0].state.paused
    assert await writes(ada, f"{before}end")
    assert (await interviews(ada))[0].state.phase is Phase.CLOSED


async def test_a_message_to_a_paused_interview_is_kept_and_asked_about(team: Team) -> None:
    ada = await begun(team)
    await ada.runs("/mock pause")
    await answers(ada, TEXT)
    await writes(ada, "Something else altogether, for tomorrow.")
    await team.work()
    assert not (await whole(ada)).answers(1)
    first, second = [p for p in posts(ada) if ":held:" in p.key]
    assert "paused. Is this an answer to question 1?" in first.message.text
    held = buttons(first.message)["mock_meant"].partition(":")[0]
    assert "Taken" in said(await ada.presses("mock_meant", f"{held}:interview"))
    assert "its place already" in said(await ada.presses("mock_meant", f"{held}:interview"))
    other = buttons(second.message)["mock_meant"].partition(":")[0]
    assert "Left alone" in said(await ada.presses("mock_meant", f"{other}:none"))
    await team.later(seconds=25)
    assert (await whole(ada)).answers(1) == [TEXT]
    assert not (await interviews(ada))[0].state.paused


async def test_with_two_prompts_open_buttons_ask_what_is_meant(team: Team) -> None:
    ada = await begun(team)
    await team.later(minutes=1)
    await ada.runs("/practice solo rate-limiting")
    for _ in range(2):
        await writes(ada, TEXT, message="m1")
    await team.work()
    labels = asked_back(ada)
    assert list(labels) == ["Interview, question 1", "The other question", "Neither"]
    assert len([p for p in posts(ada) if ":held:" in p.key]) == 1
    there = said(await ada.presses("mock_meant", labels["The other question"]))
    assert "Taken as your answer to the Rate limiting question you opened." in there
    assert not (await whole(ada)).answers(1)
    await team.later(seconds=25, minutes=11)
    await answers(ada, "A token bucket per client.")
    assert (await whole(ada)).answers(1) == ["A token bucket per client."]


async def test_another_members_message_cannot_be_placed(team: Team) -> None:
    ada, bob = await begun(team), team.member("Bob")
    await ada.runs("/mock pause")
    await answers(ada, TEXT)
    value = next(iter(asked_back(ada).values()))
    with pytest.raises(NotFound):
        await bob.presses("mock_meant", value)
    with pytest.raises(InvalidInput):
        await ada.presses("mock_meant", "nonsense")


async def test_words_between_two_questions_are_kept(team: Team) -> None:
    ada = await begun(team)
    await ada.runs("/mock skip")
    assert await writes(ada, "Wait, one more thing about the lock.")
    await team.work()
    kept = [t for t in (await whole(ada)).turns if t.text.startswith("Wait")]
    assert [t.kind for t in kept] == ["remark"]
    assert (await interviews(ada))[0].state.item == 2


async def test_an_interview_is_answered_before_a_question_that_came_earlier(team: Team) -> None:
    asked, ada = await waiting(team)
    await team.later(minutes=1)
    await ada.runs("/mock caching senior 3 real")
    await team.work()
    await answers(ada)
    assert len((await whole(ada)).answers(1)) == 1
    assert await team.answers(asked) == []


async def test_a_question_that_came_during_an_interview_is_asked_about(team: Team) -> None:
    await team.track()
    ada = await begun(team)
    asked = await team.ask()
    await writes(ada, TEXT)
    await team.work()
    labels = asked_back(ada)
    assert list(labels) == ["Interview, question 1", "The other question", "Neither"]
    assert "Taken as your answer to the Caching question" in said(
        await ada.presses("mock_meant", labels["The other question"])
    )
    assert [a.text for a in await team.answers(asked)] == [TEXT]
    assert not (await whole(ada)).answers(1)
    await answers(ada, "thanks")
    assert not (await whole(ada)).answers(1)


async def test_while_a_scorecard_is_made_the_question_is_answered(team: Team) -> None:
    asked, ada = await waiting(team)
    await team.later(minutes=1)
    await ada.runs("/mock caching senior 3 real")
    await team.work()
    await answers(ada)
    await ada.runs("/mock end")
    assert (await interviews(ada))[0].state.phase is Phase.SUMMING
    assert await writes(ada, GOOD)
    assert [a.text for a in await team.answers(asked)] == [GOOD]
