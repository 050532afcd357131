"""What members do reaches the core, once it can take it, and nothing else does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from support.clock import MovableClock
from support.fake_core import QUESTION, FakeCore
from support.waiting import until

from adapters.playground import platform
from adapters.playground.platform import Playground
from adapters.playground.room import Room
from bot.message import Incoming
from bot.sending.outbox import Place

IN_THREAD = "in the thread"


@pytest.fixture
async def playground(
    sqlite_url: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Playground]:
    monkeypatch.setattr(platform, "_PAUSE", 0.01)
    opened = Playground(await Room.open(sqlite_url, clock))
    await opened.room.guests.enter("ada", "Ada", "Europe/Berlin")
    yield opened
    await opened.close()


@pytest.fixture
async def core(playground: Playground) -> AsyncIterator[FakeCore]:
    made = FakeCore(playground)
    yield made
    await made.settle()


@asynccontextmanager
async def listening(playground: Playground, core: FakeCore) -> AsyncIterator[None]:
    task = asyncio.create_task(playground.listen(core))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def told(playground: Playground) -> bool:
    return len(await playground.room.read("ada", "random")) == 2


async def settled(playground: Playground, left: int = 0) -> bool:
    return len(await playground.room.undelivered()) == left


async def ask(playground: Playground) -> int:
    ref = await playground.chat.post("playground", "q", Place("practice"), QUESTION)
    return int(ref.message)


async def test_threads_mentions_and_direct_messages_reach_the_core(
    playground: Playground, core: FakeCore
) -> None:
    thread = await ask(playground)
    await playground.say("ada", "practice", None, "other talk, mail me@whetstone")
    await playground.say("ada", "practice", thread, IN_THREAD)
    await playground.say("ada", "random", None, "hey @Whetstone, streak")
    await playground.say("ada", "@ada", None, "direct")
    async with listening(playground, core):
        await until(lambda: settled(playground))
    told = [(m.text, m.thread, m.mentions_bot, m.direct, m.channel) for m in core.received]
    assert told == [
        (IN_THREAD, str(thread), False, False, "practice"),
        ("hey @Whetstone, streak", None, True, False, "random"),
        ("direct", None, False, True, "@ada"),
    ]
    assert core.received[0].person.zone == "Europe/Berlin"


async def test_a_reply_to_a_member_is_not_for_the_bot(
    playground: Playground, core: FakeCore
) -> None:
    root = await playground.say("ada", "practice", None, "lunch?")
    await playground.say("ada", "practice", root.id, "yes")
    assert await playground.room.undelivered() == []


async def test_what_the_core_cannot_take_yet_is_handed_over_again(
    playground: Playground, core: FakeCore
) -> None:
    core.refusals = 3
    await playground.say("ada", "@ada", None, "one")
    await playground.say("ada", "@ada", None, "two")
    async with listening(playground, core):
        await until(lambda: len(core.received) == 2)
    assert [message.text for message in core.received] == ["one", "two"]


async def test_what_was_not_taken_before_a_kill_is_taken_after_it(
    playground: Playground, core: FakeCore, sqlite_url: str, clock: MovableClock
) -> None:
    await playground.say("ada", "@ada", None, "said, then killed")
    again = Playground(await Room.open(sqlite_url, clock))
    async with listening(again, core):
        await until(lambda: bool(core.received))
    await again.close()


async def test_edits_and_deletions_follow_their_message(
    playground: Playground, core: FakeCore, clock: MovableClock
) -> None:
    thread = await ask(playground)
    post = await playground.say("ada", "practice", thread, IN_THREAD)
    async with listening(playground, core):
        await until(lambda: bool(core.received))
        clock.move(seconds=1)
        await playground.edit("ada", post, "better")
        await until(lambda: len(core.received) == 2)
        await playground.room.delete("ada", post.id)
        await until(lambda: bool(core.gone))
    first, second = core.received
    assert (first.message, second.text) == (second.message, "better")
    assert second.revision > first.revision
    assert (core.gone[0].message, core.gone[0].thread) == (str(post.id), str(thread))


async def test_a_mention_taken_out_by_an_edit_is_still_told(
    playground: Playground, core: FakeCore
) -> None:
    post = await playground.say("ada", "random", None, "@whetstone hello")
    await playground.edit("ada", post, "never mind")
    async with listening(playground, core):
        await until(lambda: bool(core.received))
    assert core.received[0].text == "never mind"


async def test_a_refusal_is_told_to_the_author_alone(
    playground: Playground, core: FakeCore
) -> None:
    await playground.say("ada", "random", None, "@whetstone a forbidden word")
    async with listening(playground, core):
        await until(lambda: told(playground))
    posts = await playground.room.read("ada", "random")
    assert posts[1].only_for == "ada"
    assert posts[1].message
    assert posts[1].message.text == "That word cannot be used here."


async def test_who_was_forgotten_may_write_on_in_an_open_tab(
    playground: Playground, core: FakeCore
) -> None:
    await playground.room.forget("ada")
    await playground.say("ada", "@ada", None, "still here")
    async with listening(playground, core):
        await until(lambda: settled(playground))
    assert [(m.text, m.person.name) for m in core.received] == [("still here", "ada")]


async def test_one_faulty_message_holds_up_no_other(
    playground: Playground, core: FakeCore, caplog: pytest.LogCaptureFixture
) -> None:
    take = core.receive

    async def receive(message: Incoming) -> bool:
        if message.text == "secret":
            raise KeyError(message.text)
        return await take(message)

    core.receive = receive  # type: ignore[method-assign]
    await playground.say("ada", "@ada", None, "secret")
    await playground.say("ada", "@ada", None, "fine")
    async with listening(playground, core):
        await until(lambda: settled(playground, left=1))
    assert core.received[0].text == "fine"
    assert [left.text for left in await playground.room.undelivered()] == ["secret"]
    assert "KeyError" in caplog.text
    assert "secret" not in caplog.text
