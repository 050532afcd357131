"""Messages on the local Discord, sent and read with discord.py's own client."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import pytest
from support.discord_server import Channel, DiscordServer, Person, Workspace
from support.discord_server.client import Recorder, connected

CREATE = "POST /channels/{channel_id}/messages"


@dataclass
class Stage:
    server: DiscordServer
    acme: Workspace
    ada: Person
    bot: Recorder

    @property
    def general(self) -> Channel:
        """The channel as the server has it."""
        return self.acme.channel("#general")

    @property
    def channel(self) -> discord.TextChannel:
        """The same as the client has it."""
        return self.bot.guilds[0].text_channels[0]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with DiscordServer() as server:
        acme = server.guild("Acme")
        bot = Recorder()
        async with connected(server, bot):
            yield Stage(server, acme, acme.user("Ada"), bot)


async def refused(stage: Stage, body: dict[str, Any], method: str = "POST", path: str = ""
                  ) -> dict[str, Any]:  # fmt: skip
    """The error body for what discord.py itself would not send."""
    url = f"{stage.server.api}/channels/{stage.general.id}/messages{path}"
    headers = {"Authorization": f"Bot {stage.server.app.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.request(method, url, json=body) as answer,
    ):
        assert answer.status >= 400, await answer.text()
        assert answer.headers["Content-Type"] == "application/json"
        told: dict[str, Any] = await answer.json()
        return told


async def faults(stage: Stage, body: dict[str, Any]) -> dict[str, str]:
    """The field paths that are wrong, with the code of each."""
    told = await refused(stage, body)
    assert (told["code"], told["message"]) == (50035, "Invalid Form Body")
    found = {}

    def look(path: str, here: dict[str, Any]) -> None:
        for name, value in here.items():
            if name == "_errors":
                found[path] = value[0]["code"]
            else:
                look(f"{path}.{name}".strip("."), value)

    look("", told["errors"])
    return found


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


def button(custom_id: str = "a", label: str = "Press", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "custom_id": custom_id, "label": label} | more


async def test_a_nonce_posts_once_within_a_few_minutes(stage: Stage) -> None:
    first = await stage.channel.send("once", nonce="round-1")
    again = await stage.channel.send("once", nonce="round-1")
    assert again.id == first.id
    assert len(stage.general.messages) == 1
    stage.server.clock.move(181)
    later = await stage.channel.send("once", nonce="round-1")
    assert later.id != first.id


async def test_a_nonce_whose_message_was_deleted_is_not_found(stage: Stage) -> None:
    first = await stage.channel.send("once", nonce="round-1")
    await first.delete()
    with pytest.raises(discord.NotFound) as gone:
        await stage.channel.send("once", nonce="round-1")
    assert gone.value.code == 10008


async def test_a_nonce_is_the_author_s_in_every_channel(stage: Stage) -> None:
    other = stage.bot.get_partial_messageable(stage.acme.channel("#other").id)
    first = await stage.channel.send("once", nonce="round-1")
    assert (await other.send("twice", nonce="round-1")).id == first.id


async def test_history_does_not_keep_nonces(stage: Stage) -> None:
    sent = await stage.channel.send("once", nonce="round-1")
    assert sent.nonce == "round-1"
    assert [message.nonce async for message in stage.channel.history()] == [None]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"content": "x" * 2001}, {"content": "BASE_TYPE_MAX_LENGTH"}),
        ({"content": "x", "nonce": "n" * 26}, {"nonce": "BASE_TYPE_MAX_LENGTH"}),
        ({"embeds": [{"title": "x"}] * 11}, {"embeds": "BASE_TYPE_MAX_LENGTH"}),
        (
            {"embeds": [{"description": "x" * 4097}]},
            {"embeds.0.description": "BASE_TYPE_MAX_LENGTH"},
        ),
        (
            {"embeds": [{"fields": [{"name": "x", "value": "x" * 1025}]}]},
            {"embeds.0.fields.0.value": "BASE_TYPE_BAD_LENGTH"},
        ),
        (
            {"embeds": [{"fields": [{"name": "x", "value": "x"}] * 26}]},
            {"embeds.0.fields": "BASE_TYPE_MAX_LENGTH"},
        ),
        ({"embeds": [{"description": "x" * 3001}] * 2}, {"embeds": "MAX_EMBED_SIZE_EXCEEDED"}),
        (
            {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            {"allowed_mentions": "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"},
        ),
    ],
)
async def test_a_message_is_held_to_its_limits(
    stage: Stage, body: dict[str, Any], fault: dict[str, str]
) -> None:
    found = await faults(stage, body)
    assert fault.items() <= found.items()


@pytest.mark.parametrize(
    ("components", "fault"),
    [
        ([row()] * 6, {"components": "BASE_TYPE_MAX_LENGTH"}),
        ([row(*[button(str(n)) for n in range(6)])],
         {"components.0.components": "BASE_TYPE_BAD_LENGTH"}),
        ([row(button("x" * 101))], {"components.0.components.0.custom_id": "BASE_TYPE_BAD_LENGTH"}),
        ([row(button(label="x" * 81))],
         {"components.0.components.0.label": "BASE_TYPE_MAX_LENGTH"}),
        ([row(button(), button())], {"components": "COMPONENT_CUSTOM_ID_DUPLICATED"}),
        ([row(button(url="https://example.com"))],
         {"components.0.components.0.url": "BUTTON_COMPONENT_INVALID_FIELD"}),
        ([{"type": 10, "content": "text"}], {"components.0.type": "UNION_TYPE_CHOICES"}),
        ([row({"type": 3, "custom_id": "s", "options": [
            {"label": str(n), "value": str(n)} for n in range(26)]})],
         {"components.0.components.0.options": "BASE_TYPE_BAD_LENGTH"}),
        ([row({"type": 3, "custom_id": "s", "options": [
            {"label": "x" * 101, "value": "v"}, {"label": "y", "value": "v"}]})],
         {"components.0.components.0.options.0.label": "BASE_TYPE_BAD_LENGTH",
          "components.0.components.0.options": "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"}),
    ],
)  # fmt: skip
async def test_components_are_held_to_their_limits(
    stage: Stage, components: list[Any], fault: dict[str, str]
) -> None:
    found = await faults(stage, {"content": "x", "components": components})
    assert fault.items() <= found.items()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"content": "x", "components": [{"type": 10, "content": "text"}]},
         {"content": "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"}),
        ({"components": [{"type": 10, "content": "x" * 2001}] * 2},
         {"components": "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"}),
        ({"components": [{"type": 14}] * 41},
         {"components": "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"}),
        ({"components": [{"type": 17, "components": [{"type": 14}] * 40}]},
         {"components": "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"}),
        ({"components": [{"type": 9, "components": [{"type": 10, "content": "x"}]}]},
         {"components.0.accessory.type": "BASE_TYPE_CHOICES"}),
        ({"components": [{"type": 17, "components": [{"type": 17, "components": []}]}]},
         {"components.0.components.0.type": "UNION_TYPE_CHOICES"}),
    ],
)  # fmt: skip
async def test_components_v2_are_held_to_their_limits(
    stage: Stage, body: dict[str, Any], fault: dict[str, str]
) -> None:
    found = await faults(stage, body | {"flags": 32768})
    assert fault.items() <= found.items()


async def test_v2_text_of_too_many_bytes_breaks_the_service(stage: Stage) -> None:
    heavy = {"type": 10, "content": "🎯" * 2600}
    told = await refused(stage, {"flags": 32768, "components": [heavy]})
    assert told["message"] == "500: Internal Server Error"


async def test_a_layout_comes_back_with_numbered_components(stage: Stage) -> None:
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


async def test_an_old_message_becomes_a_layout_only_when_it_is_emptied(stage: Stage) -> None:
    sent = await stage.channel.send("text")
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay("layout"))
    with pytest.raises(discord.HTTPException):
        await sent.edit(view=view)
    await sent.edit(content=None, view=view)
    assert stage.general.messages[0].plain == "layout"


async def test_nothing_and_blanks_cannot_be_sent(stage: Stage) -> None:
    for text in ("", " \n "):
        with pytest.raises(discord.HTTPException) as empty:
            await stage.channel.send(text)
        assert empty.value.code == 50006
    await stage.channel.send("  text  ")
    assert stage.general.messages[-1].content == "text"


async def test_pings_are_those_that_are_allowed_and_there(stage: Stage) -> None:
    bob = stage.acme.user("Bob")
    text = f"@everyone {stage.ada.user.mention} {bob.user.mention}"
    await stage.channel.send(text)
    await stage.channel.send(text, allowed_mentions=discord.AllowedMentions.none())
    only = discord.AllowedMentions(everyone=False, users=[discord.Object(bob.id)], roles=False)
    sent = await stage.channel.send(text, allowed_mentions=only)
    found = [message.pings for message in stage.general.messages]
    assert found == [["@Ada", "@Bob"], [], ["@Bob"]]
    assert [user.id for user in sent.mentions] == [bob.id]


async def test_everyone_is_pinged_only_with_the_permission(stage: Stage) -> None:
    beta = stage.server.guild("Beta", bot_may=("view_channel", "send_messages", "mention_everyone"))
    room = stage.bot.get_partial_messageable(beta.channel("#general").id)
    await room.send("@here")
    assert beta.channel("#general").messages[0].pings == ["@everyone"]


async def test_only_one_s_own_messages_can_be_edited(stage: Stage) -> None:
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


async def test_edits_previews_and_deletions_are_told(stage: Stage) -> None:
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


async def test_history_is_paged_from_the_newest(stage: Stage) -> None:
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


async def test_without_the_intent_history_hides_what_others_wrote(stage: Stage) -> None:
    stage.server.app.privileged = 0
    await stage.ada.says("#general", "Ada's")
    await stage.channel.send("mine")
    assert [m.content async for m in stage.channel.history()] == ["mine", ""]


async def test_missing_permissions_are_named(stage: Stage) -> None:
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
async def test_unknown_ids_have_their_own_codes(stage: Stage, what: str) -> None:
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


async def test_a_member_is_found_or_is_not_one(stage: Stage) -> None:
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


async def test_direct_messages_need_a_shared_server_and_an_open_door(stage: Stage) -> None:
    ada = await stage.bot.fetch_user(stage.ada.id)
    await ada.send("Hello")
    await ada.send("Hello again")
    assert [m.plain for m in stage.ada.dm.messages] == ["Hello", "Hello again"]
    stage.ada.user.takes_dms = False
    with pytest.raises(discord.Forbidden) as shut:
        await ada.send("Hello?")
    assert shut.value.code == 50007


async def test_files_are_uploaded_and_can_be_read(stage: Stage) -> None:
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


async def test_reactions_and_typing_arrive(stage: Stage) -> None:
    message = await stage.ada.says("#general", "done")
    await stage.channel.get_partial_message(message.number).add_reaction("👀")
    assert message.reactions == {"👀": [stage.server.app.id]}
    await stage.ada.reacts(message, "👍")
    heard = stage.bot
    await stage.server.until(lambda: len(heard.heard("raw_reaction_add")) == 2)
    async with stage.channel.typing():
        assert stage.general.typing == 1
