"""What people do on Discord reaches the core, whatever happens to the connection."""

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from scenarios.on_discord import DiscordStage, discord_stage
from support.team import GOOD

from adapters.discord import client
from adapters.discord.checks import examine
from adapters.discord.translate import Spot
from adapters.discord.web import Rest
from bot.doctor import Check, Status
from bot.errors import SettingsError, StorageError
from bot.message import Incoming

IDENTIFY, RESUME = 2, 6


@pytest.fixture
async def stage(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordStage]:
    async def at_once(self: object, shard: int, *, initial: bool = False) -> None:
        """Without discord.py's pause of 5 s before it identifies again."""

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    async with discord_stage(sqlite_url) as ready:
        yield ready


async def reviews(stage: DiscordStage, room: Any, question: Any) -> int:
    await stage.later(seconds=25)
    await stage.later(seconds=5)
    return len(stage.replies(room, question))


# Messages


async def test_a_link_preview_is_no_edit(stage: DiscordStage) -> None:
    acme, ada, room, question = await stage.asked()
    said = await ada.says(room, f"{GOOD} https://example.com", thread=question)
    acme.unfurls(said)
    await stage.later(seconds=25)
    (review,) = stage.replies(room, question)
    acme.unfurls(said)
    await stage.later(seconds=25)
    assert review.edits == 0


async def test_what_apps_write_is_no_answer(stage: DiscordStage) -> None:
    acme, _, room, question = await stage.asked()
    robot = acme.user("Robot", bot=True)
    await robot.says(room, GOOD, thread=question)
    assert await reviews(stage, room, question) == 0


async def test_a_voice_message_without_words_is_no_answer(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()
    await ada.says(room, "", thread=question, files={"voice-message.ogg": b"x"})
    assert await reviews(stage, room, question) == 0


async def test_several_messages_deleted_at_once_are_all_forgotten(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()
    first = await ada.says(room, GOOD, thread=question)
    second = await ada.says(room, "And the zebra counter shows it.", thread=question)
    await stage.later(seconds=25)
    assert await stage.stored("zebra counter")
    await ada.deletes(first, second)
    await stage.later(seconds=5)
    (review,) = stage.replies(room, question)
    assert review.plain.startswith("The answer was deleted")


async def test_a_deletion_in_an_archived_thread_is_heard(stage: DiscordStage) -> None:
    acme, ada, room, question = await stage.asked()
    said = await ada.says(room, GOOD, thread=question)
    await stage.later(seconds=25)
    acme.archives(room.thread_of(question))
    await stage.restarts()
    thread, gateway = room.thread_of(question), stage.platform.gateway
    assert gateway.get_channel(thread.id) is None, "it is asked for"
    assert await gateway._spot(thread.id) == Spot(str(room.id), str(thread.id))
    await ada.deletes(said)
    await stage.later(seconds=5)
    (review,) = stage.replies(room, question)
    assert review.plain.startswith("The answer was deleted")


async def test_an_answer_in_an_archived_thread_opens_it_and_is_reviewed(
    stage: DiscordStage,
) -> None:
    acme, ada, room, question = await stage.asked()
    acme.archives(room.thread_of(question))
    await stage.restarts()
    await ada.says(room, GOOD, thread=question)
    assert await reviews(stage, room, question) == 1


async def test_a_reply_the_database_cannot_take_is_kept_until_it_does(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "AGAIN", 0.05)
    _, ada, room, question = await stage.asked()
    receive, refused = stage.core.receive, []

    async def receive_later(message: Incoming) -> bool:
        if len(refused) < 2:
            refused.append(message)
            raise StorageError("The database is busy.")
        return await receive(message)

    stage.core.receive = receive_later  # type: ignore[method-assign]
    await ada.says(room, GOOD, thread=question)
    assert await reviews(stage, room, question) == 1
    assert len(refused) == 2


async def test_a_reply_still_waiting_when_the_process_ends_comes_by_the_backfill(
    stage: DiscordStage,
) -> None:
    _, ada, room, question = await stage.asked()

    async def never(message: Incoming) -> bool:
        raise StorageError("The database is full.")

    stage.core.receive = never  # type: ignore[method-assign]
    await ada.says(room, GOOD, thread=question)
    await stage.restarts()
    assert await reviews(stage, room, question) == 1


async def test_who_writes_to_the_bot_directly_is_told_where_answers_go(
    stage: DiscordStage,
) -> None:
    _, ada, _, _ = await stage.asked()
    await ada.says(ada.dm, "hello")
    await stage.until(lambda: len(ada.dm.messages) == 2)
    assert "Answer privately" in ada.dm.messages[-1].plain


# Without the Message Content intent


async def test_without_the_intent_buttons_forms_mentions_and_replies_are_enough(
    stage: DiscordStage,
) -> None:
    stage.server.app.privileged = 0
    acme, ada, room, question = await stage.asked(plain_replies=False)
    bob, cleo = acme.user("Bob"), acme.user("Cleo")
    await ada.says(room, GOOD, thread=question)
    assert await reviews(stage, room, question) == 0, "nobody can see what she wrote"
    await ada.says(room, GOOD, thread=question, mentions_bot=True)
    assert await reviews(stage, room, question) == 1
    review = stage.replies(room, question)[0].message
    await bob.says(room, GOOD, thread=question, reply_to=review)
    assert await reviews(stage, room, question) == 2
    await cleo.presses(question, "Answer privately")
    await cleo.submits(fields={"Your answer": GOOD})
    await stage.later(seconds=25)
    assert "I found wording for" in cleo.dm.messages[-1].plain


async def test_an_edit_that_cannot_be_read_does_not_empty_an_answer(stage: DiscordStage) -> None:
    stage.server.app.privileged = 0
    _, ada, room, question = await stage.asked(plain_replies=False)
    said = await ada.says(room, GOOD, thread=question, mentions_bot=True)
    await stage.later(seconds=25)
    await ada.edits(said, "Without a mention nobody sees this.")
    await stage.later(seconds=25)
    (review,) = stage.replies(room, question)
    assert "your answer is in" in review.plain


async def test_the_intent_that_is_not_granted_stops_the_start_with_one_line(
    stage: DiscordStage,
) -> None:
    stage.server.app.privileged = 0
    stage.workspace("acme")
    with pytest.raises(SettingsError, match=r"^DISCORD_PLAIN_REPLIES: .*\.$") as told:
        await stage.starts()
    assert "\n" not in str(told.value)
    assert stage.server.journal.count(IDENTIFY) == 1


async def test_doctor_says_which_mode_it_is_in_and_what_is_missing(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def found(token: str = stage.server.app.token, *, reads: bool = False) -> Check:
        rest = Rest(token)
        try:
            return await examine(rest, reads=reads)
        finally:
            await rest.close()

    assert (await found()).fix.startswith("https://discord.com/oauth2/")
    stage.workspace("acme")
    assert "plain replies do not" in (await found()).text
    assert "replies in threads count" in (await found(reads=True)).text
    stage.server.app.privileged = 0
    assert (await found(reads=True)).status is Status.FAIL
    assert (await found("x.y.z")).fix.startswith("DISCORD_TOKEN")
    monkeypatch.setattr("discord.http.Route.BASE", "http://127.0.0.1:9")
    assert (await found()).status is Status.WARN
