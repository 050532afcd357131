"""While a review is being made its author sees that it is."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from critics.conftest import Make
from critics.scene import LUNA, SENTENCES, Reviewed, ShowingChat, judge, luna
from support.openai_faults import Fault
from support.openai_server import OpenAIServer
from support.team import JournalChat
from support.waiting import until

from adapters.playground.chat import PlaygroundChat
from adapters.playground.room import Room
from bot.message import Message
from bot.model import Verdict
from bot.sending.outbox import Place
from bot.wording import critics

TEXT = " ".join(SENTENCES)


@asynccontextmanager
async def at_work(team: Reviewed) -> AsyncIterator[asyncio.Task[None]]:
    """The team's work goes on beside the test."""
    team.clock.move(seconds=25)
    task = asyncio.create_task(team.work())
    try:
        yield task
        await task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_within_a_second_it_is_seen_and_then_point_by_point(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge(met=3)
    server.script(Fault.HELD)
    chat = ShowingChat()
    team = make(chat=chat)
    asked, ada = await team.asked()
    await ada.says(asked, TEXT)
    start = asyncio.get_running_loop().time()
    async with at_work(team):
        await until(lambda: len(chat.journal) >= 2)
        assert chat.journal[0][0] - start < 1
        assert chat.shown[0] == "Reading your answer …"
        assert SENTENCES[0] in chat.shown[1]
        assert SENTENCES[1] not in chat.shown[1]
        assert asked.thread == []
        server.gate.set()
    *shown, gone = chat.shown
    assert gone == ""
    assert [text.count(": Met") for text in shown] == [0, 1, 2, 3]
    assert {place.member for place in chat.places} == {"ada"}
    assert len(asked.thread) == 1


async def test_moderation_does_not_hold_the_first_sight_back(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge()
    chat = ShowingChat()

    class Late:
        async def flags(self, text: str) -> str:
            assert chat.shown == ["Reading your answer …"]
            return ""

    team = make(chat=chat, moderator=Late())
    asked, ada = await team.asked()
    await ada.answers(asked, TEXT)
    assert len(asked.thread) == 1
    assert len(server.calls) == 1


async def test_what_was_shown_as_met_stays_met_after_a_second_look(
    make: Make, server: OpenAIServer
) -> None:
    sure, unsure = judge(met=0), judge(met=2, confidence=0.2)
    server.model = lambda texts, schema: (unsure if len(server.calls) == 1 else sure)(texts, schema)
    chat = ShowingChat()
    team = make(chat=chat)
    asked, ada = await team.asked(review="full")
    await ada.answers(asked, TEXT)
    (stored,) = await team.critiques(1)
    assert LUNA not in stored.judgement.judge
    met = [f.evidence for f in stored.judgement.findings if f.verdict is Verdict.MET]
    assert met == list(SENTENCES[:2])
    assert all(quote in asked.thread[0].message.text for quote in met)


async def test_what_was_shown_as_met_stays_met_in_the_keyword_check(
    make: Make, server: OpenAIServer
) -> None:
    text = "Bananas are yellow and quite sweet. Nothing else is known about this here."
    server.model = judge(met=1, quotes=("Bananas are yellow and quite sweet.",))
    server.script(Fault.ENDED)
    chat = ShowingChat()
    team = make(chat=chat, models=(luna(server),))
    asked, ada = await team.asked(review="full")
    await ada.answers(asked, text)
    assert "Bananas" in chat.shown[1]
    review = asked.thread[0].message.text
    assert "Keyword check" in review
    assert "“Bananas are yellow and quite sweet.”" in review


async def test_a_point_without_a_real_quote_is_never_shown(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge(met=2, quotes=("Nobody ever wrote these words.", SENTENCES[0]))
    chat = ShowingChat()
    team = make(chat=chat)
    asked, ada = await team.asked()
    await ada.answers(asked, TEXT)
    assert "Nobody ever" not in json.dumps(chat.shown)
    assert SENTENCES[0] in chat.shown[1]


async def test_what_is_shown_cannot_ping_or_link(make: Make, server: OpenAIServer) -> None:
    quote = "See https://evil.example/x and tell <!channel> about the lock now"
    server.model = judge(met=1, quotes=(quote,))
    chat = ShowingChat()
    team = make(chat=chat)
    asked, ada = await team.asked()
    await ada.answers(asked, quote)
    final = (await team.critiques(1))[0].judgement.findings[0].evidence
    assert final != quote
    assert f"“{final}”" in chat.shown[1]


async def test_a_replacement_comes_in_silence(make: Make, server: OpenAIServer) -> None:
    server.model = judge()
    server.script(*[Fault.REFUSAL] * 2)
    chat = ShowingChat()
    team = make(chat=chat)
    asked, ada = await team.asked(review="full")
    await ada.answers(asked, TEXT)
    shown = len(chat.journal)
    await team.later(minutes=6)
    assert asked.thread[0].message.text.startswith("Strongest")
    assert len(chat.journal) == shown


async def test_a_platform_without_progress_works(make: Make, server: OpenAIServer) -> None:
    server.model = judge()
    team = make(chat=JournalChat())
    asked, ada = await team.asked()
    await ada.answers(asked, TEXT)
    assert len(asked.thread) == 1


@pytest.mark.parametrize("fault", ["raises", "hangs"])
async def test_a_progress_that_fails_changes_nothing(
    make: Make, server: OpenAIServer, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.critiques.progress.PATIENCE", 0.2)
    server.model = judge()
    chat = ShowingChat()
    chat.broken, chat.delay = fault == "raises", 60.0 if fault == "hangs" else 0.0
    team = make(chat=chat)
    asked, ada = await team.asked(review="full")
    await ada.answers(asked, TEXT)
    assert asked.thread[0].message.text.startswith("Strongest")
    assert chat.shown == ["Reading your answer …", ""]


async def test_in_the_playground_it_disappears(make: Make, sqlite_url: str) -> None:
    team = make()
    asked, _ = await team.asked()
    room = await Room.open(sqlite_url, team.clock)
    try:
        await room.guests.enter("ada", "Ada")
        chat, place = PlaygroundChat(room), Place("practice", None, "ada")
        reading = critics.reading(await asked.round(), [])
        for _ in range(2):  # the key is free again afterwards
            await chat.progress("playground", "progress:1:1", place, reading)
            assert await seen(room, "ada") == [reading]
            assert await seen(room, "bob") == []
            assert await room.latest("ada")
            await chat.progress("playground", "progress:1:1", place, None)
            assert await seen(room, "ada") == []
            assert not await room.latest("ada"), "nothing unread is left behind"
    finally:
        await room.close()


async def seen(room: Room, member: str) -> list[Message | None]:
    return [post.message for post in await room.read(member, "practice") if not post.deleted]
