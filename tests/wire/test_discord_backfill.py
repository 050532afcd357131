"""What happened on Discord while nobody listened, or while nothing could be told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from scenarios.on_discord import DiscordStage, discord_stage
from support.discord_server import (
    Channel,
    Message,
    Person,
    Workspace,
    drop_request,
    drop_response,
)
from support.team import GOOD

from bot.daily import catching_up
from bot.model import AnswerState
from bot.sending.delivery import LOOKS
from bot.sending.outbox import SendState

pytestmark = pytest.mark.slow

POST = "POST /channels/{channel_id}/messages"
HISTORY = "GET /channels/{channel_id}/messages"
CHANNEL = "GET /channels/{channel_id}"
ONE = "GET /channels/{channel_id}/messages/{message_id}"


@dataclass
class Scene:
    """Ada, and a question in the room of acme."""

    stage: DiscordStage
    acme: Workspace
    ada: Person
    room: Channel
    question: Message

    async def says(self) -> Message:
        return await self.ada.says(self.room, GOOD, thread=self.question)

    async def reviews(self) -> int:
        await self.stage.later(seconds=25)
        await self.stage.later(seconds=5)
        return len(self.stage.replies(self.room, self.question))

    async def standing(self) -> list[str]:
        """The texts of the answers that were not deleted."""
        async with self.stage.store.reading() as tx:
            (track,) = await tx.tracks.everywhere()
            (round_,) = await tx.rounds.latest(track.id)
            found = await tx.answers.of_round(round_.id)
        return [a.text for a in found if a.state is not AnswerState.DELETED]

    async def unsettled(self) -> list[SendState]:
        states = [SendState.PENDING, SendState.SENDING, SendState.UNKNOWN]
        async with self.stage.store.reading() as tx:
            return [send.state for send in await tx.sends.listing(states)]


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[DiscordStage]:
    async with discord_stage(sqlite_url) as ready:
        yield ready


@pytest.fixture
async def scene(stage: DiscordStage) -> Scene:
    return Scene(stage, *await stage.asked())


async def test_a_message_deleted_while_the_bot_was_down_takes_its_answer_with_it(
    scene: Scene,
) -> None:
    said = await scene.says()
    assert await scene.reviews() == 1
    await scene.stage.stops()
    await scene.ada.deletes(said)
    await scene.stage.restarts()
    assert await scene.standing() == []


async def test_a_message_that_stands_there_yet_is_not_asked_for(scene: Scene) -> None:
    await scene.says()
    assert await scene.reviews() == 1
    await scene.stage.restarts()
    assert await scene.standing() == [GOOD]
    assert await scene.reviews() == 1
    assert scene.stage.server.calls(ONE) == []


async def test_a_private_answer_is_no_message_that_could_be_missing(scene: Scene) -> None:
    await scene.ada.presses(scene.question, "Answer privately")
    await scene.ada.submits(fields={"Your answer": GOOD})
    await scene.stage.heard()
    await scene.stage.restarts()
    assert await scene.standing() == [GOOD]
    assert scene.stage.server.calls(ONE) == []


async def test_a_history_that_may_not_be_read_is_not_taken_for_deletions(scene: Scene) -> None:
    await scene.says()
    await scene.stage.heard()
    await scene.stage.stops()
    scene.acme.denies(scene.room, "read_message_history")
    await scene.stage.restarts()
    assert [call.status for call in scene.stage.server.calls(ONE)] == [403]
    assert await scene.standing() == [GOOD]


async def test_replies_to_a_question_that_is_not_known_to_stand_there_are_fetched_once_it_is(
    stage: DiscordStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "AGAIN", 0.05)
    stage.server.next(POST, drop_response())
    scene = Scene(stage, *await stage.asked())
    await stage.stops()
    await scene.says()
    await stage.restarts()
    stage.server.clock.move(3)
    # The gateway waits for this, so it is not waited for here.
    await stage.store.jobs().drain(stage.core.tasks({"discord": stage.platform.chat}))
    assert await scene.reviews() == 1
    assert len(stage.written(scene.room.messages)) == 1


async def test_what_an_outage_left_unclear_is_found_by_itself_later(scene: Scene) -> None:
    await scene.says()
    scene.stage.server.next(POST, drop_response())
    # aiohttp asks twice where a connection that it kept is dropped.
    scene.stage.server.next(CHANNEL, *[drop_request()] * 2 * LOOKS)
    await scene.stage.later(seconds=25)
    for _ in range(2 * LOOKS):
        if await scene.unsettled() == [SendState.UNKNOWN]:
            break
        await scene.stage.later(seconds=3)
    assert await scene.unsettled() == [SendState.UNKNOWN]
    for _ in range(6):
        await scene.stage.later(minutes=10)
    assert await scene.unsettled() == []
    assert len(scene.stage.replies(scene.room, scene.question)) == 1
