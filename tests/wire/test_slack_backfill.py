"""What happened on Slack while nobody listened: deletions, and a question nobody knew to stand."""

from collections.abc import AsyncIterator

import pytest
from scenarios.on_slack import SlackStage, slack_stage
from support.slack_server import Channel, Message, Person, drop_response, error
from support.team import GOOD
from support.waiting import until

from bot.daily import catching_up
from bot.model import AnswerState

REPLIES = "conversations.replies"


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[SlackStage]:
    async with slack_stage(sqlite_url) as stage:
        yield stage


async def asked(stage: SlackStage) -> tuple[Person, Channel, Message]:
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    return ada, room, await stage.asks(room)


async def standing(stage: SlackStage) -> list[str]:
    """The texts of the answers that were not deleted."""
    async with stage.store.reading() as tx:
        found = await tx.answers.of_round(1)
    return [a.text for a in found if a.state is not AnswerState.DELETED]


async def test_a_message_deleted_while_the_bot_was_down_takes_its_answer_with_it(
    stage: SlackStage,
) -> None:
    ada, room, question = await asked(stage)
    said = await ada.says(room, GOOD, thread=question)
    await stage.later(seconds=25)
    assert await standing(stage) == [GOOD]
    await stage.stops()
    await ada.deletes(said)
    await stage.server.outbox.settled()  # Slack has given up
    await stage.restarts()
    assert await standing(stage) == []
    await stage.later(seconds=5)
    (review,) = stage.replies(room, question)
    assert review.plain == "The answer was deleted, and its review with it."


async def test_what_stands_there_yet_or_came_by_a_form_is_not_missing(stage: SlackStage) -> None:
    ada, room, question = await asked(stage)
    bob = next(iter(stage.server.workspaces.values())).user("Bob")
    await ada.says(room, GOOD, thread=question)
    await bob.presses(question, "Answer privately")
    await bob.submits(fields={"Your answer": GOOD})
    await stage.later(seconds=25)
    await stage.restarts()
    assert await standing(stage) == [GOOD, GOOD]


@pytest.mark.parametrize("why", ["thread_not_found", "missing_scope", "channel_not_found"])
async def test_a_thread_that_may_not_be_read_is_not_taken_for_deletions(
    stage: SlackStage, why: str
) -> None:
    ada, room, question = await asked(stage)
    await ada.says(room, GOOD, thread=question)
    await stage.later(seconds=25)
    stage.server.next(REPLIES, error(why))
    await stage.restarts()
    assert await standing(stage) == [GOOD]


async def test_replies_to_a_question_that_is_not_known_to_stand_there_are_fetched_once_it_is(
    stage: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "AGAIN", 0.05)
    stage.server.next("chat.postMessage", drop_response())
    ada, room, question = await asked(stage)
    await stage.stops()
    await ada.says(room, GOOD, thread=question)
    await stage.server.outbox.settled()  # Slack has given up
    await stage.restarts()
    stage.server.clock.move(3)
    await stage.work()

    async def answered() -> bool:
        return await standing(stage) == [GOOD]

    await until(answered)
    await stage.later(seconds=25)
    assert len(stage.replies(room, question)) == 1


async def test_direct_messages_that_slack_delivers_no_more_are_fetched(stage: SlackStage) -> None:
    """In a direct message in which the bot wrote before."""
    ada, _, _ = await asked(stage)
    await ada.says(ada.dm, "One request takes a lock.")
    await stage.later(seconds=2)
    assert "Taken as your answer" in ada.dm.messages[-1].plain
    await stage.stops()
    await ada.says(ada.dm, GOOD)
    await stage.server.outbox.settled()  # Slack has given up
    await stage.restarts()

    async def fetched() -> bool:
        return await stage.stored(GOOD)

    await until(fetched)
