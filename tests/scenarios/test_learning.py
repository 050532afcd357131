"""Browsing and reviews as people meet them, the same on every platform."""

import pytest
from scenarios.play import Play, asked
from support.team import GOOD
from support.waiting import until

from questions import open_bank

pytestmark = pytest.mark.slow

AGAIN = "All of them miss at once; one takes a lock and the rest serve what is stale."
NOW = "The keys expire together; one request recomputes under a lock, and jitter spreads the rest."
SKILLS = [skill.id for skill in open_bank().skills()]


@pytest.mark.parametrize("skill", SKILLS)
async def test_a_skills_questions_are_listed_and_one_is_tried(play: Play, skill: str) -> None:
    acme = play.workspace("acme")
    ada, room = acme.user("Ada", "Europe/Berlin"), acme.channel("practice")
    await play.starts()
    await ada.runs("/practice", f"browse {skill}", room)
    listed = play.told(ada, room)
    assert "A model answer opens once you have tried its question." in listed.plain
    await ada.presses(listed, "Try 1")
    await ada.submits(fields={"Your answer": GOOD})
    assert "Saved" in play.told(ada, room).plain


async def test_a_guide_is_shown_whole(play: Play) -> None:
    acme = play.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await play.starts()
    await ada.runs("/practice", "guide caching", room)

    def shown() -> str:
        return " ".join(post.plain for post in ada.sees_privately(room))

    await until(lambda: "Common mistakes" in shown())  # long replies come in several pages
    for heading in ("What it is", "Core concepts", "Limits"):
        assert heading in shown()


async def test_nothing_is_due_for_who_has_learned_nothing_yet(play: Play) -> None:
    acme = play.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await play.starts()
    await ada.runs("/practice", "review", room)
    assert play.told(ada, room).plain


async def test_why_this_says_why_the_newest_question_was_asked(play: Play) -> None:
    ada, room, question = await asked(play)
    await ada.runs("/practice", "why this", room)
    told = play.told(ada, room).plain
    assert "This track had not asked it before." in told
    assert told.splitlines()[0].strip("*")[:40] in question.plain


async def test_a_weak_point_comes_back_in_other_words_and_then_stands_beside_now(
    play: Play,
) -> None:
    acme = play.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await play.starts()
    await play.track(acme, room)
    await ada.says(room, GOOD, thread=await play.asks(room))
    await play.later(days=5)
    await ada.runs("/practice", "review", room)
    await ada.submits(fields={"Your answer": AGAIN})
    saved = play.told(ada, room)
    assert "Saved" in saved.plain
    assert "Then and now" not in saved.buttons
    await play.later(weeks=9)
    await ada.runs("/practice", "review", room)
    await ada.submits(fields={"Your answer": NOW})
    await ada.presses(play.told(ada, room), "Then and now")
    pair = play.told(ada, room).plain
    assert "Judge for yourself what changed." in pair
    assert GOOD in pair
    assert NOW in pair
