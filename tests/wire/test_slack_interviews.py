"""Interviews where only Slack is: typed commands, Home, and files without their scope."""

from collections.abc import AsyncIterator

import pytest
from scenarios.on_slack import SlackStage, slack_stage
from support.interviewing import STALE
from support.slack_server import drop_response
from support.waiting import until

from adapters.slack.manifest import SCOPES
from bot.daily import catching_up


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[SlackStage]:
    async with slack_stage(sqlite_url) as ready:
        yield ready


async def test_an_interview_begins_in_the_bots_messages_without_a_slash(stage: SlackStage) -> None:
    ada = stage.workspace("acme").user("Ada")
    await stage.starts()
    await ada.says(ada.dm, "mock caching senior 3 real")
    for _ in range(2):
        await stage.later(seconds=2)
    told = [m.plain for m in ada.dm.messages]
    assert ["real mode: 3 questions" in told[1], "Question 1 of 3" in told[2]] == [True, True]


async def test_home_shows_where_the_interview_stands(stage: SlackStage) -> None:
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await ada.runs("/mock", "caching senior 3 real", room)
    await stage.later(seconds=2)
    await ada.runs("/mock", "pause", room)

    def shown() -> str:
        return str(ada.home)

    await stage.until(lambda: "at question 1 of 3, paused" in shown())
    assert ada.home
    await ada.presses(ada.home, "Resume")
    await stage.until(lambda: "at question 1 of 3." in shown())


async def test_without_files_write_the_export_is_text_in_direct_messages(
    stage: SlackStage,
) -> None:
    scopes = [s for s in SCOPES if s != "files:write"]
    acme = stage.server.workspace("acme", scopes=scopes)
    stage.token = acme.bot_token()
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await ada.runs("/mock", "caching senior 3 real", room)
    await stage.later(seconds=2)
    await ada.says(ada.dm, STALE)
    await stage.later(seconds=25)
    await ada.runs("/mock", "export", room)
    assert "It comes in your direct messages." in ada.sees_privately(room)[-1].plain
    await stage.until(lambda: "# Mock interview" in ada.dm.messages[-1].plain)
    told = ada.dm.messages[-1].plain
    assert told.startswith("*interview-1.md*")
    assert "Every key expires at the same moment" in told


async def test_an_answer_to_a_question_that_is_not_known_to_stand_there_is_fetched_once_it_is(
    stage: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "AGAIN", 0.05)
    stage.server.next("chat.postMessage", drop_response())
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await ada.runs("/mock", "caching senior 3 real", room)
    await stage.work()
    assert "Question 1 of 3" in ada.dm.messages[-1].plain
    await stage.stops()
    await ada.says(ada.dm, STALE)
    await stage.server.outbox.settled()  # Slack has given up
    await stage.restarts()
    stage.server.clock.move(3)
    await stage.work()

    async def answered() -> bool:
        async with stage.store.reading() as tx:
            whole = await tx.interviews.whole(await tx.interviews.get(1))
        return whole.answers(1) == [STALE]

    await until(answered)


async def test_a_direct_message_whose_deletion_arrives_first_is_not_taken(
    stage: SlackStage,
) -> None:
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await ada.runs("/mock", "caching senior 3 real", room)
    await stage.later(seconds=2)
    stage.server.outbox.hold()
    await ada.deletes(await ada.says(ada.dm, STALE))
    stage.server.outbox.release(backwards=True)
    await stage.later(seconds=25)
    assert "Question 1 of 3" in ada.dm.messages[-1].plain
    assert not await stage.stored(STALE)
