"""Threads, closed channels and direct messages on Discord."""

from collections.abc import AsyncIterator

import pytest
from support.discord_office import REVIEW, THREAD, Office, open_office
from support.discord_server import failing

from bot.errors import SendRefused, SendUnknown
from bot.message import Line, Message
from bot.sending.outbox import Place


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with open_office() as opened:
        yield opened


async def test_a_thread_that_somebody_opened_first_is_the_questions_thread(
    office: Office,
) -> None:
    ada = office.acme.user("Ada")
    office.server.next(THREAD, failing(503))
    with pytest.raises(SendUnknown):
        await office.post("k")
    (question,) = office.room.messages
    await ada.says(office.room, "I was first", thread=question)
    await office.post("k")
    await office.chat._open_thread(str(office.room.id), question.id, "late")
    assert office.server.calls(THREAD)[-1].code == 160004
    assert [m.plain for m in office.room.thread(question)] == ["I was first"]


async def test_with_too_many_threads_the_question_still_stands(office: Office) -> None:
    office.acme.guild.most_active_threads = 0
    ref = await office.post("k")
    assert office.room.messages[0].id == ref.message
    office.acme.guild.most_active_threads = 10
    await office.post("r", Place(ref.channel, ref.message), REVIEW)
    assert [m.plain for m in office.room.thread(office.room.messages[0])] == [REVIEW.text]


async def test_sending_opens_an_archived_thread(office: Office) -> None:
    place = await office.question()
    thread = office.room.thread_of(office.room.messages[0])
    assert thread is not None
    office.acme.archives(thread)
    await office.post("r", place, REVIEW)
    assert not thread.archived
    assert [m.plain for m in thread.messages] == [REVIEW.text]


async def test_a_message_in_an_archived_thread_can_be_replaced(office: Office) -> None:
    place = await office.question()
    ref = await office.post("r", place, REVIEW)
    thread = office.room.thread_of(office.room.messages[0])
    assert thread is not None
    office.acme.archives(thread)
    await office.chat.update(str(office.acme.id), ref, Message((Line("Later."),)))
    assert [m.plain for m in thread.messages] == ["Later."]


async def test_a_locked_thread_refuses_and_nothing_is_gone(office: Office) -> None:
    place = await office.question()
    thread = office.room.thread_of(office.room.messages[0])
    assert thread is not None
    office.acme.archives(thread, locked=True)
    with pytest.raises(SendRefused) as told:
        await office.post("r", place, REVIEW)
    assert not told.value.gone


async def test_a_channel_that_is_deleted_or_closed_to_us_is_gone(office: Office) -> None:
    place = office.place
    office.acme.denies(office.room, "send_messages")
    with pytest.raises(SendRefused) as told:
        await office.post("k", place)
    assert told.value.gone
    office.acme.removes(office.room)
    with pytest.raises(SendRefused) as told:
        await office.post("k", place)
    assert told.value.gone


async def test_a_member_who_takes_no_direct_messages_is_refused_and_nothing_is_gone(
    office: Office,
) -> None:
    ada = office.acme.user("Ada")
    ada.user.takes_dms = False
    with pytest.raises(SendRefused) as told:
        await office.post("k", Place("", None, str(ada.id)), REVIEW)
    assert not told.value.gone


async def test_a_private_message_is_a_direct_one_that_leads_to_its_thread(office: Office) -> None:
    ada, place = office.acme.user("Ada"), await office.question()
    private = Place(place.channel, place.thread, str(ada.id))
    ref = await office.post("r", private, REVIEW)
    (message,) = ada.dm.messages
    assert f"https://discord.com/channels/{office.acme.id}/{place.thread}" in message.plain
    assert await office.find("r", private) == ref
    await office.chat.update(str(office.acme.id), ref, Message((Line("Later."),)))
    assert message.plain == "Later."


async def test_typing_is_shown_in_the_thread_and_its_faults_stop_nothing(office: Office) -> None:
    place = await office.question()
    thread = office.room.thread_of(office.room.messages[0])
    assert thread is not None
    await office.chat.progress("1", "p", place, REVIEW)
    await office.chat.progress("1", "p", place, None)
    assert thread.typing == 1
    office.acme.removes(thread)
    await office.chat.progress("1", "p", place, REVIEW)
