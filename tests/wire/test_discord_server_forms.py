"""Modals on the local Discord, opened and read with discord.py's own client."""

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


class Private(discord.ui.Modal, title="Answer privately"):
    answer: discord.ui.Label["Private"] = discord.ui.Label(
        text="Your answer",
        component=discord.ui.TextInput(style=discord.TextStyle.long, min_length=2, max_length=50),
    )
    readers: discord.ui.Label["Private"] = discord.ui.Label(
        text="Who can read it",
        component=discord.ui.Select(
            options=[discord.SelectOption(label="Only me", value="me", default=True),
                     discord.SelectOption(label="All", value="all")]
        ),
    )  # fmt: skip


async def test_a_form_is_filled_by_its_labels(stage: Scene) -> None:
    seen: list[Any] = []

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            seen.append(interaction.data)
            await interaction.response.send_message("Stored.", ephemeral=True)
        else:
            await interaction.response.send_modal(Private(custom_id="answer:1"))

    stage.answers(answer)
    await stage.ada.presses(await stage.question(), "Hint")
    form = stage.ada.open_view
    assert form is not None
    assert (form.title, form.labels) == ("Answer privately", ["Your answer", "Who can read it"])
    with pytest.raises(NotPossible, match="required"):
        await stage.ada.submits()
    with pytest.raises(NotPossible, match="2 to 50"):
        await stage.ada.submits(fields={"Your answer": "x"})
    with pytest.raises(NotPossible, match="offers"):
        await stage.ada.submits(fields={"Your answer": "yes", "Who can read it": "Nobody"})
    await stage.ada.submits(fields={"Your answer": "Jitter."})
    assert stage.ada.open_view is None
    parts = [part["component"] for part in seen[0]["components"]]
    assert [part.get("value") or part["values"] for part in parts] == ["Jitter.", ["me"]]
    assert [m.plain for m in stage.ada.sees_privately()] == ["Stored."]


async def test_a_modal_of_discord_py_gets_its_values(stage: Scene) -> None:
    got: list[str] = []

    class Short(discord.ui.Modal, title="Short"):
        text: discord.ui.TextInput["Short"] = discord.ui.TextInput(label="Say")

        async def on_submit(self, interaction: discord.Interaction) -> None:
            got.append(self.text.value)
            await interaction.response.defer()

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await interaction.response.send_modal(Short())

    stage.answers(answer)
    await stage.ada.presses(await stage.question(), "Hint")
    await stage.ada.submits(fields={"Say": "hello"})
    assert got == ["hello"]


@pytest.mark.parametrize(
    ("modal", "fault"),
    [
        ({"title": "x" * 46}, "data.title"),
        ({"custom_id": ""}, "data.custom_id"),
        ({"components": []}, "data.components"),
        ({"components": [{"type": 10, "content": "x"}] * 6}, "data.components"),
        ({"components": [{"type": 2, "label": "x", "custom_id": "b"}]}, "data.components.0.type"),
        ({"components": [{"type": 18, "label": "x" * 46, "component": {
            "type": 4, "custom_id": "t", "style": 1}}]}, "data.components.0.label"),
        ({"components": [{"type": 18, "label": "x", "component": {
            "type": 4, "custom_id": "t", "style": 1, "max_length": 4001}}]},
         "data.components.0.component.max_length"),
        ({"components": [{"type": 18, "label": "x", "component": {
            "type": 4, "custom_id": "t", "style": 1}}] * 2}, "data.components"),
    ],
)  # fmt: skip
async def test_a_modal_is_held_to_its_limits(
    stage: Scene, modal: dict[str, Any], fault: str
) -> None:
    good = {"custom_id": "m", "title": "Title", "components": [{"type": 10, "content": "x"}]}
    told: list[dict[str, Any]] = []

    async def answer(interaction: discord.Interaction) -> None:
        url = f"{stage.server.api}/interactions/{interaction.id}/{interaction.token}/callback"
        async with aiohttp.ClientSession() as http:
            wrong = await http.post(url, json={"type": 9, "data": good | modal})
            told.append(await wrong.json())
            await http.post(url, json={"type": 9, "data": good})

    stage.answers(answer)
    await stage.ada.presses(await stage.question(), "Hint")
    here = told[0]["errors"]
    for step in fault.split("."):
        here = here[step]
    assert here["_errors"]
    assert stage.ada.open_view is not None


async def test_a_modal_cannot_answer_a_form(stage: Scene) -> None:
    wrong: list[discord.HTTPException] = []

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await interaction.response.send_modal(Private())
            return
        data = {"type": 9, "data": {}}
        url = f"{stage.server.api}/interactions/{interaction.id}/{interaction.token}/callback"
        async with aiohttp.ClientSession() as http:
            told = await (await http.post(url, json=data)).json()
        wrong.append(told["errors"]["type"])
        await interaction.response.edit_message(content="answered")

    stage.answers(answer)
    question = await stage.question()
    await stage.ada.presses(question, "Hint")
    await stage.ada.submits(fields={"Your answer": "Jitter."})
    assert wrong
    assert question.plain == "answered"
