"""Commands, buttons, forms and App Home through the real app."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from scenarios.on_slack import SlackStage, slack_stage
from support.slack_server import Channel, Message, Person, Workspace, error
from support.slack_server.pings import readable
from support.team import GOOD

from bot.errors import InvalidInput, TryLater
from bot.message import Call, Field, Form, Press, Reply, Submission


@dataclass
class Scene:
    stage: SlackStage
    acme: Workspace
    ada: Person
    room: Channel
    question: Message


@pytest.fixture
async def scene(sqlite_url: str) -> AsyncIterator[Scene]:
    async with slack_stage(sqlite_url) as stage:
        acme = stage.workspace("acme")
        ada, room = acme.user("Ada", admin=True), acme.channel("practice")
        await stage.starts()
        await stage.track(acme, room)
        yield Scene(stage, acme, ada, room, await stage.asks(room))


def failing(fault: Exception) -> Any:
    async def fails(_: object) -> Reply:
        raise fault

    return fails


async def test_a_command_is_answered_by_its_acknowledgement_for_who_typed_it_alone(
    scene: Scene,
) -> None:
    bob = scene.acme.user("Bob")
    before = len(scene.room.messages)
    await scene.ada.runs("/practice", "help", scene.room)
    assert "What you can ask for" in scene.stage.told(scene.ada, scene.room).plain
    assert (len(scene.room.messages), bob.sees_privately(scene.room)) == (before, [])


async def test_a_long_reply_comes_in_pages_and_loses_nothing(scene: Scene) -> None:
    await scene.ada.runs("/practice", "guide caching", scene.room)
    told = " ".join(m.plain for m in scene.ada.sees_privately(scene.room))
    guide = scene.stage.core.context.bank.skill("caching")
    for section in guide.sections.values():
        assert section.split()[-1] in told


async def test_an_admin_may_do_what_others_may_not(scene: Scene) -> None:
    bob = scene.acme.user("Bob")
    await bob.runs("/practice", "pause 1", scene.room)
    assert "managers" in scene.stage.told(bob, scene.room).plain
    await scene.ada.runs("/practice", "pause 1", scene.room)
    assert "paused" in scene.stage.told(scene.ada, scene.room).plain


async def test_who_is_no_admin_any_more_may_not_a_minute_later(scene: Scene) -> None:
    await scene.ada.runs("/practice", "pause 1", scene.room)
    scene.ada.user.admin = False
    await scene.stage.later(seconds=61)
    await scene.ada.runs("/practice", "resume 1", scene.room)
    assert "managers" in scene.stage.told(scene.ada, scene.room).plain


async def test_a_command_that_asks_for_a_form_opens_it(scene: Scene) -> None:
    await scene.ada.runs("/practice", "solo", scene.room)
    assert scene.ada.open_view
    await scene.ada.submits(fields={"Your answer": GOOD})
    assert "Saved" in scene.stage.told(scene.ada, scene.room).plain
    assert scene.ada.warnings == []


async def test_what_failed_is_said_so_and_can_be_tried_again(scene: Scene) -> None:
    press = scene.stage.core.press
    scene.stage.core.press = failing(TryLater("The disk is full."))  # type: ignore[method-assign]
    await scene.ada.presses(scene.question, "Hint")
    assert scene.stage.told(scene.ada, scene.room).plain == "Not saved; try again."
    scene.stage.core.press = press  # type: ignore[method-assign]
    await scene.ada.presses(scene.question, "Hint")
    assert "Hint:" in scene.stage.told(scene.ada, scene.room).plain


async def test_a_fault_of_ours_is_said_without_its_insides(scene: Scene) -> None:
    scene.stage.core.command = failing(RuntimeError("secret"))  # type: ignore[method-assign]
    await scene.ada.runs("/practice", "help", scene.room)
    told = scene.stage.told(scene.ada, scene.room).plain
    assert "fault of ours" in told
    assert "secret" not in told


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (InvalidInput("Not sent: the answer is empty."), "Not sent: the answer is empty."),
        (TryLater("The disk is full."), "Not saved; try again."),
        (RuntimeError("secret"), "Not saved: a fault of ours, which is in the log. Try again."),
    ],
)
async def test_what_was_typed_stays_when_a_form_is_refused(
    scene: Scene, fault: Exception, said: str
) -> None:
    submit = scene.stage.core.submit
    scene.stage.core.submit = failing(fault)  # type: ignore[method-assign]
    await scene.ada.presses(scene.question, "Answer privately")
    await scene.ada.submits(fields={"Your answer": GOOD})
    view = scene.ada.open_view
    assert view
    assert view["errors"] == {"text": said}
    scene.stage.core.submit = submit  # type: ignore[method-assign]
    await scene.ada.submits()
    assert "Saved" in scene.stage.told(scene.ada, scene.room).plain


async def test_the_same_form_sent_twice_is_one_answer(scene: Scene) -> None:
    taken: list[Submission] = []
    submit = scene.stage.core.submit

    async def lost(submission: Submission) -> Reply:
        """Stored, but its acknowledgement never arrives in time."""
        taken.append(submission)
        await submit(submission)
        raise TryLater("lost")

    scene.stage.core.submit = lost  # type: ignore[method-assign]
    await scene.ada.presses(scene.question, "Answer privately")
    await scene.ada.submits(fields={"Your answer": GOOD})
    await scene.ada.submits()
    assert taken[0].id == taken[1].id
    async with scene.stage.store.reading() as tx:
        assert len(await tx.answers.of_round(1)) == 1


async def test_a_form_that_takes_the_place_of_another_is_one_of_its_own(scene: Scene) -> None:
    await scene.ada.runs("/practice", "solo", scene.room)
    for _ in range(2):
        await scene.ada.submits(fields={"Your answer": GOOD})
        await scene.stage.later(seconds=5)
        assert scene.ada.open_view
        await scene.ada.presses(scene.ada.open_view, "My review")
        assert "I found wording for" in scene.stage.told(scene.ada, scene.room).plain
        await scene.ada.presses(scene.ada.open_view, "Try again")
    async with scene.stage.store.reading() as tx:
        assert len(await tx.answers.of_round(2)) == 2


async def test_a_form_that_opens_too_late_is_said_so(scene: Scene) -> None:
    scene.stage.server.next("views.open", error("expired_trigger_id"))
    await scene.ada.presses(scene.question, "Answer privately")
    assert "could not be opened in time" in scene.stage.told(scene.ada, scene.room).plain
    scene.stage.server.next("views.open", error("expired_trigger_id"))
    await scene.ada.runs("/practice", "solo", scene.room)
    assert "could not be opened in time" in scene.stage.told(scene.ada, scene.room).plain


async def test_every_kind_of_field_comes_back_as_it_was_filled_in(scene: Scene) -> None:
    colours = tuple((str(n), f"Colour {n}") for n in range(12))
    fields = (
        Field("line", "Line", value="as it was"),
        Field("one", "One", "choice", options=colours[:3], value="1"),
        Field("of", "Of many", "choice", options=colours),
        Field("some", "Some", "choices", options=colours[:4], value="0,2", required=False),
        Field("more", "More", "choices", options=colours),
    )
    sent: list[Submission] = []

    async def command(call: Call) -> Reply:
        return Form("colours", "A form with a title of more than 24 characters", fields)

    async def submit(submission: Submission) -> Reply:
        sent.append(submission)
        return None

    scene.stage.core.command, scene.stage.core.submit = command, submit  # type: ignore[method-assign]
    await scene.ada.runs("/practice", "setup", scene.room)
    view = scene.ada.open_view
    assert view
    assert "A form with a title of more than 24 characters" in "".join(readable(view["blocks"]))
    await scene.ada.submits(fields={"Of many": "Colour 11", "More": ["Colour 3", "Colour 5"]})
    assert sent[0].values == {
        "line": "as it was", "one": "1", "of": "11", "some": "0,2", "more": "3,5",
    }  # fmt: skip
    assert (sent[0].form, sent[0].channel) == ("colours", scene.room.id)
    assert scene.ada.open_view is None


async def test_each_press_has_an_id_of_its_own(scene: Scene) -> None:
    pressed: list[Press] = []

    async def press(press: Press) -> Reply:
        pressed.append(press)
        return None

    scene.stage.core.press = press  # type: ignore[method-assign]
    await scene.ada.presses(scene.question, "Hint")
    await scene.ada.presses(scene.question, "Hint")
    first, second = pressed
    assert (first.action, first.value, first.channel) == ("hint", "1", scene.room.id)
    assert first.id != second.id


async def test_home_shows_the_streak_and_today_when_it_is_opened(scene: Scene) -> None:
    await scene.ada.opens_home()
    await scene.stage.until(lambda: scene.ada.home)
    assert scene.ada.home
    shown = "".join(readable(scene.ada.home["blocks"]))
    assert "Caching: waiting for you" in shown
    await scene.ada.presses(scene.ada.home, "Practise now")
    assert scene.ada.open_view


async def test_home_changes_when_something_happens(scene: Scene) -> None:
    await scene.ada.says(scene.room, GOOD, thread=scene.question)
    await scene.stage.until(lambda: scene.ada.home)
    assert scene.ada.home
    assert "Caching: answered" in "".join(readable(scene.ada.home["blocks"]))


async def test_a_press_at_home_is_answered_in_a_window(scene: Scene) -> None:
    await scene.ada.opens_home()
    await scene.stage.until(lambda: scene.ada.home)
    assert scene.ada.home
    await scene.ada.presses(scene.ada.home, "Why this streak")
    assert "No day yet" in scene.stage.told(scene.ada, scene.room).plain
