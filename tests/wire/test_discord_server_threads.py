"""Threads and forums on the local Discord, through discord.py's own client."""

from collections.abc import AsyncIterator

import discord
import pytest
from support.discord_server import Channel, Message, NotPossible
from support.discord_server.scene import Scene, scene

pytestmark = pytest.mark.slow


async def a_thread(stage: Scene) -> tuple[discord.Thread, Channel]:
    """A new thread of the bot's on a question, as the client and as the server has it."""
    question = await stage.channel.send("question")
    thread = await question.create_thread(name="Caching", auto_archive_duration=1440)
    kept = stage.general.thread_of(question.id)
    assert kept is not None
    return thread, kept


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as ready:
        yield ready


async def test_a_thread_has_its_message_s_id_and_exists_once(stage: Scene) -> None:
    question = await stage.channel.send("question")
    thread = await question.create_thread(name="Caching")
    assert thread.id == question.id
    with pytest.raises(discord.HTTPException) as twice:
        await question.create_thread(name="Caching")
    assert (twice.value.status, twice.value.code) == (400, 160004)
    await stage.server.until(lambda: stage.bot.heard("thread_create"))
    assert (await stage.channel.fetch_message(question.id)).flags.has_thread


async def test_replies_are_heard_in_their_thread(stage: Scene) -> None:
    thread, kept = await a_thread(stage)
    question = stage.general.messages[0]
    await stage.ada.says("#general", "an answer", thread=question)
    heard = await stage.server.until(
        lambda: [m for m in stage.bot.heard("message") if m.author.id == stage.ada.id]
    )
    assert heard[0].channel.id == thread.id
    assert [m.plain for m in stage.general.thread(question)] == ["an answer"]
    starter = await anext(thread.history(oldest_first=True))
    assert (starter.type, starter.content) == (discord.MessageType.thread_starter_message, "")
    assert stage.ada.id in kept.joined


async def test_sending_unarchives_a_thread_and_editing_does_not(stage: Scene) -> None:
    thread, kept = await a_thread(stage)
    mine = await thread.send("one")
    stage.acme.archives(kept)
    with pytest.raises(discord.HTTPException) as archived:
        await mine.edit(content="one, better")
    assert (archived.value.status, archived.value.code) == (400, 50083)
    await thread.send("two")
    assert not kept.archived
    await mine.edit(content="one, better")
    await stage.server.until(lambda: len(stage.bot.heard("raw_thread_update")) == 2)


async def test_an_archived_thread_is_found_by_fetching_it(stage: Scene) -> None:
    thread, kept = await a_thread(stage)
    stage.acme.archives(kept)
    await stage.server.until(lambda: stage.bot.get_channel(thread.id) is None)
    found = await stage.bot.fetch_channel(thread.id)
    assert isinstance(found, discord.Thread)
    assert found.archived
    listed = [each.id async for each in stage.channel.archived_threads()]
    assert listed == [thread.id]
    assert await stage.bot.guilds[0].active_threads() == []


async def test_a_locked_thread_is_closed_to_those_who_do_not_moderate(stage: Scene) -> None:
    thread, kept = await a_thread(stage)
    stage.acme.locks(kept)
    with pytest.raises(discord.Forbidden) as locked:
        await thread.send("x")
    assert locked.value.code == 160005
    with pytest.raises(NotPossible):
        await stage.ada.says("#general", "x", thread=kept)
    stage.acme.archives(kept, locked=True)
    with pytest.raises(discord.HTTPException) as archived:
        await thread.send("x")
    assert archived.value.code == 50083
    with pytest.raises(discord.Forbidden):
        await thread.edit(archived=False, locked=False)


