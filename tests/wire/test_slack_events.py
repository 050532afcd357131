"""Slack's events through the real app: stored before the acknowledgement, each with one effect."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from scenarios.on_slack import SlackStage, slack_stage
from support.slack_server import Channel, Message, Person, Workspace
from support.team import GOOD

from bot.errors import InvalidInput, TryLater
from bot.message import Incoming
from bot.message import Message as Shown
from bot.message import Person as Known
from bot.model import Answer, TrackState


@dataclass
class Scene:
    """A question is open in #practice, and Ada is about to answer."""

    stage: SlackStage
    acme: Workspace
    ada: Person
    room: Channel
    question: Message

    async def answers(self) -> list[Answer]:
        async with self.stage.store.reading() as tx:
            return list(await tx.answers.of_round(1))

    def events(self, kind: str) -> list[dict[str, Any]]:
        """What came of that kind about Ada's messages."""
        told = [d.payload for d in self.stage.server.outbox.deliveries]
        events = [(p, p.get("event", {})) for p in told]
        return [p for p, e in events if (e.get("type"), e.get("user")) == (kind, self.ada.id)]


@pytest.fixture
async def scene(sqlite_url: str) -> AsyncIterator[Scene]:
    async with slack_stage(sqlite_url) as stage:
        acme = stage.workspace("acme")
        ada, room = acme.user("Ada", "Europe/Berlin"), acme.channel("practice")
        await stage.starts()
        await stage.track(acme, room)
        yield Scene(stage, acme, ada, room, await stage.asks(room))


async def test_an_event_is_acknowledged_only_when_it_is_stored(scene: Scene) -> None:
    entered: list[Incoming] = []
    stored, receive = asyncio.Event(), scene.stage.core.receive

    async def slowly(message: Incoming) -> bool:
        entered.append(message)
        await stored.wait()
        return await receive(message)

    scene.stage.core.receive = slowly  # type: ignore[method-assign]
    await scene.ada.says(scene.room, GOOD, thread=scene.question)
    await scene.stage.until(lambda: entered)
    delivery = scene.stage.server.outbox.deliveries[-1]
    assert delivery.took is None
    stored.set()
    await scene.stage.until(lambda: delivery.took is not None)
    assert len(await scene.answers()) == 1


async def test_what_could_not_be_stored_comes_again(scene: Scene) -> None:
    receive, faults = scene.stage.core.receive, [TryLater("full"), RuntimeError("a fault of ours")]

    async def failing(message: Incoming) -> bool:
        if faults:
            raise faults.pop()
        return await receive(message)

    scene.stage.core.receive = failing  # type: ignore[method-assign]
    scene.stage.server.sockets.ack_seconds = 0.5
    await scene.ada.says(scene.room, GOOD, thread=scene.question)
    await scene.stage.server.outbox.settled()
    assert scene.stage.server.outbox.deliveries[-1].attempts == 3
    assert len(await scene.answers()) == 1


async def test_three_redeliveries_have_one_effect(scene: Scene) -> None:
    await scene.ada.says(scene.room, GOOD, thread=scene.question)
    await scene.stage.server.outbox.settled()
    for _ in range(3):
        scene.stage.server.outbox.redeliver(scene.events("message")[-1])
    await scene.stage.later(seconds=25)
    assert len(await scene.answers()) == 1
    assert len(scene.stage.replies(scene.room, scene.question)) == 1


async def test_one_message_that_comes_as_two_events_is_one_answer(scene: Scene) -> None:
    scene.stage.server.outbox.doubles = True
    await scene.ada.says(scene.room, GOOD, thread=scene.question, mentions_bot=True)
    await scene.stage.later(seconds=25)
    assert len(scene.events("message")) == len(scene.events("app_mention")) == 2
    (answer,) = await scene.answers()
    assert answer.text == GOOD
    assert len(scene.stage.replies(scene.room, scene.question)) == 1


async def test_an_edit_that_comes_before_its_message_wins(scene: Scene) -> None:
    scene.stage.server.outbox.hold()
    said = await scene.ada.says(scene.room, "One request takes a lock.", thread=scene.question)
    await scene.ada.edits(said, GOOD)
    scene.stage.server.outbox.release(backwards=True)
    await scene.stage.work()
    (answer,) = await scene.answers()
    assert answer.text == GOOD


async def test_a_deletion_that_comes_before_its_message_wins(scene: Scene) -> None:
    scene.stage.server.outbox.hold()
    said = await scene.ada.says(scene.room, GOOD, thread=scene.question)
    await scene.ada.deletes(said)
    scene.stage.server.outbox.release(backwards=True)
    await scene.stage.work()
    assert await scene.answers() == []
    assert not await scene.stage.stored("stale value")


async def test_a_link_preview_is_no_new_text(scene: Scene) -> None:
    said = await scene.ada.says(scene.room, GOOD, thread=scene.question)
    await scene.stage.later(seconds=25)
    scene.acme.unfurls(said)
    await scene.stage.later(seconds=25)
    (answer,) = await scene.answers()
    assert answer.revision == 1


