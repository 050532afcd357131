"""Edits are revisions of the same attempt; a deletion removes answer, critique and quotes."""

from typing import Any

import pytest
from support.critics import Praising
from support.team import GOOD, Team, form, said, until_taken, waiting

from bot.errors import SendUnknown, TryLater
from bot.model import AnswerState, Ref

SECRET = "ZEBRACRONE"
TELLING = f"At {SECRET} a lock lets one request recompute while others serve the stale value."


async def test_an_edit_before_the_review_is_what_is_reviewed(team: Team) -> None:
    asked, ada = await waiting(team)
    message = await ada.says(asked, "Something about a lock, perhaps.")
    await team.later(seconds=10)
    await ada.says(asked, GOOD, message=message)
    await team.later(seconds=25)
    (answer,) = await team.answers(asked)
    assert answer.text == GOOD
    assert [p.edits for p in asked.thread] == [0]


async def test_an_edit_after_the_review_replaces_it_in_place(team: Team) -> None:
    asked, ada = await waiting(team)
    message = await ada.answers(asked, "One request takes a lock and recomputes the value.")
    before = asked.thread[0].message
    await ada.says(asked, GOOD, message=message)
    await team.later(seconds=25)
    assert [p.edits for p in asked.thread] == [1]
    assert asked.thread[0].message != before
    assert len(await team.answers(asked)) == 1


async def test_a_link_preview_edits_nothing(team: Team) -> None:
    asked, ada = await waiting(team)
    message = await ada.answers(asked)
    await team.later(minutes=1)
    await ada.says(asked, GOOD, message=message)
    await team.later(minutes=1)
    assert [a.revision for a in await team.answers(asked)] == [1]
    assert [p.edits for p in asked.thread] == [0]


async def test_an_edit_that_comes_before_its_original_wins(team: Team) -> None:
    asked, ada = await waiting(team)
    sent = team.clock.now()
    await team.later(seconds=5)
    await ada.says(asked, GOOD, message="m")
    await ada.says(asked, "a lock", message="m", sent_at=sent)
    await team.later(seconds=25)
    assert [a.text for a in await team.answers(asked)] == [GOOD]
    assert len(asked.thread) == 1


async def test_an_edit_to_nothing_removes_the_answer_and_another_edit_brings_one(
    team: Team,
) -> None:
    asked, ada = await waiting(team)
    message = await ada.answers(asked, TELLING)
    await team.later(seconds=1)
    await ada.says(asked, " \u200b", message=message)
    await team.later(seconds=25)
    assert [a.state for a in await team.answers(asked)] == [AnswerState.DELETED]
    assert "was deleted" in asked.thread[0].message.text
    await ada.says(asked, GOOD, message=message)
    await team.later(seconds=25)
    assert [a.text for a in await team.answers(asked)] == ["", GOOD]


async def test_talk_that_is_edited_into_an_answer_is_one(team: Team) -> None:
    asked, ada = await waiting(team)
    message = await ada.says(asked, "ok, later")
    await team.later(minutes=5)
    await ada.says(asked, GOOD, message=message)
    await team.later(seconds=25)
    assert len(asked.thread) == 1


async def test_talk_that_is_edited_after_the_closing_is_none(team: Team) -> None:
    asked, ada = await waiting(team)
    sent = team.clock.now()
    message = await ada.says(asked, "ok, later")
    await team.later(hours=21)
    revision = int(team.clock.now().timestamp() * 1e6)
    await ada.says(asked, GOOD, message=message, sent_at=sent, revision=revision)
    assert await team.answers(asked) == []


async def test_an_edit_after_the_closing_changes_no_answer(team: Team) -> None:
    asked, ada = await waiting(team)
    message = await ada.answers(asked, "One request takes a lock.")
    await team.later(hours=21)
    await ada.says(asked, GOOD, message=message)
    await team.later(minutes=1)
    assert [a.text for a in await team.answers(asked)] == ["One request takes a lock."]


