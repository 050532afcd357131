"""The room on both databases: it journals by key, and never mixes up who sees what."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from support.clock import MovableClock

from adapters.playground.chat import PlaygroundChat
from adapters.playground.room import Room
from bot.errors import InvalidInput, NotAllowed, SendRefused, SendUnknown
from bot.message import Button, Line, Message
from bot.model import Ref, Verdict
from bot.sending.outbox import Place

HELLO = Message(
    (Line("Hello", "title"), Line("“so”", "quote", Verdict.MET)), (Button("a", "1", "Go", True),)
)
PUBLIC = Place("practice")


@pytest.fixture
async def room(database_url: str, clock: MovableClock) -> AsyncIterator[Room]:
    opened = await Room.open(database_url, clock)
    await opened.guests.enter("ada", "Ada")
    yield opened
    await opened.close()


@pytest.fixture
def chat(room: Room) -> PlaygroundChat:
    return PlaygroundChat(room)


async def test_the_same_key_stands_there_once(room: Room, chat: PlaygroundChat) -> None:
    refs = await asyncio.gather(*(chat.post("t", "k", PUBLIC, HELLO) for _ in range(8)))
    assert len(set(refs)) == 1
    posts = await room.read("ada", "practice")
    assert [post.message for post in posts] == [HELLO]
    assert await chat.find("t", "k", PUBLIC, posts[0].sent_at) == refs[0]
    assert await chat.find("t", "other", PUBLIC, posts[0].sent_at) is None


async def test_an_update_replaces_our_message_only(room: Room, chat: PlaygroundChat) -> None:
    ref = await chat.post("t", "k", Place("#practice"), Message((Line("old"),)))
    await chat.update("t", ref, HELLO)
    assert [post.message for post in await room.read("ada", "practice")] == [HELLO]
    theirs = await room.say("ada", "practice", None, "mine", for_bot=False)
    with pytest.raises(SendRefused):
        await chat.update("t", Ref("practice", str(theirs.id)), HELLO)


async def test_a_place_without_anybody_is_refused(chat: PlaygroundChat) -> None:
    with pytest.raises(SendRefused):
        await chat.post("t", "k", Place(""), HELLO)


async def test_a_private_message_is_seen_by_one(room: Room, chat: PlaygroundChat) -> None:
    await room.guests.enter("bob", "Bob")
    root = await chat.post("t", "1", PUBLIC, HELLO)
    await chat.post("t", "2", Place("practice", root.message, "ada"), HELLO)
    direct = await chat.post("t", "3", Place("", member="ada"), HELLO)
    thread = int(root.message)
    assert len(await room.read("ada", "practice", thread)) == 2
    assert len(await room.read("bob", "practice", thread)) == 1
    assert direct.channel == "@ada"
    assert (await room.read("ada", "practice"))[0].replies == 0
    assert "@ada" not in await room.channels()


async def test_replies_are_counted_and_touch_their_root(
    room: Room, chat: PlaygroundChat, clock: MovableClock
) -> None:
    root = await chat.post("t", "1", PUBLIC, HELLO)
    seen = await room.database.version()
    clock.move(minutes=5)
    reply = await room.say("ada", "practice", int(root.message), "a reply", for_bot=True)
    [news] = await room.read("ada", "practice", after=seen)
    assert (news.replies, news.last_reply_at) == (1, clock.now())
    await room.delete("ada", reply.id)
    [news] = await room.read("ada", "practice", after=seen)
    assert news.replies == 0


async def test_edits_and_deletions_are_for_the_author(room: Room, clock: MovableClock) -> None:
    post = await room.say("ada", "random", None, "frist", for_bot=False)
    clock.move(seconds=3)
    await room.edit("ada", post.id, "first", for_bot=False)
    [now] = await room.read("ada", "random")
    assert (now.text, now.edited, now.revision > post.revision) == ("first", True, True)
    for attempt in (room.edit("bob", post.id, "!", for_bot=False), room.delete("bob", post.id)):
        with pytest.raises(NotAllowed):
            await attempt
    await room.delete("ada", post.id)
    [gone] = await room.read("ada", "random")
    assert (gone.text, gone.deleted) == ("", True)
    with pytest.raises(NotAllowed):
        await room.edit("ada", post.id, "back", for_bot=False)


async def test_two_edits_at_one_instant_are_two_revisions(room: Room) -> None:
    post = await room.say("ada", "@ada", None, "one", for_bot=True)
    await room.edit("ada", post.id, "two", for_bot=True)
    await room.edit("ada", post.id, "three", for_bot=True)
    [now] = await room.undelivered()
    assert now.revision == post.revision + 2


async def test_a_newer_revision_is_not_marked_as_taken(room: Room) -> None:
    post = await room.say("ada", "@ada", None, "one", for_bot=True)
    await room.edit("ada", post.id, "two", for_bot=True)
    await room.delivered(post)
    assert [left.text for left in await room.undelivered()] == ["two"]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 40_001, "\x00"])
async def test_what_is_empty_or_too_long_is_refused(room: Room, text: str) -> None:
    with pytest.raises(InvalidInput):
        await room.say("ada", "random", None, text, for_bot=False)


@pytest.mark.parametrize("text", ["🪨" * 20, "שלום", "a\u200bb", "x" * 40_000, "half \ud800"])
async def test_odd_texts_come_back_whole(room: Room, text: str) -> None:
    await room.say("ada", "random", None, text, for_bot=False)
    [post] = await room.read("ada", "random")
    assert post.text == text.replace("\ud800", "?")


async def test_a_wait_ends_with_the_next_write(room: Room) -> None:
    seen = await room.database.version()
    waiting = asyncio.create_task(room.database.wait(seen, poll=60))
    while not (await room.read("ada", "random")):
        await asyncio.sleep(0)
        await room.say("ada", "random", None, "news", for_bot=False)
    async with asyncio.timeout(30):
        assert await waiting > seen


async def test_a_wait_sees_what_another_process_wrote(
    room: Room, database_url: str, clock: MovableClock
) -> None:
    other = await Room.open(database_url, clock)
    try:
        seen = await room.database.version()
        waiting = asyncio.create_task(room.database.wait(seen, poll=0.05))
        await other.say("ada", "random", None, "from elsewhere", for_bot=False)
        async with asyncio.timeout(30):
            assert await waiting > seen
    finally:
        await other.close()


@pytest.mark.parametrize("steps", [2, 4, 8, 16])
async def test_a_write_cut_off_in_the_middle_holds_up_no_other(room: Room, steps: int) -> None:
    cut = asyncio.create_task(room.say("ada", "random", None, "cut off", for_bot=False))
    for _ in range(steps):
        await asyncio.sleep(0)
    cut.cancel()
    async with asyncio.timeout(30):
        await room.say("ada", "random", None, "the next", for_bot=False)
    texts = [post.text for post in await room.read("ada", "random")]
    assert texts in (["the next"], ["cut off", "the next"])


async def test_a_database_that_is_gone_leaves_a_send_unknown(
    sqlite_url: str, clock: MovableClock
) -> None:
    room = await Room.open(sqlite_url, clock)
    async with room.database.writing() as (connection, _):
        await connection.exec_driver_sql("DROP TABLE playground_posts")
    with pytest.raises(SendUnknown):
        await PlaygroundChat(room).post("t", "k", PUBLIC, HELLO)
    await room.close()


async def test_who_is_forgotten_leaves_no_word_no_name_and_no_id(
    room: Room, chat: PlaygroundChat
) -> None:
    await room.guests.enter("bob", "Bob")
    root = await room.say("bob", "practice", None, "Mine stays.", for_bot=False)
    await room.say("ada", "practice", root.id, "okapi", for_bot=True)
    await chat.post("t", "whisper", Place("practice", str(root.id), "ada"), HELLO)
    await chat.post("t", "direct", Place("", None, "ada"), HELLO)
    await chat.forget("t", "ada")
    assert list(await room.guests.everybody()) == ["bob"]
    assert await room.undelivered() == []
    assert await room.read("ada", "@ada") == []
    kept = await room.read("bob", "practice", root.id)
    assert [post.text for post in kept if not post.deleted] == ["Mine stays."]
    for post in kept[1:]:
        assert (post.author, post.only_for, post.text, post.message) == ("", None, "", None)
    assert await chat.find("t", "whisper", PUBLIC, root.sent_at) is None