async def test_messages_of_apps_are_not_answers(scene: Scene) -> None:
    other = scene.acme.user("Builder", bot=True)
    await other.says(scene.room, GOOD, thread=scene.question)
    await scene.stage.work()
    assert await scene.answers() == []


async def test_an_event_that_nobody_listens_to_is_acknowledged(scene: Scene) -> None:
    scene.acme.emit({"type": "team_join", "user": scene.ada.profile()})
    scene.acme.emit({"type": "member_left_channel", "user": scene.ada.id, "channel": "C1"})
    await scene.stage.server.outbox.settled()
    assert [d.attempts for d in scene.stage.server.outbox.deliveries[-2:]] == [1, 1]


async def test_other_talk_costs_no_call_and_is_not_kept(scene: Scene) -> None:
    before = len(scene.stage.server.journal)
    await scene.ada.says(scene.room, "Who has the key to the zebra room?")
    await scene.stage.server.outbox.settled()
    assert len(scene.stage.server.journal) == before
    assert not await scene.stage.stored("zebra")


async def test_what_the_core_refuses_is_whispered_and_not_repeated(scene: Scene) -> None:
    async def refusing(message: Incoming) -> bool:
        raise InvalidInput("Not taken: 9,000 characters are too many & <odd>.")

    scene.stage.core.receive = refusing  # type: ignore[method-assign]
    await scene.ada.says(scene.room, GOOD, thread=scene.question)
    await scene.stage.until(lambda: scene.ada.sees_privately(scene.room))
    (word,) = scene.ada.sees_privately(scene.room)
    assert word.plain == "Not taken: 9,000 characters are too many & <odd>."
    assert scene.stage.server.outbox.deliveries[-1].attempts == 1


async def test_name_and_zone_come_from_the_profile_and_are_asked_once(scene: Scene) -> None:
    await scene.ada.says(scene.room, GOOD, thread=scene.question)
    await scene.stage.server.outbox.settled()
    await scene.ada.says(scene.room, "And the lock needs a limit.", thread=scene.question)
    await scene.stage.server.outbox.settled()
    async with scene.stage.store.reading() as tx:
        member = await tx.members.get(1)
    assert (member.name, member.zone) == ("Ada", "Europe/Berlin")
    assert len(scene.stage.server.calls("users.info")) == 1


@pytest.mark.parametrize("fault", ["internal_error", "missing_scope", "user_not_found"])
async def test_an_answer_is_stored_though_no_profile_can_be_read(scene: Scene, fault: str) -> None:
    from support.slack_server import error

    scene.stage.server.next("users.info", error(fault))
    await scene.ada.says(scene.room, GOOD, thread=scene.question)
    await scene.stage.server.outbox.settled()
    assert len(await scene.answers()) == 1


async def test_the_events_of_a_team_we_are_not_in_change_nothing(scene: Scene) -> None:
    globex = scene.stage.server.workspace("globex")
    eve, lair = globex.user("Eve"), globex.channel("practice")
    await eve.says(lair, GOOD, thread=await eve.says(lair, "a question"))
    await scene.stage.server.outbox.settled()
    assert await scene.answers() == []
    assert not await scene.stage.stored(globex.id)


async def test_many_who_answer_at_once_are_all_stored_and_acknowledged(scene: Scene) -> None:
    people = [scene.acme.user(f"P{n}") for n in range(40)]
    for person in people:
        await person.says(scene.room, GOOD, thread=scene.question)
    await scene.stage.server.outbox.settled()
    taken = [d for d in scene.stage.server.outbox.deliveries if d.kind == "events_api"]
    assert [(d.attempts, d.took is None) for d in taken] == [(1, False)] * len(taken)
    await scene.stage.work()  # what waits for its turn is taken
    assert len(await scene.answers()) == 40


async def test_the_pages_of_many_who_answer_at_once_are_made_one_by_one(scene: Scene) -> None:
    home, making, most = scene.stage.core.home, 0, 0

    async def counted(person: Known) -> Shown:
        nonlocal making, most
        making += 1
        most = max(most, making)
        try:
            return await home(person)
        finally:
            making -= 1

    scene.stage.core.home = counted  # type: ignore[method-assign]
    people = [scene.acme.user(f"P{n}") for n in range(6)]
    for person in people:
        await person.says(scene.room, GOOD, thread=scene.question)
    await scene.stage.until(lambda: all(person.home for person in people))
    assert most == 1


@pytest.mark.parametrize("what", ["archive", "expels"])
async def test_a_channel_that_is_closed_to_us_pauses_its_track(scene: Scene, what: str) -> None:
    getattr(scene.acme, what)(scene.room, scene.ada)
    await scene.stage.server.outbox.settled()
    async with scene.stage.store.reading() as tx:
        (track,) = await tx.tracks.everywhere()
        excuses = await tx.days.excuses([track.id])
    assert track.state is TrackState.PAUSED
    assert len(excuses) == 1


async def test_an_uninstalled_team_is_asked_nothing_more(scene: Scene) -> None:
    scene.acme.uninstall()
    await scene.stage.server.outbox.settled()
    await scene.stage.later(days=3)
    assert len([m for m in scene.room.messages if m.bot_id]) == 1
