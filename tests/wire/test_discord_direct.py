"""Direct messages on Discord: they name no server, and are read without the content intent."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from scenarios.on_discord import DiscordStage, discord_stage
from support.interviewing import STALE
from support.openai_samples import openai_critic
from support.openai_server import OpenAIServer

from adapters.discord import client
from adapters.discord.chat import DiscordChat
from adapters.discord.private import PrivateThreads
from adapters.discord.web import Rest
from bot.ports import KeepsMessages


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[DiscordStage]:
    async with discord_stage(sqlite_url) as ready:
        yield ready


async def settled(stage: DiscordStage, **time: float) -> None:
    await stage.later(**time)
    for _ in range(3):
        await stage.later(seconds=2)


async def begun(stage: DiscordStage, team: Any, name: str = "Ada") -> Any:
    ada = team.user(name)
    await ada.runs("mock", "start caching senior 3 real", "#general")
    await settled(stage)
    return ada


async def test_where_nothing_is_asked_a_direct_message_is_answered_with_what_to_do(
    stage: DiscordStage,
) -> None:
    ada = stage.workspace("acme").user("Ada")
    await stage.starts()
    await ada.says(ada.dm, "Hello there")
    await stage.until(lambda: len(ada.dm.messages) == 2)
    assert ada.dm.messages[-1].plain == client.DIRECT


async def test_an_answer_there_needs_no_intent(stage: DiscordStage) -> None:
    acme = stage.workspace("acme")
    await stage.starts(plain_replies=False)
    ada = await begun(stage, acme)
    await ada.says(ada.dm, STALE)
    await settled(stage, seconds=25)
    assert "Which other keys had the same flaw" in ada.dm.messages[-1].plain


async def test_with_interviews_of_two_servers_the_one_that_spoke_last_is_answered(
    stage: DiscordStage,
) -> None:
    acme, other = stage.workspace("acme"), stage.workspace("other")
    await stage.starts()
    ada = await begun(stage, acme)
    await settled(stage, minutes=1)
    there = other.user("Ada")  # the same person
    await there.runs("mock", "start rate-limiting mid 3 real", "#general")
    await settled(stage)
    await ada.says(ada.dm, STALE)
    await settled(stage, seconds=25)
    async with stage.store.reading() as tx:
        open_ = {team: i.state.heard for team, i in await tx.interviews.open_on("discord")}
    assert open_ == {str(acme.id): 0, str(other.id): 1}


async def test_while_a_model_reads_an_answer_the_bot_types(stage: DiscordStage) -> None:
    async with OpenAIServer() as server:
        critic = openai_critic(server)
        stage.models = (critic,)
        acme = stage.workspace("acme")
        await stage.starts()
        ada = await begun(stage, acme)
        await ada.says(ada.dm, STALE)
        await settled(stage, seconds=25)
        typed = stage.server.calls("POST /channels/{channel_id}/typing")
        assert [call.params["channel_id"] for call in typed] == [str(ada.dm.id)]
        await stage.stops()
        await critic.close()


async def closed(stage: DiscordStage) -> tuple[Any, Any]:
    """Ada, who takes no direct messages and has begun an interview, and where she did."""
    acme = stage.workspace("acme")
    await stage.starts()
    ada, room = acme.user("Ada"), acme.channel("practice")
    ada.user.takes_dms = False
    await ada.runs("mock", "start caching senior 3 real", room)
    return ada, room


async def test_who_takes_no_direct_messages_is_told_and_goes_on_in_a_private_thread(
    stage: DiscordStage,
) -> None:
    ada, room = await closed(stage)
    await settled(stage)
    told = ada.sees_privately(room)[-1]
    assert "You take no direct messages from me" in told.plain
    await ada.presses(told, "Private thread")
    await settled(stage)
    (thread,) = [c for c in ada.workspace.guild.channels.values() if c.is_thread]
    assert f"<#{thread.id}>" in ada.sees_privately(room)[-1].plain
    assert thread.kind == thread.PRIVATE_THREAD
    assert ada.user.id in thread.joined
    assert "Question 1 of 3" in thread.messages[-1].plain
    await stage.restarts()
    said = await ada.says(room, STALE, thread=thread)
    await settled(stage, seconds=25)
    assert "Which other keys had the same flaw" in thread.messages[-1].plain
    await ada.deletes(said)
    await settled(stage)
    async with stage.store.reading() as tx:
        ((_, interview),) = await tx.interviews.open_on("discord")
        assert (await tx.interviews.whole(interview)).answers(1) in ([], [""])
    assert not ada.dm.messages


async def test_who_deletes_their_data_leaves_no_trace_of_their_private_threads(
    stage: DiscordStage,
) -> None:
    threads, team = PrivateThreads(Rest("none"), stage.vault), "7"
    for thread, member in (("1", "ada"), ("2", "ada"), ("3", "bob")):
        await stage.vault.put(f"discord:private:{thread}", f"{team}:{member}".encode())
        await stage.vault.put(f"discord:direct:{team}:{member}", thread.encode())
    chat = DiscordChat(Rest("none"), threads=threads)
    assert isinstance(chat, KeepsMessages)
    for _ in range(2):
        await chat.forget(team, "ada")
        assert "ada" not in str(stage.vault.kept)
    assert await threads.of(team, "bob") == "3"
    await stage.vault.put("discord:private:4", b"8:eve")
    await chat.forget(team, None)
    assert stage.vault.kept == {"discord:private:4": b"8:eve"}
    await threads.gone("4")
    assert stage.vault.kept == {}


async def test_nothing_is_lost_while_direct_messages_are_closed(stage: DiscordStage) -> None:
    ada, room = await closed(stage)
    await settled(stage)
    ada.user.takes_dms = True
    await ada.runs("mock", "resume", room)
    await settled(stage)
    assert "Question 1 of 3" in ada.dm.messages[-1].plain


async def test_where_no_private_thread_may_be_opened_that_is_said(stage: DiscordStage) -> None:
    ada, room = await closed(stage)
    await stage.heard()
    offered = ada.sees_privately(room)[-1]
    ada.workspace.denies(room, "create_private_threads")
    await ada.presses(offered, "Private thread")
    assert "I may not open one in this channel" in ada.sees_privately(room)[-1].plain
