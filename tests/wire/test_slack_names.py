"""Members whom Slack has no time to name: no id stands for a name, and they are asked for again."""

from collections.abc import AsyncIterator

import pytest
from scenarios.on_slack import SlackStage, slack_stage
from support.slack_server import Channel, Message, Person, ratelimited
from support.team import GOOD

from adapters.slack import homes

INFO = "users.info"
WAIT = 30  # seconds, as Slack asks for


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[SlackStage]:
    async with slack_stage(sqlite_url) as stage:
        yield stage


async def asked(stage: SlackStage) -> tuple[Person, Channel, Message]:
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada", "Europe/Berlin"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    return ada, room, await stage.asks(room)


def limited(stage: SlackStage, times: int = 50) -> None:
    stage.server.next(INFO, *[ratelimited(WAIT)] * times)


async def reviewed(stage: SlackStage, room: Channel, question: Message) -> str:
    await stage.later(seconds=25)
    return str(stage.replies(room, question)[-1].plain)


async def name_of(stage: SlackStage, person: Person) -> str | None:
    async with stage.store.reading() as tx:
        member = await tx.members.find(1, person.id)
        return member.name if member else None


async def test_an_id_is_never_shown_for_a_name(stage: SlackStage) -> None:
    ada, room, question = await asked(stage)
    limited(stage)
    await ada.says(room, GOOD, thread=question)
    assert (await reviewed(stage, room, question)).startswith("A member, your answer is in.")
    await ada.runs("/leaderboard", "", room)
    shown = [m.plain for m in (*room.all.values(), *ada.sees_privately(room), *ada.dm.messages)]
    assert shown
    assert not [text for text in shown if ada.id in text]


async def test_a_name_that_is_known_stays_while_slack_does_not_tell_it(stage: SlackStage) -> None:
    ada, room, question = await asked(stage)
    await ada.says(room, GOOD, thread=question)
    assert (await reviewed(stage, room, question)).startswith("Ada, your answer is in.")
    await stage.restarts()  # and what it had read of profiles is gone
    limited(stage)
    await stage.later(hours=21)  # the first question closes
    again = await stage.asks(room)
    await ada.says(room, GOOD, thread=again)
    assert (await reviewed(stage, room, again)).startswith("Ada, your answer is in.")
    assert await name_of(stage, ada) == "Ada"


async def test_a_name_is_asked_for_again_once_slack_has_time_and_no_sooner(
    stage: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, room, question = await asked(stage)
    waits: list[float] = []

    async def passes(seconds: float) -> None:
        waits.append(seconds)
        stage.server.clock.move(seconds)

    monkeypatch.setattr(homes, "pause", passes)
    limited(stage, times=1)
    await ada.says(room, GOOD, thread=question)
    await stage.server.outbox.settled()
    await ada.says(room, "And the lock needs a limit.", thread=question)
    await stage.server.outbox.settled()
    await stage.until(lambda: len(stage.server.calls(INFO)) == 2)
    assert waits
    assert all(0 < wait <= WAIT for wait in waits)
    assert (await reviewed(stage, room, question)).startswith("Ada, your answer is in.")
    assert await name_of(stage, ada) == "Ada"
    assert len(stage.server.calls(INFO)) == 2