async def test_the_bot_archives_and_renames_its_own_thread_only(stage: Scene) -> None:
    thread, kept = await a_thread(stage)
    await thread.edit(name="Caching, closed", archived=True)
    assert (kept.name, kept.archived) == ("Caching, closed", True)
    with pytest.raises(discord.HTTPException) as still:
        await thread.edit(name="Again")
    assert still.value.code == 50083
    await thread.edit(archived=False)
    said = await stage.ada.says("#general", "anything")
    await stage.ada.says("#general", "more", thread=said)
    theirs = await stage.bot.fetch_channel(said.number)
    assert isinstance(theirs, discord.Thread)
    with pytest.raises(discord.Forbidden):
        await theirs.edit(name="Mine now")
    with pytest.raises(discord.Forbidden):
        await theirs.delete()


@pytest.mark.parametrize(("name", "minutes"), [("", 60), ("x" * 101, 60), ("x", 61)])
async def test_names_and_durations_are_held_to_their_limits(
    stage: Scene, name: str, minutes: int
) -> None:
    question = await stage.channel.send("question")
    with pytest.raises(discord.HTTPException) as wrong:
        await question.create_thread(name=name, auto_archive_duration=minutes)  # type: ignore[arg-type]
    assert wrong.value.code == 50035


async def test_too_many_active_threads_are_refused(stage: Scene) -> None:
    stage.acme.guild.most_active_threads = 1
    await a_thread(stage)
    with pytest.raises(discord.HTTPException) as many:
        await a_thread(stage)
    assert many.value.code == 160006


async def test_a_private_thread_is_seen_by_those_in_it(stage: Scene) -> None:
    thread = await stage.channel.create_thread(name="Interview", invitable=False)
    kept = stage.acme.thread("Interview")
    with pytest.raises(NotPossible):
        await stage.ada.presses(await _with_button(thread, kept), "Start")
    await thread.add_user(discord.Object(stage.ada.id))
    assert [member.id for member in [await thread.fetch_member(stage.ada.id)]] == [stage.ada.id]
    assert kept.kind == Channel.PRIVATE_THREAD


async def _with_button(thread: discord.Thread, kept: Channel) -> Message:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Start", custom_id="start"))
    await thread.send("Ready?", view=view)
    return kept.messages[-1]


async def test_creating_threads_needs_its_permission(stage: Scene) -> None:
    question = await stage.channel.send("question")
    stage.acme.denies(stage.general, "create_public_threads")
    with pytest.raises(discord.Forbidden) as denied:
        await question.create_thread(name="Caching")
    assert denied.value.code == 50013


async def test_a_forum_takes_posts_and_no_messages(stage: Scene) -> None:
    forum = stage.acme.channel("#questions", forum=True)
    await stage.server.until(lambda: stage.bot.guilds[0].forums)
    place = stage.bot.guilds[0].forums[0]
    thread, first = await place.create_thread(name="Caching", content="The question")
    assert thread.id == first.id
    assert [m.plain for m in stage.acme.thread("Caching").messages] == ["The question"]
    with pytest.raises(discord.HTTPException) as direct:
        await stage.bot.get_partial_messageable(forum.id).send("x")
    assert direct.value.code == 40058
    await stage.ada.says(forum, "an answer", thread=forum.messages[0])
    assert [m.plain for m in forum.thread(forum.messages[0])] == ["an answer"]
    await stage.server.until(lambda: stage.bot.heard("message")[-1].content == "an answer")
    stage.bot.told.clear()
    post = await stage.ada.posts(forum, "My own", "A post")
    heard = await stage.server.until(
        lambda: [m for m in stage.bot.heard("message") if m.author.id == stage.ada.id]
    )
    assert heard[0].channel.id == post.number
    twice, _ = await place.create_thread(name="Caching", content="The question")
    assert twice.id != thread.id


async def test_deleted_threads_and_channels_are_gone(stage: Scene) -> None:
    thread, kept = await a_thread(stage)
    stage.acme.removes(kept)
    await stage.server.until(lambda: stage.bot.heard("raw_thread_delete"))
    with pytest.raises(discord.NotFound) as gone:
        await thread.send("x")
    assert gone.value.code == 10003