async def test_a_deletion_removes_texts_critiques_and_quotes(team: Team) -> None:
    asked, ada = await waiting(team)
    message = await ada.answers(asked, TELLING)
    await ada.says(asked, f"{TELLING} And jitter.", message=message)
    await team.later(seconds=25)
    assert "stale value" in asked.thread[0].message.text
    assert SECRET.encode() in team.stored()
    assert await ada.deletes(asked, message)
    await team.work()
    assert asked.thread[0].message.text == "The answer was deleted, and its review with it."
    assert SECRET.encode() not in team.stored()
    assert b"stale value." not in team.stored()
    assert said(await ada.presses("review", asked.id)).startswith("There is no answer")
    assert (
        said(await ada.runs("/practice streak")).splitlines()[0]
        == "No day yet. One answer makes the first."
    )


async def test_a_deletion_opens_the_day_again(team: Team) -> None:
    asked, ada = await waiting(team)
    await ada.deletes(asked, await ada.answers(asked))
    await ada.answers(asked)
    assert "Streak 1 day" in said(await ada.runs("/practice streak"))
    assert "your answer is in" in asked.thread[-1].message.text


async def test_a_deletion_before_the_review_leaves_nothing_to_post(team: Team) -> None:
    asked, ada = await waiting(team)
    message = await ada.says(asked, TELLING)
    await ada.deletes(asked, message)
    await team.later(seconds=60)
    assert asked.thread == []
    assert SECRET.encode() not in team.stored()


async def test_of_two_messages_the_deleted_one_goes_and_the_other_is_judged_anew(
    team: Team,
) -> None:
    asked, ada = await waiting(team)
    told = await ada.says(asked, TELLING)
    kept = "Jitter on the TTL spreads the expiry of many keys over time."
    await ada.says(asked, kept)
    await team.later(seconds=25)
    await ada.deletes(asked, told)
    await team.later(seconds=25)
    assert [a.text for a in await team.answers(asked)] == ["", kept]
    assert "deleted" in asked.thread[0].message.text
    assert "your answer is in" in asked.thread[1].message.text
    assert SECRET.encode() not in team.stored()
    assert "Streak 1 day" in said(await ada.runs("/practice streak"))


async def test_a_deletion_that_comes_before_its_message_holds(team: Team) -> None:
    asked, ada = await waiting(team)
    assert await ada.deletes(asked, "m")
    await ada.says(asked, TELLING, message="m")
    await team.later(seconds=60)
    assert await team.answers(asked) == []
    assert SECRET.encode() not in team.stored()


async def test_a_deletion_elsewhere_is_none_of_ours(team: Team) -> None:
    asked, ada = await waiting(team)
    asked.posted.ref = type(asked.posted.ref)("practice", "somebody-else")
    assert await ada.deletes(asked, "m") is False


async def test_while_the_posting_is_unconfirmed_a_deletion_waits_too(team: Team) -> None:
    asked, ada = await waiting(team)
    await ada.runs("/practice now")
    asked.posted.ref = type(asked.posted.ref)("practice", "m2")
    with pytest.raises(TryLater):
        await ada.deletes(asked, "m")
    await team.work()
    assert await until_taken(lambda: ada.deletes(asked, "m"))


async def test_a_form_answer_outlives_no_deletion_of_others(team: Team) -> None:
    asked, ada = await waiting(team)
    await ada.sends(form(await ada.presses("answer", asked.id)), text=GOOD, readers="me")
    message = await ada.says(asked, TELLING, mention=True)
    await ada.deletes(asked, message)
    assert [a.text for a in await team.answers(asked)] == [GOOD, ""]


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_review_on_its_way_while_its_answer_is_deleted_is_withdrawn(
    team: Team, arrived: bool
) -> None:
    asked, ada = await waiting(team)
    message = await ada.says(asked, TELLING)
    post = team.chat.post

    async def lost(*args: Any) -> Ref:
        team.chat.post = post  # type: ignore[method-assign]
        if arrived:
            await post(*args)
        raise SendUnknown("the connection broke")

    team.chat.post = lost  # type: ignore[method-assign]
    await team.later(seconds=25)
    await ada.deletes(asked, message)
    await team.later(minutes=2)
    await team.later(minutes=2)
    assert [p.message.text for p in asked.thread] == [
        "The answer was deleted, and its review with it."
    ]
    assert SECRET.encode() not in team.stored()


async def test_a_deletion_removes_what_a_model_quoted_too(team: Team) -> None:
    judged = Team(team.store, team.clock, critic=Praising(), chat=team.chat)
    asked, ada = await waiting(judged)
    message = await ada.answers(asked, TELLING)
    await ada.deletes(asked, message)
    await judged.work()
    assert SECRET.encode() not in judged.stored()
