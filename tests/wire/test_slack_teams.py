"""Slack: what a team's settings say, who manages, a question that is deleted, coming back."""

import json
from collections.abc import AsyncIterator

import pytest
from scenarios.on_slack import SlackStage, slack_stage

from adapters.slack.manifest import SCOPES, manifest


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[SlackStage]:
    async with slack_stage(sqlite_url) as stage:
        yield stage


@pytest.mark.parametrize(
    ("without", "said"),
    [("nothing", "Every reply in a question's thread counts."), ("history", "answer with the")],
)
async def test_the_settings_say_which_replies_count(
    stage: SlackStage, without: str, said: str
) -> None:
    acme = stage.server.workspace("acme", scopes=[s for s in SCOPES if without not in s])
    stage.token = acme.bot_token()
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await ada.runs("/practice", "settings", room)
    assert said in stage.told(ada, room).plain


async def test_a_name_in_a_command_is_the_one_who_is_meant(stage: SlackStage) -> None:
    stage.server.app.follows(json.loads(manifest()))
    acme = stage.workspace("acme")
    boss, bob, room = acme.user("Boss", admin=True), acme.user("Bob"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    await boss.runs("/practice", "manager add @Bob", room)
    assert stage.told(boss, room).plain.startswith("From now on bob is a manager.")
    await bob.runs("/practice", "pause 1", room)
    assert "Track 1 is paused" in stage.told(bob, room).plain
    await boss.runs("/practice", "manager add <!subteam^S1|@mentors>", room)
    assert "only people can be managers here" in stage.told(boss, room).plain


async def test_a_question_that_is_deleted_excuses_its_day(stage: SlackStage) -> None:
    acme = stage.workspace("acme")
    boss, room = acme.user("Boss", admin=True), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    question = await stage.asks(room)
    await boss.deletes(question)
    await stage.later(seconds=1)
    async with stage.store.reading() as tx:
        (excuse,) = await tx.days.excuses([1])
        assert await tx.rounds.open_in(1) == []
    assert excuse.reason == "the question was deleted"


async def gone(stage: SlackStage) -> bool:
    async with stage.store.reading() as tx:
        return (await tx.teams.get(1)).gone_at is not None


async def test_a_workspace_whose_token_works_again_at_the_start_keeps_its_data(
    stage: SlackStage,
) -> None:
    acme = stage.workspace("acme")
    await stage.starts()
    await stage.track(acme, acme.channel("practice"))
    acme.uninstall()
    await stage.server.outbox.settled()
    assert await gone(stage)
    await stage.restarts()
    await stage.until(lambda: not stage.platform._background._tasks)
    assert await gone(stage), "the old token is no good"
    acme.install()
    stage.token = acme.bot_token()
    await stage.restarts()
    await stage.until(lambda: not stage.platform._background._tasks)
    assert not await gone(stage)
    await stage.later(days=30)
    async with stage.store.reading() as tx:
        assert len(await tx.tracks.everywhere()) == 1


async def test_a_form_has_slacks_own_inputs_and_says_what_is_wrong_where_it_is(
    stage: SlackStage,
) -> None:
    acme = stage.workspace("acme")
    boss, room = acme.user("Boss", admin=True), acme.channel("practice")
    other = acme.channel("other")
    await stage.starts()
    await boss.runs("/practice", "setup", room)
    sheet = boss.open_view
    assert sheet
    kinds = {b["block_id"]: b["element"]["type"] for b in sheet["blocks"] if b["type"] == "input"}
    assert (kinds["at"], kinds["channel"]) == ("timepicker", "conversations_select")
    filled = {"Skills": ["Caching"], "Time zone": "Europe/Berln"}
    await boss.submits(fields=filled)
    assert list(sheet["errors"]) == ["zone"]
    assert "Did you mean Europe/Berlin" in sheet["errors"]["zone"]
    filled |= {"Time zone": "Europe/Berlin", "Time": "10:15", "Channel": "#other"}
    await boss.submits(sheet, fields=filled)
    preview = stage.told(boss, room).plain
    assert "10:15 Europe/Berlin" in preview
    assert other.id in preview
