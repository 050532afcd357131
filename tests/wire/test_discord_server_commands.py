"""Application commands on the local Discord, with discord.py's own command tree."""

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from discord import app_commands
from support.discord_server import NotPossible
from support.discord_server.scene import Scene, scene

pytestmark = pytest.mark.slow

OVERWRITE = "PUT /applications/{application_id}/commands"


def define(stage: Scene) -> list[Any]:
    """Two commands, and what they were run with so far."""
    ran: list[Any] = []
    practice = app_commands.Group(name="practice", description="Daily practice")
    track = app_commands.Group(name="track", description="Tracks", parent=practice)

    @practice.command(description="Ask the next question now")
    async def now(interaction: discord.Interaction) -> None:
        ran.append("now")
        await interaction.response.send_message("Asked.", ephemeral=True)

    @track.command(description="Add a track")
    async def add(
        interaction: discord.Interaction, skill: str, room: discord.TextChannel, size: int = 1
    ) -> None:
        ran.append((skill, room.name, size))
        await interaction.response.send_message("Added.")

    @add.autocomplete("skill")
    async def skills(interaction: discord.Interaction, typed: str) -> list[Any]:
        known = ("caching", "rate-limiting")
        return [app_commands.Choice(name=s, value=s) for s in known if s.startswith(typed)]

    stage.bot.tree.add_command(practice)
    return ran


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as ready:
        yield ready


async def test_a_synced_command_runs(stage: Scene) -> None:
    ran = define(stage)
    await stage.bot.tree.sync()
    await stage.ada.runs("/practice", "now", "#general")
    assert ran == ["now"]
    assert [m.plain for m in stage.ada.sees_privately("#general")] == ["Asked."]


async def test_options_are_given_by_name_or_in_order(stage: Scene) -> None:
    ran = define(stage)
    await stage.bot.tree.sync()
    await stage.ada.runs("practice", "track add skill:caching room:#general size:3", "#general")
    await stage.ada.runs("practice", "track add caching #general", "#general")
    assert ran == [("caching", "general", 3), ("caching", "general", 1)]
    assert stage.acme.channel("#general").messages[-1].plain == "Added."
    with pytest.raises(NotPossible, match="needs"):
        await stage.ada.runs("practice", "track add caching", "#general")
    with pytest.raises(NotPossible, match="one of"):
        await stage.ada.runs("practice", "dance", "#general")


async def test_autocomplete_offers_what_the_bot_says(stage: Scene) -> None:
    define(stage)
    await stage.bot.tree.sync()
    assert await stage.ada.completes("practice track add", "skill", "c", "#general") == ["caching"]
    with pytest.raises(NotPossible):
        await stage.ada.completes("practice track add", "size", "", "#general")


async def test_a_guild_s_own_command_comes_first(stage: Scene) -> None:
    guild = discord.Object(stage.acme.id)

    async def here(interaction: discord.Interaction) -> None:
        ran.append("here")
        await interaction.response.defer(thinking=True)

    command: Any = app_commands.Command(name="practice", description="Here", callback=here)
    ran = define(stage)
    stage.bot.tree.add_command(command, guild=guild)
    await stage.bot.tree.sync()
    await stage.bot.tree.sync(guild=guild)
    await stage.ada.runs("practice", "", "#general")
    assert ran == ["here"]


async def test_what_managers_do_is_not_offered_to_others(stage: Scene) -> None:
    @stage.bot.tree.command(description="Settings")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def settings(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Settings", ephemeral=True)

    await stage.bot.tree.sync()
    boss = stage.acme.user("Boss", manager=True)
    assert await boss.runs("settings", "", "#general")
    with pytest.raises(NotPossible, match="not offered to Ada"):
        await stage.ada.runs("settings", "", "#general")
    with pytest.raises(NotPossible, match="not offered here"):
        await boss.runs("settings")


async def test_commands_run_in_direct_messages(stage: Scene) -> None:
    define(stage)
    await stage.bot.tree.sync()
    await stage.ada.runs("practice", "now")
    assert [m.plain for m in stage.ada.sees_privately(stage.ada.dm)] == ["Asked."]


async def test_an_unknown_or_unsynced_command_is_not_there(stage: Scene) -> None:
    define(stage)
    with pytest.raises(NotPossible):
        await stage.ada.runs("practice", "now", "#general")
    await stage.bot.tree.sync()
    stage.acme.uninstall()
    with pytest.raises(NotPossible):
        await stage.ada.runs("practice", "now", "#general")


async def test_an_overwrite_counts_only_new_names(stage: Scene) -> None:
    define(stage)
    first = await stage.bot.tree.sync()
    again = await stage.bot.tree.sync()
    assert [command.id for command in first] == [command.id for command in again]
    assert len(stage.server.calls(OVERWRITE)) == 2
    assert len(stage.server.app.creates[0]) == 1


async def test_two_hundred_creates_a_day_are_the_limit(stage: Scene) -> None:
    http, app = stage.bot.http, stage.server.app.id
    for day in range(2):
        new: list[Any] = [{"name": f"c{day}-{n}", "description": "x"} for n in range(100)]
        await http.bulk_upsert_global_commands(app, new)
    with pytest.raises(discord.HTTPException) as full:
        await http.bulk_upsert_global_commands(app, [{"name": "one-more", "description": "x"}])
    assert full.value.code == 30034
    stage.server.clock.move(86401)
    await http.bulk_upsert_global_commands(app, [{"name": "one-more", "description": "x"}])


@pytest.mark.parametrize(
    "command",
    [
        {"name": "Upper", "description": "x"},
        {"name": "x" * 33, "description": "x"},
        {"name": "x", "description": ""},
        {"name": "x", "description": "x" * 101},
        {"name": "x", "description": "x", "options": [
            {"type": 3, "name": f"o{n}", "description": "x"} for n in range(26)]},
        {"name": "x", "description": "x", "options": [
            {"type": 3, "name": "o", "description": "x", "choices": [
                {"name": str(n), "value": str(n)} for n in range(26)]}]},
        {"name": "x", "description": "x", "options": [
            {"type": 3, "name": "a", "description": "x"},
            {"type": 3, "name": "b", "description": "x", "required": True}]},
        {"name": "x", "description": "x", "options": [
            {"type": 3, "name": f"o{n}", "description": "x" * 100, "choices": [
                {"name": f"{m}" * 90, "value": f"{m}" * 90} for m in range(3)]}
            for n in range(25)]},
    ],
)  # fmt: skip
async def test_commands_are_held_to_their_limits(stage: Scene, command: Any) -> None:
    with pytest.raises(discord.HTTPException) as wrong:
        await stage.bot.http.bulk_upsert_global_commands(stage.server.app.id, [command])
    assert wrong.value.code == 50035


async def test_a_hundred_commands_are_the_most(stage: Scene) -> None:
    many: list[Any] = [{"name": f"c{n}", "description": "x"} for n in range(101)]
    with pytest.raises(discord.HTTPException) as full:
        await stage.bot.http.bulk_upsert_global_commands(stage.server.app.id, many)
    assert full.value.code == 30032


async def test_the_application_tells_its_intents(stage: Scene) -> None:
    told = await stage.bot.application_info()
    assert told.id == stage.server.app.id
    assert told.flags.gateway_message_content_limited
    stage.server.app.privileged = 0
    assert not (await stage.bot.application_info()).flags.gateway_message_content_limited
