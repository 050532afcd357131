"""Slash commands on Discord: registered, offered, completed, and what they do."""

from collections.abc import AsyncIterator

import pytest
from scenarios.on_discord import DiscordStage, discord_stage
from support.discord_server import NotPossible
from support.team import GOOD

from adapters.discord import interactions

CALLBACK = "POST /interactions/{webhook_id}/{webhook_token}/callback"
DEFER = 5
SECOND = interactions.PATIENCE


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[DiscordStage]:
    async with discord_stage(sqlite_url) as ready:
        yield ready


# Commands


async def test_commands_are_registered_only_when_they_changed(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from adapters.discord import commands

    put = "PUT /applications/{application_id}/commands"
    await stage.asked()
    await stage.restarts()
    assert len(stage.server.calls(put)) == 1
    changed = commands.definitions()[:1]
    monkeypatch.setattr(commands, "definitions", lambda: changed)
    await stage.restarts()
    assert len(stage.server.calls(put)) == 2


async def test_commands_that_could_not_be_registered_are_at_the_next_start(
    stage: DiscordStage,
) -> None:
    stage.server.state.app.creates[0] = [stage.server.clock.now()] * 200
    acme = stage.workspace("acme")
    ada = acme.user("Ada")
    await stage.starts()
    stage.server.clock.move(90_000)
    await stage.restarts()
    await ada.runs("leaderboard", "", "#general")
    assert ada.warnings == []


async def test_what_managers_do_is_offered_to_who_manages_the_server(
    stage: DiscordStage,
) -> None:
    acme, ada, room, _ = await stage.asked()
    boss = acme.user("Boss", manager=True)
    with pytest.raises(NotPossible):
        await ada.runs("practice-manage", "pause 1", room)
    await boss.runs("practice-manage", "pause 1", room)
    assert stage.told(boss, room).plain == ("Track 1 is paused. /practice-manage resume 1 goes on.")
    await ada.runs("practice", "tracks", room)
    assert "paused" in stage.told(ada, room).plain


async def test_commands_are_for_servers_and_not_for_direct_messages(stage: DiscordStage) -> None:
    _, ada, _, _ = await stage.asked()
    with pytest.raises(NotPossible):
        await ada.runs("practice", "streak", ada.dm)


async def test_a_part_of_a_command_is_a_choice(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()
    await ada.says(room, GOOD, thread=question)
    await stage.later(seconds=25)
    await ada.runs("practice", "streak part:why", room)
    assert "answered" in stage.told(ada, room).plain.lower()


async def test_a_command_in_a_thread_is_about_its_channel(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()
    await ada.says(room, GOOD, thread=question)
    await stage.heard()
    await ada.runs("practice", "leave", room.thread_of(question))
    assert "You take part in no track here." not in stage.told(ada, room).plain


async def test_skills_and_tracks_are_completed_while_they_are_typed(stage: DiscordStage) -> None:
    acme, ada, _, _ = await stage.asked()
    boss = acme.user("Boss", manager=True)
    assert "Caching" in await ada.completes("practice guide", "skill", "ca", "practice")
    assert await ada.completes("practice guide", "skill", "zzz", "practice") == []
    many = await ada.completes("practice guide", "skill", "", "practice")
    assert 0 < len(many) <= 25
    (track,) = await boss.completes("practice-manage pause", "track", "", "practice")
    assert track == "Track 1: Caching, Mon to Fri at 09:30 UTC, every level"
    assert "Europe/Berlin" in await ada.completes("practice setup", "zone", "berlin", "practice")
    assert ada.warnings == []
