"""What is posted on Discord stands there once, whatever happens on the way."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from support.discord_office import POST, QUESTION, REVIEW, Office, open_office
from support.discord_server import banned, drop_request, drop_response, failing, ratelimited

from adapters.discord import web
from adapters.discord.chat import nonce
from bot.errors import SendLater, SendRefused, SendUnknown
from bot.message import Line, Message
from bot.model import Ref

pytestmark = pytest.mark.slow


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with open_office() as opened:
        yield opened


async def test_a_question_is_a_layout_with_buttons_and_a_thread_of_its_own(office: Office) -> None:
    ref = await office.post("round:1:post")
    (question,) = office.room.messages
    thread = office.room.thread_of(question)
    assert ref == Ref(str(office.room.id), question.id)
    assert question.flags & 1 << 15, "components v2"
    assert question.buttons == ["Answer privately", "Hint"]
    assert thread is not None
    assert (str(thread.id), thread.name) == (question.id, "Caching · debugging")


@pytest.mark.parametrize(
    "fault", [failing(502, stored=True), ratelimited(0.05), ratelimited(0.05, "global")]
)
async def test_the_same_nonce_goes_with_every_retry(office: Office, fault: object) -> None:
    office.server.next(POST, fault)  # type: ignore[arg-type]
    await office.post("k", message=REVIEW)
    told = [call.body for call in office.server.calls(POST) if call.body]
    assert {body["nonce"] for body in told} == {nonce("k")}
    assert all(body["enforce_nonce"] for body in told)
    assert len(office.room.messages) == 1


async def test_a_nonce_is_short_enough_and_always_the_same() -> None:
    assert nonce("round:1:post") == nonce("round:1:post") != nonce("round:2:post")
    assert len(nonce("a very long key" * 50)) == 25


async def test_a_dropped_response_is_unknown_and_sending_again_posts_nothing_more(
    office: Office,
) -> None:
    office.server.next(POST, drop_response())
    with pytest.raises(SendUnknown):
        await office.post("k")
    ref = await office.post("k")
    assert [m.id for m in office.room.messages] == [ref.message]


async def test_past_the_nonces_window_the_message_is_found_by_its_marker(office: Office) -> None:
    office.server.next(POST, drop_response())
    with pytest.raises(SendUnknown):
        await office.post("k")
    await office.post("another", message=REVIEW)
    office.server.clock.move(3600)
    found = await office.find("k", minutes=60)
    (question, _) = office.room.messages
    assert found == Ref(str(office.room.id), question.id)
    assert office.room.thread_of(question), "found, it gets the thread it lacked"


async def test_a_message_that_never_arrived_is_not_found(office: Office) -> None:
    office.server.next(POST, drop_request())
    with pytest.raises(SendUnknown):
        await office.post("k")
    await office.post("another")
    assert await office.find("k") is None


async def test_what_somebody_else_wrote_is_not_taken_for_ours(office: Office) -> None:
    await office.acme.user("Ada").says(office.room, f"-# {nonce('k')}")
    assert await office.find("k") is None


async def test_without_read_message_history_nobody_can_tell(office: Office) -> None:
    await office.post("k")
    office.acme.denies(office.room, "read_message_history")
    with pytest.raises(SendUnknown) as told:
        await office.find("k")
    assert told.value.final


async def test_a_message_that_was_deleted_is_not_posted_again(office: Office) -> None:
    await office.post("k", message=REVIEW)
    office.server.state.remove(office.room.messages)
    with pytest.raises(SendRefused):
        await office.post("k", message=REVIEW)
    assert office.room.messages == []


async def test_a_long_wait_for_a_limit_is_left_to_the_core(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await office.chat.find(str(office.acme.id), "k", office.place, dt.datetime.now(dt.UTC))
    office.server.next(POST, ratelimited(40))
    with pytest.raises(SendLater) as told:
        await office.post("k")
    assert told.value.wait == dt.timedelta(seconds=40)


async def test_a_ban_of_our_address_is_waited_out_and_not_asked_again_at_once(
    office: Office,
) -> None:
    await office.find("k")
    office.server.next("*", banned(), banned())
    with pytest.raises(SendLater) as told:
        await office.post("k")
    assert told.value.wait >= dt.timedelta(minutes=1)
    assert len(office.server.calls(POST)) == 1


async def test_a_call_that_nobody_waits_for_still_ends_a_global_limit(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.find("k")
    monkeypatch.setattr(web, "PATIENCE", 0.05)
    office.server.next(POST, ratelimited(0.3, "global"))
    with pytest.raises(SendUnknown):
        await office.post("k", message=REVIEW)
    monkeypatch.undo()
    await office.post("other", message=REVIEW)
    assert len(office.room.messages) == 2


async def test_a_server_that_cannot_be_reached_got_nothing(office: Office) -> None:
    office.server.next("GET /users/@me", *[failing(503)] * 5)
    with pytest.raises(SendLater):
        await office.post("k")
    assert office.server.calls(POST) == []


async def test_a_token_that_is_refused_waits_for_its_owner(office: Office) -> None:
    office.server.app.token = "another"
    with pytest.raises(SendLater) as told:
        await office.post("k")
    assert told.value.wait >= dt.timedelta(minutes=1)


async def test_nobody_is_pinged_by_a_message_of_ours(office: Office) -> None:
    ada = office.acme.user("Ada")
    words = Message((Line(f"@everyone <@{ada.id}>"),))
    ref = await office.post("k", message=words)
    await office.chat.update(str(office.acme.id), ref, words)
    assert office.room.messages[0].pings == []


async def test_where_components_v2_are_refused_it_is_plain_text_and_can_be_found(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_v2(monkeypatch)
    long = Message((Line("word " * 600), Line("Open until noon.", "note")), QUESTION.buttons)
    ref = await office.post("k", message=long)
    (question,) = office.room.messages
    assert "Open until noon." in question.content
    assert len(question.content) <= 2000
    assert question.buttons == ["Answer privately", "Hint"]
    office.server.clock.move(3600)
    assert await office.find("k", minutes=61) == ref
    await office.chat.update(str(office.acme.id), ref, REVIEW)
    assert question.plain == REVIEW.text


def refuse_v2(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is of a time before components v2."""
    from support.discord_server import check_message
    from support.discord_server.errors import ApiError

    check = check_message.check

    def old(body: dict[str, object], *, flags: int) -> None:
        if flags & 1 << 15:
            raise ApiError(400, 50035, "Invalid Form Body")
        check(body, flags=flags)

    monkeypatch.setattr(check_message, "check", old)
