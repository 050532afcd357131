"""Interactions on the local Discord: presses, forms, commands, with discord.py's own client."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from support.discord_server import NotPossible
from support.discord_server.scene import Scene, scene

pytestmark = pytest.mark.slow


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as ready:
        yield ready


async def test_a_press_is_answered_for_one_person_only(stage: Scene) -> None:
    stage.answers(lambda i: i.response.send_message("Think of expiry.", ephemeral=True))
    question = await stage.question()
    bob = stage.acme.user("Bob")
    pressed = await stage.ada.presses(question, "Hint")
    assert pressed is not None
    assert [m.plain for m in stage.ada.sees_privately("#general")] == ["Think of expiry."]
    assert bob.sees_privately() == []
    assert stage.general.messages == [question]


async def test_a_press_replaces_its_message(stage: Scene) -> None:
    stage.answers(lambda i: i.response.edit_message(content="closed", view=None))
    question = await stage.question()
    await stage.ada.presses(question, "Hint")
    assert (question.plain, question.buttons, question.edits) == ("closed", [], 1)
    with pytest.raises(NotPossible):
        await stage.ada.presses(question, "Hint")


async def test_a_select_sends_its_values(stage: Scene) -> None:
    seen: list[Any] = []

    async def answer(interaction: discord.Interaction) -> None:
        seen.append(dict(interaction.data or {})["values"])
        await interaction.response.defer()

    stage.answers(answer)
    view = discord.ui.View(timeout=None)
    options = [discord.SelectOption(label="Caching", value="caching")]
    view.add_item(discord.ui.Select(custom_id="skill", placeholder="Skill", options=options))
    await stage.bot.guilds[0].text_channels[0].send("Pick", view=view)
    await stage.ada.presses(stage.general.messages[0], "Skill", "Caching")
    assert seen == [["caching"]]


async def test_a_disabled_button_cannot_be_pressed(stage: Scene) -> None:
    with pytest.raises(NotPossible):
        await stage.ada.presses(await stage.question(disabled=True), "Hint")


async def test_nobody_answers_within_three_seconds(stage: Scene) -> None:
    late: list[discord.NotFound] = []

    async def answer(interaction: discord.Interaction) -> None:
        stage.server.clock.move(3.1)
        try:
            await interaction.response.send_message("too late")
        except discord.NotFound as gone:
            late.append(gone)

    stage.answers(answer)
    assert await stage.ada.presses(await stage.question(), "Hint") is None
    await stage.server.until(lambda: late)
    assert late[0].code == 10062
    assert stage.ada.warnings == ["The application did not respond"]


async def test_an_interaction_is_answered_once(stage: Scene) -> None:
    codes: list[int] = []

    async def answer(interaction: discord.Interaction) -> None:
        url = f"{stage.server.api}/interactions/{interaction.id}/{interaction.token}/callback"
        async with aiohttp.ClientSession() as http:
            first = await http.post(url, json={"type": 4, "data": {"content": "one"}})
            second = await http.post(url, json={"type": 6})
            codes.extend([first.status, second.status, (await second.json())["code"]])

    stage.answers(answer)
    await stage.ada.presses(await stage.question(), "Hint")
    await stage.server.until(lambda: len(codes) == 3)
    assert codes == [204, 400, 40060]


async def test_a_deferred_answer_is_filled_later(stage: Scene) -> None:
    go = asyncio.Event()

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await go.wait()
        await interaction.edit_original_response(content="Your review")
        await interaction.followup.send("And more", ephemeral=True)
        extra = await interaction.followup.send("For all", wait=True)
        await extra.edit(content="For everybody")

    stage.answers(answer)
    await stage.ada.presses(await stage.question(), "Hint")
    (waiting,) = stage.ada.sees_privately()
    assert (waiting.plain, waiting.flags & 128) == ("", 128)
    go.set()
    await stage.server.until(lambda: stage.general.messages[-1].plain == "For everybody")
    assert [m.plain for m in stage.ada.sees_privately()] == ["Your review", "And more"]
    assert waiting.flags & 128 == 0


async def test_the_first_followup_fills_a_deferral(stage: Scene) -> None:
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await interaction.followup.send("meant for all")

    stage.answers(answer)
    await stage.ada.presses(await stage.question(), "Hint")
    seen = await stage.server.until(stage.ada.sees_privately)
    await stage.server.until(lambda: seen[0].plain == "meant for all")


async def test_a_token_lasts_for_fifteen_minutes(stage: Scene) -> None:
    heard: list[discord.Interaction] = []

    async def answer(interaction: discord.Interaction) -> None:
        heard.append(interaction)
        with pytest.raises(discord.NotFound) as early:
            await interaction.followup.send("before any answer")
        assert early.value.code == 10015
        await interaction.response.send_message("now")

    stage.answers(answer)
    await stage.ada.presses(await stage.question(), "Hint")
    stage.server.clock.move(899)
    await heard[0].followup.send("in time")
    stage.server.clock.move(2)
    with pytest.raises(discord.HTTPException) as late:
        await heard[0].followup.send("late")
    assert (late.value.status, late.value.code) == (401, 50027)


async def test_the_original_answer_can_be_deleted(stage: Scene) -> None:
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("gone soon")
        await interaction.delete_original_response()

    stage.answers(answer)
    question = await stage.question()
    await stage.ada.presses(question, "Hint")
    await stage.server.until(lambda: stage.general.messages == [question])
    await stage.server.until(lambda: stage.bot.heard("raw_message_delete"))


async def test_answers_ping_users_only_unless_told_otherwise(stage: Scene) -> None:
    text = f"@everyone {stage.ada.user.mention}"
    stage.answers(lambda i: i.response.send_message(text))
    await stage.ada.presses(await stage.question(), "Hint")
    assert stage.general.messages[-1].pings == ["@Ada"]


async def test_an_archived_thread_takes_no_presses(stage: Scene) -> None:
    question = await stage.question()
    reply = await stage.ada.says("#general", "answer", thread=question)
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Again", custom_id="again"))
    await stage.bot.get_partial_messageable(reply.channel.id).send("review", view=view)
    stage.acme.archives(reply.channel)
    with pytest.raises(NotPossible):
        await stage.ada.presses(reply.channel.messages[-1], "Again")


async def test_a_press_missed_by_a_dropped_line_comes_after_the_resume(stage: Scene) -> None:
    stage.answers(lambda i: i.response.send_message("hint", ephemeral=True))
    question = await stage.question()
    stage.server.gateway.cut()
    await stage.ada.presses(question, "Hint")
    assert [m.plain for m in stage.ada.sees_privately()] == ["hint"]
