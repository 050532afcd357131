"""Interactions on the local Discord: presses, forms, commands, with discord.py's own client."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import pytest
from support.discord_server import Channel, DiscordServer, Message, NotPossible, Person, Workspace
from support.discord_server.client import Recorder, connected

Answer = Callable[[discord.Interaction], Awaitable[Any]]


@dataclass
class Stage:
    server: DiscordServer
    acme: Workspace
    ada: Person
    bot: Recorder

    @property
    def general(self) -> Channel:
        return self.acme.channel("#general")

    def answers(self, answer: Answer) -> None:
        """What the bot does with every interaction."""

        async def on_interaction(interaction: discord.Interaction) -> None:
            await answer(interaction)

        self.bot.event(on_interaction)

    async def question(self, *, disabled: bool = False) -> Message:
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Hint", custom_id="hint", disabled=disabled))
        await self.bot.guilds[0].text_channels[0].send("question", view=view)
        return self.general.messages[-1]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with DiscordServer() as server:
        acme = server.guild("Acme")
        bot = Recorder()
        async with connected(server, bot):
            yield Stage(server, acme, acme.user("Ada"), bot)


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


async def test_a_press_is_answered_for_one_person_only(stage: Stage) -> None:
    stage.answers(lambda i: i.response.send_message("Think of expiry.", ephemeral=True))
    question = await stage.question()
    bob = stage.acme.user("Bob")
    pressed = await stage.ada.presses(question, "Hint")
    assert pressed is not None
    assert [m.plain for m in stage.ada.sees_privately("#general")] == ["Think of expiry."]
    assert bob.sees_privately() == []
    assert stage.general.messages == [question]


async def test_a_press_replaces_its_message(stage: Stage) -> None:
    stage.answers(lambda i: i.response.edit_message(content="closed", view=None))
    question = await stage.question()
    await stage.ada.presses(question, "Hint")
    assert (question.plain, question.buttons, question.edits) == ("closed", [], 1)
    with pytest.raises(NotPossible):
        await stage.ada.presses(question, "Hint")


async def test_a_select_sends_its_values(stage: Stage) -> None:
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


async def test_a_disabled_button_cannot_be_pressed(stage: Stage) -> None:
    with pytest.raises(NotPossible):
        await stage.ada.presses(await stage.question(disabled=True), "Hint")


async def test_nobody_answers_within_three_seconds(stage: Stage) -> None:
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


async def test_an_interaction_is_answered_once(stage: Stage) -> None:
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


async def test_a_deferred_answer_is_filled_later(stage: Stage) -> None:
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


async def test_the_first_followup_fills_a_deferral(stage: Stage) -> None:
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await interaction.followup.send("meant for all")

    stage.answers(answer)
    await stage.ada.presses(await stage.question(), "Hint")
    seen = await stage.server.until(stage.ada.sees_privately)
    await stage.server.until(lambda: seen[0].plain == "meant for all")


async def test_a_token_lasts_for_fifteen_minutes(stage: Stage) -> None:
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


async def test_the_original_answer_can_be_deleted(stage: Stage) -> None:
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("gone soon")
        await interaction.delete_original_response()

    stage.answers(answer)
    question = await stage.question()
    await stage.ada.presses(question, "Hint")
    await stage.server.until(lambda: stage.general.messages == [question])
    await stage.server.until(lambda: stage.bot.heard("raw_message_delete"))


async def test_answers_ping_users_only_unless_told_otherwise(stage: Stage) -> None:
    text = f"@everyone {stage.ada.user.mention}"
    stage.answers(lambda i: i.response.send_message(text))
    await stage.ada.presses(await stage.question(), "Hint")
    assert stage.general.messages[-1].pings == ["@Ada"]


async def test_a_form_is_filled_by_its_labels(stage: Stage) -> None:
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


async def test_a_modal_of_discord_py_gets_its_values(stage: Stage) -> None:
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
    stage: Stage, modal: dict[str, Any], fault: str
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


async def test_a_modal_cannot_answer_a_form(stage: Stage) -> None:
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


async def test_an_archived_thread_takes_no_presses(stage: Stage) -> None:
    question = await stage.question()
    reply = await stage.ada.says("#general", "answer", thread=question)
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Again", custom_id="again"))
    await stage.bot.get_partial_messageable(reply.channel.id).send("review", view=view)
    stage.acme.archives(reply.channel)
    with pytest.raises(NotPossible):
        await stage.ada.presses(reply.channel.messages[-1], "Again")


async def test_a_press_missed_by_a_dropped_line_comes_after_the_resume(stage: Stage) -> None:
    stage.answers(lambda i: i.response.send_message("hint", ephemeral=True))
    question = await stage.question()
    stage.server.gateway.cut()
    await stage.ada.presses(question, "Hint")
    assert [m.plain for m in stage.ada.sees_privately()] == ["hint"]
