"""Setup in a channel that the bot is not in: said at the form, with nothing lost."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from scenarios.on_slack import SlackStage, slack_stage
from structlog.testing import capture_logs
from support.slack_server import Channel, Person, error, slow

from adapters.slack.manifest import SCOPES

INFO = "conversations.info"
FILLED = {"Skills": ["Caching"], "Time": "10:15", "Time zone": "Europe/Berlin"}
NEXT = "At its next time"


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[SlackStage]:
    async with slack_stage(sqlite_url) as stage:
        yield stage


async def opened(who: Person, where: Channel) -> dict[str, Any]:
    """The setup form, opened there."""
    await who.runs("/practice", "setup", where)
    assert who.open_view
    return who.open_view


async def begun(stage: SlackStage, *, admin: bool = True) -> tuple[Person, Channel, dict[str, Any]]:
    """Somebody before the setup form, in a channel that the bot is in."""
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada", admin=admin), acme.channel("practice")
    await stage.starts()
    return ada, room, await opened(ada, room)


@pytest.mark.parametrize(
    ("private", "where"), [(False, "I am not in #other."), (True, "I am not in that channel.")]
)
async def test_a_channel_without_the_bot_is_said_and_works_once_it_is_invited(
    stage: SlackStage, private: bool, where: str
) -> None:
    ada, room, view = await begun(stage)
    other = ada.workspace.channel("other", private=private, bot=False)
    await ada.submits(fields=FILLED | {"Channel": "#other"})
    (said,) = view["errors"].items()
    assert said[0] == "channel"
    to_do = "Type /invite @whetstone there. Then try again; what you filled in is kept."
    assert said[1] == f"Not set: {where} {to_do}"
    ada.workspace.invites(other, ada)
    await ada.submits(view)
    preview = stage.told(ada, room).plain
    assert "10:15 Europe/Berlin" in preview
    assert other.id in preview


async def test_a_form_that_was_closed_for_the_invitation_opens_as_it_was(
    stage: SlackStage,
) -> None:
    ada, _, view = await begun(stage)
    other = ada.workspace.channel("other", bot=False)
    await ada.submits(fields=FILLED | {"Channel": "#other"})
    await ada.closes(view)
    ada.workspace.invites(other, ada)
    blocks = (await opened(ada, other))["blocks"]
    told = {b["block_id"]: b["element"] for b in blocks if b["type"] == "input"}
    assert told["at"]["initial_time"] == "10:15"
    assert told["zone"]["initial_value"] == "Europe/Berlin"
    assert told["channel"]["initial_conversation"] == other.id


async def test_who_may_not_set_up_hears_it_before_a_manager_is_asked(stage: SlackStage) -> None:
    bob, _, view = await begun(stage, admin=False)
    bob.workspace.channel("other", bot=False)
    await bob.submits(fields=FILLED | {"Channel": "#other"})
    assert "I am not in #other." in view["errors"]["channel"]


async def test_a_yes_or_a_resume_without_the_bot_there_says_whom_to_invite(
    stage: SlackStage,
) -> None:
    bob, room, view = await begun(stage, admin=False)
    acme = bob.workspace
    ada, other = acme.user("Ada", admin=True), acme.channel("other")
    await bob.submits(view, FILLED | {"Channel": "#other", "The first question comes": NEXT})
    acme.expels(other, ada)
    await ada.runs("/practice", "setup", room)
    await ada.presses(stage.told(ada, room), "Yes, start it")
    await stage.until(lambda: "Set: track 1." in stage.told(ada, room).plain)
    invite = "I am not in #other. Type /invite @whetstone there."
    assert stage.told(ada, room).plain.splitlines()[-1] == invite
    await ada.runs("/practice", "pause 1", room)
    await ada.runs("/practice", "resume 1", room)
    again = "Track 1 asks again at 10:15 Europe/Berlin."
    assert stage.told(ada, room).plain.splitlines() == [again, invite]
    await ada.says(ada.dm, "resume 1")
    await stage.work()
    assert ada.dm.messages[-1].plain.splitlines() == [again, invite]
    acme.invites(other, ada)
    await ada.runs("/practice", "resume 1", room)
    assert stage.told(ada, room).plain == again


async def test_the_bot_is_invited_by_its_own_name(stage: SlackStage) -> None:
    acme = stage.server.workspace("acme", install=False)
    acme.install(name="quizmaster")
    stage.token = acme.bot_token()
    ada, room = acme.user("Ada", admin=True), acme.channel("practice")
    await stage.starts()
    view = await opened(ada, room)
    acme.channel("other", bot=False)
    await ada.submits(view, FILLED | {"Channel": "#other"})
    assert "Type /invite @quizmaster there." in view["errors"]["channel"]


async def test_an_archived_channel_is_none_to_ask_in(stage: SlackStage) -> None:
    ada, _, view = await begun(stage)
    other = ada.workspace.channel("other")
    ada.workspace.archive(other, ada)
    await ada.submits(fields=FILLED | {"Channel": "#other"})
    said = view["errors"]["channel"]
    assert said.startswith("Not set: #other is archived. Unarchive it, or choose another channel.")


async def test_without_the_scopes_for_it_setup_goes_on_and_asks_no_more(stage: SlackStage) -> None:
    scopes = [scope for scope in SCOPES if not scope.endswith(("channels:read", "groups:read"))]
    acme = stage.server.workspace("acme", scopes=scopes)
    stage.token = acme.bot_token()
    ada, room = acme.user("Ada", admin=True), acme.channel("practice")
    await stage.starts()
    with capture_logs() as logged:
        for _ in range(2):
            view = await opened(ada, room)
            await ada.submits(view, FILLED)
            assert "10:15 Europe/Berlin" in stage.told(ada, room).plain
    assert len(stage.server.calls(INFO)) == 1
    lacking = [line["method"] for line in logged if line["event"] == "slack: done without"]
    assert lacking.count(INFO) == 1


@pytest.mark.parametrize("fault", [slow(60), error("internal_error")])
async def test_where_slack_does_not_tell_in_time_setup_goes_on(
    stage: SlackStage, fault: Any
) -> None:
    ada, room, _ = await begun(stage)
    stage.server.next(INFO, fault)
    await ada.submits(fields=FILLED)
    assert "10:15 Europe/Berlin" in stage.told(ada, room).plain
    assert ada.warnings == []
