"""Messages on the local Discord, sent and read with discord.py's own client."""

import io
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from support.discord_server.scene import Scene, scene

pytestmark = pytest.mark.slow

CREATE = "POST /channels/{channel_id}/messages"


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as ready:
        yield ready


async def test_a_nonce_posts_once_within_a_few_minutes(stage: Scene) -> None:
    first = await stage.channel.send("once", nonce="round-1")
    again = await stage.channel.send("once", nonce="round-1")
    assert again.id == first.id
    assert len(stage.general.messages) == 1
    stage.server.clock.move(181)
    later = await stage.channel.send("once", nonce="round-1")
    assert later.id != first.id


async def test_a_nonce_whose_message_was_deleted_is_not_found(stage: Scene) -> None:
    first = await stage.channel.send("once", nonce="round-1")
    await first.delete()
    with pytest.raises(discord.NotFound) as gone:
        await stage.channel.send("once", nonce="round-1")
    assert gone.value.code == 10008


async def test_a_nonce_is_the_author_s_in_every_channel(stage: Scene) -> None:
    other = stage.bot.get_partial_messageable(stage.acme.channel("#other").id)
    first = await stage.channel.send("once", nonce="round-1")
    assert (await other.send("twice", nonce="round-1")).id == first.id


async def test_history_does_not_keep_nonces(stage: Scene) -> None:
    sent = await stage.channel.send("once", nonce="round-1")
    assert sent.nonce == "round-1"
    assert [message.nonce async for message in stage.channel.history()] == [None]


async def test_a_layout_comes_back_with_numbered_components(stage: Scene) -> None:
    view = discord.ui.LayoutView(timeout=None)
    box: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container()
    box.add_item(discord.ui.TextDisplay("The question"))
    buttons: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow()
    buttons.add_item(discord.ui.Button(label="Hint", custom_id="hint"))
    box.add_item(buttons)
    view.add_item(box)
    sent = await stage.channel.send(view=view)
    (seen,) = stage.general.messages
    assert (seen.plain, seen.buttons) == ("The question", ["Hint"])
    assert [part["id"] for part in seen.components] == [1]
    with pytest.raises(discord.HTTPException, match="cannot be used"):
        await sent.edit(content="plain again")


async def test_an_old_message_becomes_a_layout_only_when_it_is_emptied(stage: Scene) -> None:
    sent = await stage.channel.send("text")
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay("layout"))
    with pytest.raises(discord.HTTPException):
        await sent.edit(view=view)
    await sent.edit(content=None, view=view)
    assert stage.general.messages[0].plain == "layout"


async def test_nothing_and_blanks_cannot_be_sent(stage: Scene) -> None:
    for text in ("", " \n "):
        with pytest.raises(discord.HTTPException) as empty:
            await stage.channel.send(text)
        assert empty.value.code == 50006
    await stage.channel.send("  text  ")
    assert stage.general.messages[-1].content == "text"


async def test_pings_are_those_that_are_allowed_and_there(stage: Scene) -> None:
    bob = stage.acme.user("Bob")
    text = f"@everyone {stage.ada.user.mention} {bob.user.mention}"
    await stage.channel.send(text)
    await stage.channel.send(text, allowed_mentions=discord.AllowedMentions.none())
    only = discord.AllowedMentions(everyone=False, users=[discord.Object(bob.id)], roles=False)
    sent = await stage.channel.send(text, allowed_mentions=only)
    found = [message.pings for message in stage.general.messages]
    assert found == [["@Ada", "@Bob"], [], ["@Bob"]]
    assert [user.id for user in sent.mentions] == [bob.id]


async def test_everyone_is_pinged_only_with_the_permission(stage: Scene) -> None:
    beta = stage.server.guild("Beta", bot_may=("view_channel", "send_messages", "mention_everyone"))
    coaches = beta.role("Coaches")
    room = stage.bot.get_partial_messageable(beta.channel("#general").id)
    text = f"@here <@&{coaches.id}>"
    await room.send(text)
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay(text))
    await room.send(view=view)
    await room.send(view=view, allowed_mentions=discord.AllowedMentions.none())
    found = [message.pings for message in beta.channel("#general").messages]
    assert found == [["@everyone", "@Coaches"]] * 2 + [[]]


async def test_only_one_s_own_messages_can_be_edited(stage: Scene) -> None:
    theirs = await stage.ada.says("#general", "Ada's")
    mine = await stage.channel.send("mine")
    await mine.edit(content="mine, edited")
    assert stage.general.messages[1].edits == 1
    with pytest.raises(discord.Forbidden) as foreign:
        await stage.channel.get_partial_message(theirs.number).edit(content="not mine")
    assert foreign.value.code == 50005
    with pytest.raises(discord.Forbidden) as kept:
        await stage.channel.get_partial_message(theirs.number).delete()
    assert kept.value.code == 50013


async def test_edits_previews_and_deletions_are_told(stage: Scene) -> None:
    message = await stage.ada.says("#general", "one")
    other = await stage.ada.says("#general", "two")
    await stage.ada.edits(message, "one, better")
    stage.acme.unfurls(message)
    await stage.ada.deletes(message, other)
    bot = stage.bot
    await stage.server.until(lambda: bot.heard("raw_bulk_message_delete"))
    edited, preview = (each.data for each in bot.heard("raw_message_edit"))
    assert edited["content"] == "one, better"
    assert edited["edited_timestamp"] == preview["edited_timestamp"]
    assert preview["embeds"]


