"""Commands typed in direct messages: done before they are acknowledged, and answered once."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from scenarios.on_slack import SlackStage, slack_stage
from support.slack_server import Message, Person, error
from support.slack_server.outbox import Delivery

from adapters.slack.blocks import escape, page
from bot import message
from bot.errors import TryLater
from bot.message import Call, Reply


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[SlackStage]:
    async with slack_stage(sqlite_url) as stage:
        yield stage


async def admin(stage: SlackStage) -> Person:
    acme = stage.workspace("acme")
    await stage.starts()
    return acme.user("Ada", admin=True)


def answers(ada: Person) -> list[Message]:
    return [m for m in ada.dm.messages if m.bot_id]


def held_up(stage: SlackStage) -> tuple[list[Call], asyncio.Event]:
    """The commands that have come to the core, which does them once the event is set."""
    entered: list[Call] = []
    done, command = asyncio.Event(), stage.core.command

    async def slowly(call: Call) -> Reply:
        entered.append(call)
        await done.wait()
        return await command(call)

    stage.core.command = slowly  # type: ignore[method-assign]
    return entered, done


def said(stage: SlackStage, ada: Person) -> Delivery:
    """The newest event about what she wrote."""
    told = stage.server.outbox.deliveries
    return next(d for d in told[::-1] if d.payload.get("event", {}).get("user") == ada.id)


async def test_a_command_is_acknowledged_only_when_it_is_done_and_its_reply_stored(
    stage: SlackStage,
) -> None:
    ada = await admin(stage)
    entered, done = held_up(stage)
    await ada.says(ada.dm, "mock caching senior 3 real")
    await stage.until(lambda: entered)
    delivery = said(stage, ada)
    assert delivery.took is None
    done.set()
    await stage.until(lambda: delivery.took is not None)
    async with stage.store.reading() as tx:
        assert await tx.interviews.open_of(1)
        assert len(await tx.sends.about("command:")) == 1
    assert answers(ada) == []
    await stage.work()
    assert "real mode: 3 questions" in answers(ada)[0].plain


async def test_what_the_core_did_not_take_comes_again(stage: SlackStage) -> None:
    ada = await admin(stage)
    command, faults = stage.core.command, [TryLater("The disk is full."), RuntimeError("ours")]

    async def failing(call: Call) -> Reply:
        if faults:
            raise faults.pop()
        return await command(call)

    stage.core.command = failing  # type: ignore[method-assign]
    stage.server.sockets.ack_seconds = 0.5
    await ada.says(ada.dm, "streak")
    await stage.work()
    assert said(stage, ada).attempts == 3
    (answer,) = answers(ada)
    assert answer.plain.startswith("No day yet.")


async def test_what_the_core_refuses_is_said_once_and_does_not_come_again(
    stage: SlackStage,
) -> None:
    bob = (await admin(stage)).workspace.user("Bob")
    await bob.says(bob.dm, "skip 1")
    await stage.work()
    delivery = said(stage, bob)
    stage.server.outbox.redeliver(delivery.payload)
    await stage.later(seconds=5)
    (answer,) = answers(bob)
    assert answer.plain.startswith("/practice skip is for this team's managers.")
    assert delivery.attempts == 1


async def test_a_command_that_comes_three_times_is_done_and_answered_once(
    stage: SlackStage,
) -> None:
    ada = await admin(stage)
    stage.server.outbox.doubles = True  # at once, with an event_id of its own each
    await ada.says(ada.dm, "mock caching senior 3 real")
    await stage.server.outbox.settled()
    stage.server.outbox.redeliver(said(stage, ada).payload)
    await stage.later(seconds=5)
    await stage.later(seconds=5)
    assert any("Question 1 of 3" in m.plain for m in answers(ada))
    told = [m for m in answers(ada) if "real mode: 3 questions" in m.plain]
    assert len(told) == 1
    async with stage.store.reading() as tx:
        assert len(await tx.interviews.of_member(1)) == 1


async def test_what_began_an_interview_is_no_answer_to_it_where_it_comes_again(
    stage: SlackStage,
) -> None:
    ada = await admin(stage)
    await ada.says(ada.dm, "mock caching senior 3 real")
    await stage.later(seconds=5)
    event = said(stage, ada).payload
    await stage.restarts()
    stage.server.outbox.redeliver(event)
    await stage.later(seconds=25)
    async with stage.store.reading() as tx:
        whole = await tx.interviews.whole(await tx.interviews.get(1))
    assert [turn.text for turn in whole.turns if turn.by_member] == []
    assert len(answers(ada)) == 2


async def test_while_it_is_done_it_may_come_again_and_afterwards_nothing_is_done(
    stage: SlackStage,
) -> None:
    ada = await admin(stage)
    entered, done = held_up(stage)
    stage.server.outbox.doubles = True
    await ada.says(ada.dm, "tracks")
    await stage.until(lambda: len(entered) == 2)
    assert entered[0].id == entered[1].id
    done.set()
    await stage.server.outbox.settled()
    stage.server.outbox.doubles = False
    stage.server.outbox.redeliver(said(stage, ada).payload)
    await stage.server.outbox.settled()
    await ada.says(ada.dm, "streak")
    for _ in range(2):
        await stage.later(seconds=2)
    assert len(answers(ada)) == 2
    assert "No day yet." in answers(ada)[1].plain
    assert len(entered) == 3


async def test_another_process_to_which_it_comes_again_does_and_says_nothing_more(
    stage: SlackStage,
) -> None:
    ada = await admin(stage)
    await stage.track(ada.workspace, ada.workspace.channel("practice"))
    await ada.says(ada.dm, "skip 1")
    await stage.work()
    event = said(stage, ada).payload
    await stage.restarts()
    stage.server.outbox.redeliver(event)
    await stage.later(seconds=5)
    async with stage.store.reading() as tx:
        assert len(await tx.days.excuses([1])) == 1
    assert len(answers(ada)) == 1


async def test_a_reply_that_was_stored_goes_out_though_its_process_ended(
    stage: SlackStage,
) -> None:
    ada = await admin(stage)
    await ada.says(ada.dm, "tracks")
    await stage.server.outbox.settled()
    await stage.restarts()
    assert answers(ada) == []
    await stage.work()
    assert ["Nothing is asked" in m.plain for m in answers(ada)] == [True]


async def test_of_a_reply_that_stands_there_no_text_is_kept(stage: SlackStage) -> None:
    ada = await admin(stage)
    await ada.says(ada.dm, "tracks")
    await stage.work()
    assert len(answers(ada)) == 1
    async with stage.store.reading() as tx:
        (sent,) = await tx.sends.about("command:")
    assert sent.message.text == ""


async def test_where_slack_does_not_say_who_is_an_admin_they_are_told_so(
    stage: SlackStage,
) -> None:
    ada = await admin(stage)
    stage.server.next("users.info", error("internal_error"), error("internal_error"))
    await ada.says(ada.dm, "streak")
    await stage.until(lambda: answers(ada))
    assert answers(ada)[0].plain.startswith("Slack cannot say just now whether you are an admin.")
    await ada.says(ada.dm, "streak")
    await stage.work()
    assert answers(ada)[1].plain.startswith("No day yet.")


async def test_the_longest_replies_fit_one_message(stage: SlackStage) -> None:
    ada = await admin(stage)
    who = message.Person("slack", ada.workspace.id, ada.id, "Ada")
    skills = [skill.id for skill in stage.core.context.bank.skills()]
    for text in ("help", *(f"{what} {skill}" for what in ("guide", "browse") for skill in skills)):
        reply = await stage.core.command(Call(who, text, "practice", text, "C1", admin=True))
        assert isinstance(reply, message.Message)
        assert page(reply).text == escape(reply.text), text
