"""What people do on Discord reaches the core, whatever happens to the connection."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from scenarios.on_discord import DiscordStage, discord_stage
from support.discord_server import failing
from support.team import GOOD

from adapters.discord.checks import examine
from adapters.discord.web import Rest
from bot.doctor import Check, Status
from bot.errors import SettingsError, StorageError, WhetstoneError
from bot.message import Incoming

IDENTIFY, RESUME = 2, 6


@pytest.fixture
async def stage(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordStage]:
    async def at_once(self: object, shard: int, *, initial: bool = False) -> None:
        """Without discord.py's pause of 5 s before it identifies again."""

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    async with discord_stage(sqlite_url) as ready:
        yield ready


async def asked(stage: DiscordStage, **options: Any) -> tuple[Any, Any, Any, Any]:
    """acme, Ada, the room and a question there."""
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts(**options)
    await stage.track(acme, room)
    return acme, ada, room, await stage.asks(room)


async def reviews(stage: DiscordStage, room: Any, question: Any) -> int:
    await stage.later(seconds=25)
    await stage.later(seconds=5)
    return len(stage.replies(room, question))


# Messages


async def test_a_link_preview_is_no_edit(stage: DiscordStage) -> None:
    acme, ada, room, question = await asked(stage)
    said = await ada.says(room, f"{GOOD} https://example.com", thread=question)
    acme.unfurls(said)
    await stage.later(seconds=25)
    (review,) = stage.replies(room, question)
    acme.unfurls(said)
    await stage.later(seconds=25)
    assert review.edits == 0


async def test_what_apps_write_is_no_answer(stage: DiscordStage) -> None:
    acme, _, room, question = await asked(stage)
    robot = acme.user("Robot", bot=True)
    await robot.says(room, GOOD, thread=question)
    assert await reviews(stage, room, question) == 0


async def test_a_voice_message_without_words_is_no_answer(stage: DiscordStage) -> None:
    _, ada, room, question = await asked(stage)
    await ada.says(room, "", thread=question, files={"voice-message.ogg": b"x"})
    assert await reviews(stage, room, question) == 0


async def test_several_messages_deleted_at_once_are_all_forgotten(stage: DiscordStage) -> None:
    _, ada, room, question = await asked(stage)
    first = await ada.says(room, GOOD, thread=question)
    second = await ada.says(room, "And the zebra counter shows it.", thread=question)
    await stage.later(seconds=25)
    assert await stage.stored("zebra counter")
    await ada.deletes(first, second)
    await stage.later(seconds=5)
    (review,) = stage.replies(room, question)
    assert review.plain.startswith("The answer was deleted")


async def test_a_deletion_in_an_archived_thread_is_heard(stage: DiscordStage) -> None:
    acme, ada, room, question = await asked(stage)
    said = await ada.says(room, GOOD, thread=question)
    await stage.later(seconds=25)
    acme.archives(room.thread_of(question))
    await stage.restarts()
    await ada.deletes(said)
    await stage.later(seconds=5)
    (review,) = stage.replies(room, question)
    assert review.plain.startswith("The answer was deleted")


async def test_an_answer_in_an_archived_thread_opens_it_and_is_reviewed(
    stage: DiscordStage,
) -> None:
    acme, ada, room, question = await asked(stage)
    acme.archives(room.thread_of(question))
    await stage.restarts()
    await ada.says(room, GOOD, thread=question)
    assert await reviews(stage, room, question) == 1


async def test_a_reply_the_database_cannot_take_is_kept_until_it_does(
    stage: DiscordStage,
) -> None:
    _, ada, room, question = await asked(stage)
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
    _, ada, room, question = await asked(stage)

    async def never(message: Incoming) -> bool:
        raise StorageError("The database is full.")

    stage.core.receive = never  # type: ignore[method-assign]
    await ada.says(room, GOOD, thread=question)
    await stage.restarts()
    assert await reviews(stage, room, question) == 1


async def test_who_writes_to_the_bot_directly_is_told_where_answers_go(
    stage: DiscordStage,
) -> None:
    _, ada, _, _ = await asked(stage)
    await ada.says(ada.dm, "hello")
    await stage.until(lambda: len(ada.dm.messages) == 2)
    assert "Answer privately" in ada.dm.messages[-1].plain


# Without the Message Content intent


async def test_without_the_intent_buttons_forms_mentions_and_replies_are_enough(
    stage: DiscordStage,
) -> None:
    stage.server.app.privileged = 0
    acme, ada, room, question = await asked(stage, plain_replies=False)
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
    _, ada, room, question = await asked(stage, plain_replies=False)
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


# The connection


async def test_a_token_that_is_refused_stops_the_start_with_one_line(stage: DiscordStage) -> None:
    stage.workspace("acme")
    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN: .*\.$"):
        await stage.starts(token="MTIz.wrong.token")
    assert len(stage.server.calls("GET /users/@me")) == 1


