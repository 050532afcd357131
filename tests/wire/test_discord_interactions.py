"""Buttons, forms and commands on Discord: answered in time, also after a restart."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from scenarios.on_discord import DiscordStage, discord_stage
from support.team import GOOD

from adapters.discord import interactions
from bot.errors import StorageError
from bot.message import Field as FormField
from bot.message import Form, Line, Message, Press, Submission

CALLBACK = "POST /interactions/{webhook_id}/{webhook_token}/callback"
DEFER = 5
SECOND = interactions.PATIENCE


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[DiscordStage]:
    async with discord_stage(sqlite_url) as ready:
        yield ready


async def test_buttons_and_open_forms_work_after_a_restart(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()
    await ada.presses(question, "Answer privately")
    await stage.restarts()
    await ada.submits(fields={"Your answer": GOOD})
    assert "Saved" in stage.told(ada, room).plain
    await ada.presses(question, "Hint")
    assert "Hint:" in stage.told(ada, room).plain
    assert ada.warnings == []


async def test_a_form_can_be_opened_and_sent_any_number_of_times(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()
    for text in (GOOD, GOOD.replace("Every", "Each")):
        await ada.presses(question, "Answer privately")
        await ada.submits(fields={"Your answer": text})
        assert "Saved" in stage.told(ada, room).plain


async def test_the_same_form_sent_twice_is_one_answer(stage: DiscordStage) -> None:
    _, ada, _, question = await stage.asked()
    seen: list[Submission] = []
    submit = stage.core.submit

    async def noted(submission: Submission) -> Any:
        seen.append(submission)
        return await submit(submission)

    stage.core.submit = noted  # type: ignore[method-assign]
    await ada.presses(question, "Answer privately")
    form = ada.open_view
    await ada.submits(form, {"Your answer": GOOD})
    await ada.submits(form, {"Your answer": GOOD})
    assert len(seen) == 2
    assert seen[0].id == seen[1].id


async def test_a_button_in_a_direct_message_knows_its_team(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()
    await ada.says(room, "ok, later", thread=question)
    await stage.later(seconds=5)
    word = ada.dm.messages[-1]
    await ada.presses(word, "Hint")
    assert "Hint:" in stage.told(ada, room).plain
    await ada.presses(question, "Remind me later")
    await stage.later(hours=3)
    reminder = ada.dm.messages[-1]
    await ada.presses(reminder, "Answer privately")
    await ada.submits(fields={"Your answer": GOOD})
    assert "Saved" in stage.told(ada, room).plain


async def test_a_slow_database_defers_within_a_second_and_answers_later(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interactions, "PATIENCE", SECOND)
    _, ada, room, question = await stage.asked()
    press, go_on = stage.core.press, asyncio.Event()

    async def slow(pressed: Press) -> Any:
        await go_on.wait()
        return await press(pressed)

    stage.core.press = slow  # type: ignore[method-assign]
    interaction = await ada.presses(question, "Hint")
    assert interaction.answered == DEFER
    assert stage.server.clock.now() - interaction.at < 1.5
    go_on.set()
    await stage.until(lambda: "Hint:" in stage.told(ada, room).plain)
    assert len(ada.sees_privately()) == 1, "the followup fills what was deferred"


async def test_a_form_that_comes_too_late_to_be_opened_is_told(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interactions, "PATIENCE", 0.1)
    _, ada, room, question = await stage.asked()
    press, go_on = stage.core.press, asyncio.Event()

    async def slow(pressed: Press) -> Any:
        await go_on.wait()
        return await press(pressed)

    stage.core.press = slow  # type: ignore[method-assign]
    await ada.presses(question, "Answer privately")
    go_on.set()
    await stage.until(lambda: "could not be opened" in stage.told(ada, room).plain)


async def test_what_the_database_does_not_take_is_given_back(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()

    async def full(what: object) -> Any:
        raise StorageError("The database is full.")

    await ada.presses(question, "Answer privately")
    stage.core.submit = stage.core.press = full  # type: ignore[method-assign]
    await ada.submits(fields={"Your answer": GOOD})
    told = stage.told(ada, room).plain
    assert told.startswith("Not saved; try again.")
    assert "Every key expires at the same moment" in told
    await ada.presses(question, "Hint")
    assert stage.told(ada, room).plain == "Not saved; try again."


async def test_a_fault_of_ours_is_answered_and_not_shown(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()

    async def broken(pressed: Press) -> Any:
        raise ZeroDivisionError("secret inside")

    stage.core.press = broken  # type: ignore[method-assign]
    await ada.presses(question, "Hint")
    assert "a fault of ours" in stage.told(ada, room).plain
    assert "secret" not in stage.told(ada, room).plain


async def test_a_review_that_took_longer_than_the_token_lasts_still_comes(
    stage: DiscordStage,
) -> None:
    _, ada, _, question = await stage.asked()
    await ada.presses(question, "Answer privately")
    await ada.submits(fields={"Your answer": GOOD})
    stage.server.clock.move(16 * 60)
    await stage.later(seconds=25)
    assert "I found wording for" in ada.dm.messages[-1].plain


async def test_a_long_reply_comes_in_as_many_messages_as_it_takes(stage: DiscordStage) -> None:
    _, ada, room, _ = await stage.asked()
    long = Message((Line("A fact. " * 1200),))

    async def reply(call: object) -> Message:
        return long

    stage.core.command = reply  # type: ignore[method-assign, assignment]
    interaction = await ada.runs("practice", "streak", room)
    await stage.until(lambda: len(ada.sees_privately()) == 3)
    assert sum(m.plain.count("A fact.") for m in ada.sees_privately()) == 1200
    assert interaction.answered == 4


async def test_a_reply_is_plain_text_where_components_v2_are_refused(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wire.test_discord_sends import refuse_v2

    refuse_v2(monkeypatch)
    _, ada, room, question = await stage.asked()
    await ada.presses(question, "Hint")
    assert "Hint:" in stage.told(ada, room).content
    assert stage.told(ada, room).buttons == ["I don't know yet"]


async def test_every_kind_of_field_comes_back_by_its_name(stage: DiscordStage) -> None:
    _, ada, _, question = await stage.asked()
    skills = tuple((f"s{n}", f"Skill {n}") for n in range(12))
    form = Form(
        "f:1",
        "A title that is much too long to stand above a modal of Discord's",
        (
            FormField("line", "Time", "line", value="09:30"),
            FormField("one", "Who", "choice", "me", (("me", "Only me"), ("all", "All"))),
            FormField("many", "Skills", "choices", "s1", skills, required=False),
            FormField("few", "Days", "choices", "mon", (("mon", "Mon"), ("tue", "Tue"))),
            FormField("note", "Note", "text", required=False),
        ),
        intro="Five fields leave no room for this.",
    )
    seen: list[Submission] = []

    async def show(pressed: Press) -> Form:
        return form

    async def note(submission: Submission) -> None:
        seen.append(submission)

    stage.core.press, stage.core.submit = show, note  # type: ignore[method-assign, assignment]
    await ada.presses(question, "Hint")
    await ada.submits(fields={"Skills": ["Skill 2", "Skill 11"], "Days": ["Mon", "Tue"]})
    assert seen[0].form == "f:1"
    assert seen[0].values == {
        "line": "09:30",
        "one": "me",
        "many": "s2,s11",
        "few": "mon,tue",
        "note": "",
    }


async def test_a_button_of_another_version_is_explained(stage: DiscordStage) -> None:
    _, ada, room, question = await stage.asked()
    for part in question.components[-1]["components"]:
        part["custom_id"] = f"old-{part['label']}"
    await ada.presses(question, "Hint")
    assert "older version" in stage.told(ada, room).plain


async def test_a_track_is_set_up_by_a_form_and_its_further_fields_by_another(
    stage: DiscordStage,
) -> None:
    acme = stage.workspace("acme")
    boss, room = acme.user("Boss", manager=True), acme.channel("practice")
    await stage.starts()
    await boss.runs("practice", "setup Europe/Berlin", room)
    await boss.submits(fields={"Skills": ["Caching"], "The first question comes": "Now"})
    preview = stage.told(boss, room)
    assert preview.buttons == ["Start", "Change", "More choices"]
    assert "in this channel" in preview.plain
    await boss.presses(preview, "More choices")
    await boss.submits(fields={"How reviews are shown": "Whole in the thread"})
    await boss.presses(stage.told(boss, room), "Start")
    await stage.later(seconds=5)
    assert stage.written(room.messages)[0].buttons[0] == "Answer privately"
