"""Socket Mode: the connection that is open but silent, that breaks, that is not allowed."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from scenarios.on_slack import SlackStage, slack_stage
from support.slack_server import error
from support.team import GOOD
from support.waiting import until

from adapters.slack import socket
from bot.errors import SettingsError, WhetstoneError


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[SlackStage]:
    async with slack_stage(sqlite_url) as stage:
        stage.workspace("acme")
        yield stage


def opened(stage: SlackStage) -> int:
    return len(stage.server.calls("apps.connections.open"))


async def test_a_silent_connection_is_made_anew(stage: SlackStage) -> None:
    stage.options["silence"] = dt.timedelta(minutes=5)
    await stage.starts()
    before, old = opened(stage), stage.server.sockets.open[0]
    stage.server.clock.move(301)
    await stage.until(lambda: stage.server.sockets.open and stage.server.sockets.open[0] is not old)
    assert opened(stage) == before + 1


async def test_a_connection_on_which_things_come_is_left_alone(stage: SlackStage) -> None:
    stage.options["silence"] = dt.timedelta(minutes=5)
    acme = next(iter(stage.server.workspaces.values()))
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    before = opened(stage)
    for _ in range(3):
        stage.server.clock.move(200)
        await ada.says(room, "good morning")
        await stage.server.outbox.settled()
    assert opened(stage) == before


async def test_after_a_disconnect_it_comes_again_and_hears(stage: SlackStage) -> None:
    acme = next(iter(stage.server.workspaces.values()))
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    question = await stage.asks(room)
    await stage.server.sockets.refresh()
    await stage.until(lambda: stage.server.sockets.open)
    await ada.says(room, GOOD, thread=question)
    await stage.later(seconds=25)
    assert len(stage.replies(room, question)) == 1


async def test_an_address_that_does_not_connect_is_not_tried_for_ever(
    stage: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "PING", 0.2)
    await stage.starts()
    before = opened(stage)
    issue = stage.server.sockets.new_address
    bad = iter(["ws://127.0.0.1:1/link/?ticket=gone"] * 6)
    stage.server.sockets.new_address = lambda: next(bad, "") or issue()  # type: ignore[method-assign]
    await stage.server.sockets.refresh()
    await stage.until(lambda: stage.server.sockets.open)
    assert opened(stage) >= before + 7


async def test_it_says_when_it_is_not_connected(stage: SlackStage) -> None:
    await stage.starts()
    await stage.platform.ready()
    stage.server.next("apps.connections.open", *[error("internal_error")] * 3)
    await stage.server.sockets.drop()

    async def is_down() -> bool:
        try:
            await stage.platform.ready()
        except WhetstoneError as error:
            return "Slack: not connected" in str(error)
        return False

    await until(is_down)


@pytest.mark.parametrize("token", ["xapp-wrong", "xoxb-wrong"])
async def test_a_wrong_app_token_stops_the_start_with_a_line_that_says_so(
    stage: SlackStage, token: str
) -> None:
    stage.options["app_token"] = token
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN: Slack does not accept it"):
        await stage.starts()


async def test_bolts_own_reading_of_the_environment_changes_nothing(
    stage: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN"):
        monkeypatch.setenv(name, "from the environment")
    acme = next(iter(stage.server.workspaces.values()))
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await ada.runs("/practice", "streak", room)
    assert "No day yet" in stage.told(ada, room).plain