async def test_a_missing_token_stops_the_start(stage: DiscordStage) -> None:
    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN: not set"):
        await stage.starts(token=None)


async def test_a_token_that_is_reset_later_ends_this_platform_and_does_not_loop(
    stage: DiscordStage,
) -> None:
    await asked(stage)
    identified = stage.server.journal.count(IDENTIFY)
    stage.server.gateway.drop(4004)
    assert stage.running
    with pytest.raises(SettingsError, match=r"^DISCORD_TOKEN"):
        await asyncio.wait_for(stage.running, 5)
    assert stage.server.journal.count(IDENTIFY) == identified
    with pytest.raises(WhetstoneError, match="not connected"):
        await stage.platform.ready()


async def test_a_resumed_session_replays_what_was_missed_once(stage: DiscordStage) -> None:
    _, ada, room, question = await asked(stage)
    fetched = len(stage.server.calls("GET /channels/{channel_id}/messages"))
    stage.server.gateway.cut()
    await ada.says(room, GOOD, thread=question)
    await stage.until(lambda: stage.server.journal.count(RESUME))
    assert await reviews(stage, room, question) == 1
    assert len(stage.server.calls("GET /channels/{channel_id}/messages")) == fetched
    await stage.platform.ready()


async def test_after_a_lost_session_the_threads_are_read_again(stage: DiscordStage) -> None:
    _, ada, room, question = await asked(stage)
    stage.platform.caught_up.clear()
    stage.server.gateway.cut()
    stage.server.gateway.forget()
    await ada.says(room, GOOD, thread=question)
    await stage.until(stage.platform.caught_up.is_set)
    assert await reviews(stage, room, question) == 1
    assert stage.server.journal.count(IDENTIFY) == 2


async def test_a_backfill_that_meets_faults_goes_on(stage: DiscordStage) -> None:
    _, ada, room, question = await asked(stage)
    await stage.stops()
    await ada.says(room, GOOD, thread=question)
    stage.server.next("GET /channels/{channel_id}/messages", failing(502))
    await stage.restarts()
    assert await reviews(stage, room, question) == 1


async def test_a_dead_api_at_the_start_is_waited_for(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.platform.AGAIN", 0.05)
    stage.workspace("acme")
    stage.server.next("GET /users/@me", failing(503), failing(503))
    await stage.starts()
    assert len(stage.server.calls("GET /users/@me")) == 3


async def test_two_shards_hear_their_own_servers(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    teams = [stage.workspace(name) for name in ("acme", "globex", "initech")]
    teams = [t for t in teams if (t.id >> 22) % 2 == 0][:1] + [
        t for t in teams if (t.id >> 22) % 2 == 1
    ][:1]
    assert len(teams) == 2
    get = discord.http.HTTPClient.get_bot_gateway

    async def two(self: Any) -> Any:
        _, *rest = await get(self)
        return 2, *rest

    monkeypatch.setattr(discord.http.HTTPClient, "get_bot_gateway", two)
    await stage.starts()
    shown = []
    for minute, team in enumerate(teams):
        room = team.channel("practice")
        await stage.track(team, room, at=f"09:3{minute}")
    for team in teams:
        room = team.channel("practice")
        shown.append((team, room, await stage.asks(room)))
    for team, room, question in shown:
        await team.user("Ada").says(room, GOOD, thread=question)
    await stage.later(seconds=25)
    await stage.later(seconds=5)
    assert [len(stage.replies(room, question)) for _, room, question in shown] == [1, 1]
    assert stage.server.journal.count(IDENTIFY) == 2


async def test_being_removed_is_told_to_the_core_and_an_outage_is_not(
    stage: DiscordStage,
) -> None:
    acme, _, room, _ = await asked(stage)
    acme.outage()
    acme.recovers()
    await stage.heard()
    assert stage.gone == []
    acme.removes(room)
    await stage.until(lambda: stage.gone)
    acme.uninstall()
    await stage.until(lambda: len(stage.gone) == 2)
    team = str(acme.id)
    assert stage.gone == [("discord", team, str(room.id)), ("discord", team)]


@pytest.mark.slow
async def test_heartbeats_are_in_time_while_everybody_answers(stage: DiscordStage) -> None:
    stage.server.gateway.heartbeat_seconds = 0.2
    acme, _, room, question = await asked(stage)
    people = [acme.user(f"P{n}") for n in range(30)]
    worst = 0.0

    async def pulse() -> None:
        nonlocal worst
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            worst = max(worst, time.perf_counter() - before - 0.01)

    beating = asyncio.create_task(pulse())
    beats = stage.server.journal.count(1)
    await asyncio.gather(*(p.says(room, GOOD, thread=question) for p in people))
    await stage.later(seconds=25)
    beating.cancel()
    assert worst < 1.0, "nothing blocks the loop for as long as a heartbeat may wait"
    assert stage.server.journal.count(1) > beats
    assert stage.server.journal.count(IDENTIFY) == 1
