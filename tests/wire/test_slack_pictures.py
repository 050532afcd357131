"""Pictures on Slack: files of its own, named by the message; a message never waits for one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from scenarios.on_slack import SlackStage, slack_stage
from support.painters import BARS, LIGHT, NoPaint, TinyPainter
from support.slack_server import Channel, Person, SlackServer, Workspace, error

from adapters.slack.chat import SlackChat
from adapters.slack.extras import Extras
from adapters.slack.pictures import Pictures
from adapters.slack.web import Web
from adapters.slack.workspaces import Workspaces
from bot.message import Line, Message
from bot.pictures import Picture
from bot.ports import Painter
from bot.sending.drawing import Drawing
from bot.sending.outbox import Place

BOARD = Message((Line("Ada 3 days, Grace 2 days"),), picture=BARS)
PLAIN = Message((Line("Ada 3 days, Grace 2 days"),))


@dataclass
class Scene:
    server: SlackServer
    acme: Workspace
    ada: Person
    room: Channel
    web: Web

    def chat(self, painter: Painter) -> SlackChat:
        workspaces, extras = Workspaces(self.web, self.acme.bot_token(), None), Extras()
        return SlackChat(workspaces, extras, Pictures(workspaces, extras, Drawing(painter)))

    def images(self) -> list[bytes]:
        """The contents of the files that the newest message names."""
        shown = [b for b in self.room.messages[-1].blocks if b["type"] == "image"]
        assert all(b["alt_text"] == BARS.title for b in shown)
        return [self.server.uploads[b["slack_file"]["id"]]["content"] for b in shown]


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with SlackServer() as server:
        acme = server.workspace("acme")
        web = Web(server.api)
        yield Scene(server, acme, acme.user("Ada"), acme.channel("practice"), web)
        await web.close()


async def test_a_picture_is_shown_in_its_message_and_shared_nowhere_else(scene: Scene) -> None:
    chat = scene.chat(TinyPainter())
    await chat.post(scene.acme.id, "k1", Place(scene.room.id), BOARD)
    assert scene.images() == [LIGHT]
    assert len(scene.room.messages) == 1
    assert "channel_id" not in scene.server.calls("files.completeUploadExternal")[0].arguments


async def test_a_message_that_is_replaced_has_the_new_picture_or_none(scene: Scene) -> None:
    chat = scene.chat(TinyPainter())
    ref = await chat.post(scene.acme.id, "k1", Place(scene.room.id), PLAIN)
    await chat.update(scene.acme.id, ref, BOARD)
    assert scene.images() == [LIGHT]
    await chat.update(scene.acme.id, ref, PLAIN)
    assert scene.images() == []


async def test_a_picture_for_one_member_is_in_their_direct_message(scene: Scene) -> None:
    place = Place(scene.room.id, member=scene.ada.id)
    await scene.chat(TinyPainter()).post(scene.acme.id, "k1", place, BOARD)
    assert [b["type"] for b in scene.ada.dm.messages[-1].blocks] == ["section", "image"]
    assert scene.room.messages == []


async def test_what_cannot_be_drawn_is_left_out(scene: Scene) -> None:
    await scene.chat(NoPaint()).post(scene.acme.id, "k1", Place(scene.room.id), BOARD)
    assert scene.images() == []
    assert scene.room.messages[-1].text == BOARD.text


async def test_a_slow_drawing_holds_no_message_up_and_is_drawn_to_its_end() -> None:
    go, drawn = asyncio.Event(), asyncio.Event()

    class Slow(TinyPainter):
        async def paint(self, picture: Picture, *, dark: bool = False) -> bytes:
            await go.wait()
            drawn.set()
            return LIGHT

    slow = Drawing(Slow())
    assert await slow.png(BARS, patience=0.01) is None
    go.set()
    await drawn.wait()
    await slow.close()


async def test_without_the_scope_it_is_done_without_and_asked_once(scene: Scene) -> None:
    assert scene.acme.installation
    scene.acme.installation.scopes.remove("files:write")
    chat = scene.chat(TinyPainter())
    for key in ("k1", "k2"):
        await chat.post(scene.acme.id, key, Place(scene.room.id), BOARD)
    assert len(scene.room.messages) == 2
    assert scene.images() == []
    assert len(scene.server.calls("files.getUploadURLExternal")) == 1


async def test_a_picture_that_slack_does_not_take_leaves_the_message_whole(scene: Scene) -> None:
    scene.server.next("chat.postMessage", error("invalid_blocks"))
    await scene.chat(TinyPainter()).post(scene.acme.id, "k1", Place(scene.room.id), BOARD)
    assert len(scene.room.messages) == 1
    assert scene.images() == []


@pytest.fixture
async def ready(sqlite_url: str) -> AsyncIterator[tuple[SlackStage, Person, Channel]]:
    """A bot whose streak and home have a picture."""

    async def board(*_: object) -> Message:
        return BOARD

    async with slack_stage(sqlite_url) as stage:
        acme = stage.workspace("acme")
        ada, room = acme.user("Ada"), acme.channel("practice")
        await stage.starts()
        stage.core.home = board  # type: ignore[method-assign]
        stage.core.routing.features.commands["practice streak"] = board  # type: ignore[index]
        yield stage, ada, room


async def test_a_private_reply_is_quick_and_its_picture_follows(
    ready: tuple[SlackStage, Person, Channel],
) -> None:
    stage, ada, room = ready
    await ada.runs("/practice", "streak", room)
    assert ada.sees_privately(room)[0].plain == BOARD.text
    await stage.until(lambda: len(ada.sees_privately(room)) == 2)
    picture = ada.sees_privately(room)[1]
    assert [b["type"] for b in picture.blocks] == ["image"]
    assert picture.text == BARS.title


async def test_the_home_shows_its_picture(ready: tuple[SlackStage, Person, Channel]) -> None:
    stage, ada, _ = ready
    await ada.opens_home()
    await stage.until(lambda: ada.home)
    assert ada.home
    assert ada.home["blocks"][-1]["type"] == "image"


async def test_what_is_asked_for_in_a_direct_message_is_answered_with_its_picture(
    ready: tuple[SlackStage, Person, Channel],
) -> None:
    stage, ada, _ = ready
    await ada.says(ada.dm, "streak")
    await stage.work()
    (answer,) = ada.dm.messages[1:]
    assert [b["type"] for b in (answer.blocks[0], answer.blocks[-1])] == ["section", "image"]
