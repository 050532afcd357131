"""Slack's sending side: each message once, whatever happens to the request."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from support.slack_server import (
    Channel,
    Fault,
    Person,
    SlackServer,
    Workspace,
    drop_request,
    drop_response,
    error,
    failing,
    ratelimited,
)

from adapters.slack.chat import SlackChat
from adapters.slack.extras import Extras
from adapters.slack.web import Web
from adapters.slack.workspaces import Workspaces
from bot.errors import SendLater, SendRefused, SendUnknown
from bot.message import Button, Line, Message
from bot.model import Ref
from bot.ports import Place

HELLO = Message((Line("Hello"),), (Button("hint", "1", "Hint"),))
LONG_AGO = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)


@dataclass
class Scene:
    server: SlackServer
    acme: Workspace
    ada: Person
    room: Channel
    chat: SlackChat

    async def post(self, place: Place | None = None, key: str = "k1") -> Ref:
        return await self.chat.post(self.acme.id, key, place or Place(self.room.id), HELLO)

    async def find(self, place: Place | None = None, key: str = "k1") -> Ref | None:
        return await self.chat.find(self.acme.id, key, place or Place(self.room.id), LONG_AGO)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    async with SlackServer() as server:
        acme = server.workspace("acme")
        ada, room = acme.user("Ada"), acme.channel("practice")
        web = Web(server.api)
        chat = SlackChat(Workspaces(web, acme.bot_token(), None), Extras())
        yield Scene(server, acme, ada, room, chat)
        await web.close()


async def test_a_message_stands_where_it_should_with_its_key(scene: Scene) -> None:
    ref = await scene.post()
    (posted,) = scene.room.messages
    assert (ref.channel, ref.message) == (scene.room.id, posted.ts)
    assert (posted.text, posted.plain, posted.buttons) == ("Hello", "Hello", ["Hint"])
    assert posted.metadata == {"event_type": "whetstone_send", "event_payload": {"key": "k1"}}
    reply = await scene.post(Place(scene.room.id, ref.message))
    assert [m.ts for m in scene.room.thread(posted)] == [reply.message]


async def test_a_dropped_answer_makes_no_second_post_and_is_found(scene: Scene) -> None:
    scene.server.next("chat.postMessage", drop_response())
    with pytest.raises(SendUnknown):
        await scene.post()
    assert len(scene.server.calls("chat.postMessage")) == 1
    found = await scene.find()
    assert found == Ref(scene.room.id, scene.room.messages[0].ts)


async def test_a_dropped_request_leaves_nothing_to_be_found(scene: Scene) -> None:
    scene.server.next("chat.postMessage", drop_request())
    with pytest.raises(SendUnknown):
        await scene.post()
    assert await scene.find() is None


async def test_a_message_in_a_thread_is_found_there(scene: Scene) -> None:
    root = await scene.post()
    reply = await scene.post(Place(scene.room.id, root.message), "k2")
    assert await scene.find(Place(scene.room.id, root.message), "k2") == reply
    assert await scene.find(Place(scene.room.id), "k2") is None


async def test_it_is_found_behind_many_others(scene: Scene) -> None:
    first = await scene.post()
    for n in range(230):
        await scene.ada.says(scene.room, f"talk {n}")
    assert await scene.find() == first


async def test_somebody_elses_metadata_is_not_taken_for_ours(scene: Scene) -> None:
    said = await scene.ada.says(scene.room, "me too")
    said.metadata = {"event_type": "whetstone_send", "event_payload": {"key": "k1"}}
    assert await scene.find() is None


async def test_what_is_for_one_member_is_a_direct_message_about_its_thread(scene: Scene) -> None:
    root = await scene.post()
    place = Place(scene.room.id, root.message, scene.ada.id)
    ref = await scene.post(place, "k2")
    (word,) = scene.ada.dm.messages
    assert "Hello" in word.plain
    assert word.links == [f"https://acme.slack.com/archives/{scene.room.id}/"
                          f"p{root.message.replace('.', '')}"]  # fmt: skip
    assert await scene.find(place, "k2") == ref
    assert scene.room.thread(root.message) == []


async def test_an_update_replaces_text_and_buttons_and_keeps_the_key(scene: Scene) -> None:
    ref = await scene.post()
    await scene.chat.update(scene.acme.id, ref, Message((Line("Bye & <done>"),)))
    (posted,) = scene.room.messages
    assert (posted.plain, posted.text, posted.buttons) == (
        "Bye & <done>", "Bye &amp; &lt;done&gt;", [],
    )  # fmt: skip
    assert await scene.find() == ref


async def test_retry_after_is_handed_on(scene: Scene) -> None:
    scene.server.next("chat.postMessage", ratelimited(7))
    with pytest.raises(SendLater) as later:
        await scene.post()
    assert later.value.wait == dt.timedelta(seconds=7)


async def test_a_limit_while_looking_never_means_that_nothing_was_posted(scene: Scene) -> None:
    scene.server.next("conversations.history", ratelimited(7))
    with pytest.raises(SendUnknown) as unclear:
        await scene.find()
    assert not unclear.value.final


@pytest.mark.parametrize("fault", [failing(503), failing(500, stored=True), error("fatal_error")])
async def test_a_fault_of_slack_leaves_it_open_whether_it_was_posted(
    scene: Scene, fault: Fault
) -> None:
    scene.server.next("chat.postMessage", fault)
    with pytest.raises(SendUnknown):
        await scene.post()


@pytest.mark.parametrize(
    ("code", "gone"),
    [
        ("is_archived", True),
        ("channel_not_found", True),
        ("not_in_channel", True),
        ("account_inactive", True),
        ("token_revoked", True),
        ("msg_too_long", False),
        ("restricted_action", False),
    ],
)
async def test_a_refusal_says_whether_we_are_out_for_good(
    scene: Scene, code: str, gone: bool
) -> None:
    scene.server.next("chat.postMessage", error(code))
    with pytest.raises(SendRefused, match=code) as refused:
        await scene.post()
    assert refused.value.gone is gone


async def test_a_wrong_token_is_no_refusal_for_its_owner_can_mend_it(scene: Scene) -> None:
    scene.server.next("chat.postMessage", error("invalid_auth"))
    with pytest.raises(SendLater):
        await scene.post()


async def test_a_team_that_we_are_not_in_is_refused(scene: Scene) -> None:
    with pytest.raises(SendRefused) as refused:
        await scene.chat.post("T_OTHER", "k1", Place(scene.room.id), HELLO)
    assert refused.value.gone


async def test_where_slack_cannot_be_reached_nothing_was_posted(scene: Scene) -> None:
    web = Web("http://127.0.0.1:1/api/")
    chat = SlackChat(Workspaces(web, "xoxb-1", None), Extras())
    with pytest.raises(SendLater):
        await chat.post(scene.acme.id, "k1", Place(scene.room.id), HELLO)
    await web.close()


async def test_without_the_history_scope_nobody_looks_again(scene: Scene) -> None:
    assert scene.acme.installation
    scene.acme.installation.scopes.remove("channels:history")
    with pytest.raises(SendUnknown) as unclear:
        await scene.find()
    assert unclear.value.final


async def test_what_was_for_a_member_who_left_nobody_looks_for_again(scene: Scene) -> None:
    scene.ada.user.deleted = True
    with pytest.raises(SendUnknown) as unclear:
        await scene.find(Place("", None, scene.ada.id))
    assert unclear.value.final


async def test_a_status_shows_while_a_review_is_made_and_goes_away(scene: Scene) -> None:
    root = await scene.post()
    place = Place(scene.room.id, root.message, scene.ada.id)
    await scene.chat.progress(scene.acme.id, "p", place, Message((Line("Met: the cause"),)))
    assert scene.acme.status(scene.room.messages[0]) == "is reading an answer…"
    await scene.chat.progress(scene.acme.id, "p", place, None)
    assert scene.acme.status(scene.room.messages[0]) == ""


async def test_a_server_without_a_status_is_asked_once(scene: Scene) -> None:
    scene.server.without("assistant.threads.setStatus")
    root = await scene.post()
    for _ in range(3):
        await scene.chat.progress(scene.acme.id, "p", Place(scene.room.id, root.message), HELLO)
    assert len(scene.server.calls("assistant.threads.setStatus")) == 1