async def test_history_is_paged_from_the_newest(stage: Scene) -> None:
    sent = [await stage.ada.says("#general", str(n)) for n in range(7)]
    told = [m.content async for m in stage.channel.history(limit=3)]
    assert told == ["6", "5", "4"]
    before = [m.content async for m in stage.channel.history(before=discord.Object(sent[3].id))]
    assert before == ["2", "1", "0"]
    after = [m.content async for m in stage.channel.history(after=discord.Object(sent[3].id))]
    assert after == ["4", "5", "6"]
    middle = discord.Object(sent[3].id)
    around = [m.content async for m in stage.channel.history(around=middle, limit=3)]
    assert sorted(around) == ["2", "3", "4"]


async def test_without_the_intent_history_hides_what_others_wrote(stage: Scene) -> None:
    stage.server.app.privileged = 0
    await stage.ada.says("#general", "Ada's")
    await stage.channel.send("mine")
    assert [m.content async for m in stage.channel.history()] == ["mine", ""]


async def test_missing_permissions_are_named(stage: Scene) -> None:
    stage.acme.denies(stage.general, "send_messages")
    with pytest.raises(discord.Forbidden) as silent:
        await stage.channel.send("x")
    assert silent.value.code == 50013
    stage.acme.denies(stage.general, "read_message_history")
    await stage.ada.says("#general", "x")
    assert [m async for m in stage.channel.history()] == []
    stage.acme.denies(stage.general, "embed_links")
    with pytest.raises(discord.Forbidden):
        await stage.channel.send(embed=discord.Embed(title="x"))
    stage.acme.denies(stage.general, "view_channel")
    with pytest.raises(discord.Forbidden) as blind:
        await stage.bot.fetch_channel(stage.general.id)
    assert blind.value.code == 50001


@pytest.mark.parametrize("what", ["channel", "guild", "user", "message"])
async def test_unknown_ids_have_their_own_codes(stage: Scene, what: str) -> None:
    asked: dict[str, tuple[Any, int]] = {
        "channel": (stage.bot.fetch_channel, 10003),
        "guild": (stage.bot.fetch_guild, 10004),
        "user": (stage.bot.fetch_user, 10013),
        "message": (stage.channel.fetch_message, 10008),
    }
    fetch, code = asked[what]
    with pytest.raises(discord.NotFound) as missing:
        await fetch(42)
    assert missing.value.code == code


async def test_a_member_is_found_or_is_not_one(stage: Scene) -> None:
    guild = stage.bot.guilds[0]
    assert (await guild.fetch_member(stage.ada.id)).display_name == "Ada"
    eve = stage.server.guild("Beta").user("Eve")
    with pytest.raises(discord.NotFound) as elsewhere:
        await guild.fetch_member(eve.id)
    assert elsewhere.value.code == 10007
    stage.acme.uninstall()
    with pytest.raises(discord.Forbidden) as removed:
        await stage.bot.fetch_guild(guild.id)
    assert removed.value.code == 50001


async def test_direct_messages_need_a_shared_server_and_an_open_door(stage: Scene) -> None:
    ada = await stage.bot.fetch_user(stage.ada.id)
    await ada.send("Hello")
    await ada.send("Hello again")
    assert [m.plain for m in stage.ada.dm.messages] == ["Hello", "Hello again"]
    stage.ada.user.takes_dms = False
    with pytest.raises(discord.Forbidden) as shut:
        await ada.send("Hello?")
    assert shut.value.code == 50007


async def test_files_are_uploaded_and_can_be_read(stage: Scene) -> None:
    file = discord.File(io.BytesIO(b"a picture"), "board.png", description="The board")
    sent = await stage.channel.send("look", file=file)
    assert (sent.attachments[0].filename, sent.attachments[0].description) == (
        "board.png",
        "The board",
    )
    voice = await stage.ada.says("#general", "", files={"voice.ogg": b"a voice"})
    async with aiohttp.ClientSession() as http:
        for message, content in ((sent.attachments[0].url, b"a picture"),
                                 (voice.attachments[0]["url"], b"a voice")):  # fmt: skip
            assert await (await http.get(message)).read() == content
    kept = await sent.edit(attachments=[])
    assert kept.attachments == []


async def test_a_reply_needs_a_message_that_is_there(stage: Scene) -> None:
    asked = await stage.ada.says("#general", "which?")
    await stage.channel.get_partial_message(asked.number).reply("this one")
    answer = stage.general.messages[-1]
    assert (answer.reference, answer.pings) == (asked, ["@Ada"])
    await stage.ada.deletes(asked)
    with pytest.raises(discord.HTTPException):
        await stage.channel.get_partial_message(asked.number).reply("that one")


async def test_reactions_and_typing_arrive(stage: Scene) -> None:
    message = await stage.ada.says("#general", "done")
    await stage.channel.get_partial_message(message.number).add_reaction("👀")
    assert message.reactions == {"👀": [stage.server.app.id]}
    await stage.ada.reacts(message, "👍")
    heard = stage.bot
    await stage.server.until(lambda: len(heard.heard("raw_reaction_add")) == 2)
    async with stage.channel.typing():
        assert stage.general.typing == 1
