"""A mock interview as a person meets it, the same on Slack and Discord."""

import re
from typing import Any

import pytest
from scenarios.play import Play
from support.interviewing import STALE
from support.openai_samples import openai_critic
from support.openai_server import OpenAIServer

pytestmark = pytest.mark.slow

START = "start caching senior 3 real"
MORE = "A lease on the key lets one reader refill it, which costs the others a short wait."


async def settled(play: Play, **time: float) -> None:
    """That time passes, and then all that is to be said is said: one message per second."""
    await play.later(**time)
    for _ in range(4):
        await play.later(seconds=2)


async def begun(play: Play, text: str = START) -> tuple[Any, Any]:
    """Ada and the room, with her interview at its first question."""
    acme = play.workspace("acme")
    ada, room = acme.user("Ada", "Europe/Berlin"), acme.channel("practice")
    await play.starts()
    await ada.runs("/mock", text, room)
    await settled(play)
    return ada, room


def newest(ada: Any, text: str) -> Any:
    """The newest direct message that says so."""
    return next(m for m in reversed(ada.dm.messages) if text in m.plain)


def asked(ada: Any) -> int:
    """How often the first question was put."""
    return sum("Question 1 of 3" in m.plain for m in ada.dm.messages)


async def answers(play: Play, ada: Any, text: str = STALE) -> None:
    await ada.says(ada.dm, text)
    await settled(play, seconds=25)


async def ends(play: Play, ada: Any, room: Any) -> Any:
    """Its scorecard."""
    await ada.runs("/mock", "end", room)
    await settled(play, seconds=1)
    return newest(ada, "Scorecard")


async def test_an_interview_goes_from_its_start_to_the_scorecard(play: Play) -> None:
    ada, room = await begun(play)
    told = play.told(ada, room).plain
    assert "Caching, senior, real mode: 3 questions." in told
    assert "No AI reviewer reads it" in told
    first = newest(ada, "Question 1 of 3")
    assert room.messages == []
    await answers(play, ada)
    assert ada.dm.messages[-1].id != first.id
    await ada.presses(ada.dm.messages[-1], "Hint")
    assert play.told(ada, ada.dm).plain.startswith("Hint: ")
    await ada.presses(ada.dm.messages[-1], "Skip")
    await settled(play)
    second = newest(ada, "Question 2 of 3")
    await ada.presses(first, "Skip")
    assert "question 1 is behind you" in play.told(ada, ada.dm).plain
    await ada.presses(second, "Answer in a form")
    await ada.submits(fields={"Your answer": MORE})
    await settled(play)
    card = await ends(play, ada, room)
    assert "Caching, senior, real mode." in card.plain
    assert "3: not asked; it ended early." in card.plain
    assert "Keyword check" in card.plain
    await ada.presses(card, "Export")
    await settled(play)
    file = play.given(ada, ada.dm)
    assert file.startswith("# Mock interview: Caching, senior, real mode")
    assert MORE in file
    assert STALE in file


async def test_it_is_paused_today_and_goes_on_tomorrow_after_a_restart(play: Play) -> None:
    ada, room = await begun(play)
    await ada.says(ada.dm, "pause")
    await settled(play)
    assert "Paused." in ada.dm.messages[-1].plain
    await play.restarts()
    await settled(play, days=1)
    before = asked(ada)
    await ada.runs("/mock", START, room)
    open_ = play.told(ada, room)
    assert "at question 1 of 3, paused" in open_.plain
    await ada.presses(open_, "Resume")
    await settled(play)
    assert asked(ada) == before + 1
    await answers(play, ada)
    card = await ends(play, ada, room)
    assert re.search(r"^1 .*: wording for \d of \d points\.", card.plain, re.MULTILINE)


async def test_what_is_said_while_the_bot_is_down_is_heard_once(play: Play) -> None:
    ada, room = await begun(play)
    await play.stops()
    await ada.says(ada.dm, STALE)
    await play.later(minutes=40)  # the platform has given up on delivering it
    await play.restarts()
    await settled(play, seconds=25)
    asked = len(ada.dm.messages)
    await play.restarts()
    await settled(play, seconds=25)
    assert len(ada.dm.messages) == asked
    await ends(play, ada, room)
    await ada.runs("/mock", "export", room)
    await settled(play)
    assert play.given(ada, room).count(STALE) == 1


async def test_what_is_edited_or_deleted_is_so_in_the_interview(play: Play) -> None:
    ada, room = await begun(play)
    said = await ada.says(ada.dm, STALE)
    await play.later(seconds=5)
    await ada.edits(said, MORE)
    await settled(play, seconds=25)
    gone = await ada.says(ada.dm, "And a cat walks over the keyboard of the cache server.")
    await settled(play, seconds=25)
    await ada.deletes(gone)
    await settled(play)
    await ada.runs("/mock", "export", room)
    await settled(play)
    file = play.given(ada, room)
    assert MORE in file
    assert STALE not in file
    assert "keyboard" not in file


async def test_a_form_asks_for_what_was_not_said(play: Play) -> None:
    acme = play.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await play.starts()
    await ada.runs("/mock", "start", room)
    await ada.submits(fields={"Skill": "Rate limiting", "Length": "5 questions"})
    await settled(play)
    assert "Question 1 of 5 · Rate limiting" in newest(ada, "Question 1 of 5").plain


async def test_with_two_prompts_open_buttons_ask_what_a_message_answers(play: Play) -> None:
    ada, room = await begun(play)
    await play.later(minutes=1)
    await ada.runs("/practice", "solo rate-limiting", room)
    await ada.says(ada.dm, STALE)
    await settled(play)
    which = ada.dm.messages[-1]
    assert "What does this answer: your interview's question 1, or" in which.plain
    assert which.buttons == ["Interview, question 1", "The other question", "Neither"]
    await ada.presses(which, "Interview, question 1")
    assert "Taken as your answer." in ada.sees_privately(ada.dm)[-1].plain
    await ada.presses(which, "Neither")
    assert "its place already" in ada.sees_privately(ada.dm)[-1].plain


@pytest.mark.parametrize("mode", ["study", "real"])
async def test_a_model_interviews_and_writes_the_scorecard(play: Play, mode: str) -> None:
    async with OpenAIServer() as server:
        critic = openai_critic(server)
        play.models = (critic,)
        try:
            ada, room = await begun(play, f"start caching senior 3 {mode}")
            assert "gpt-6-luna" in newest(ada, "Your answers are reviewed by").plain
            await answers(play, ada)
            if mode == "study":
                assert "points met so far" in newest(ada, "met so far").plain
            await play.restarts()
            await answers(play, ada, MORE)
            card = await ends(play, ada, room)
            assert "AI review; it can be wrong." in card.plain
        finally:
            await play.stops()
            await critic.close()
