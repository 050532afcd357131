"""Pictures on Discord: attached to their message and shown in it; no message waits for one."""

from collections.abc import AsyncIterator

import pytest
from scenarios.on_discord import discord_stage
from support.discord_office import REVIEW, Office, open_office
from support.discord_server import Message as Post
from support.painters import BARS, LIGHT, NoPaint, TinyPainter

from adapters.discord.layout import page, pages, view
from bot.message import Button, Call, Line, Message, Reply
from bot.pictures import Picture

BOARD = Message((Line("Ada 3 days"),), (Button("board", "month", "Month"),), BARS)
TEXT, ROW, GALLERY = 10, 1, 12


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with open_office(TinyPainter()) as opened:
        yield opened


def kinds(post: Post) -> list[int]:
    return [part["type"] for part in post.components]


def attached(office: Office, post: Post) -> list[tuple[str, bytes]]:
    """(description, content) of what is attached."""
    files = {file["url"]: file for file in post.attachments}
    stored = office.server.state.files
    return [
        (file["description"], content)
        for url, file in files.items()
        for path, (_, content) in stored.items()
        if path in url
    ]


async def test_a_picture_stands_between_text_and_buttons(office: Office) -> None:
    await office.post("k", message=BOARD)
    (post,) = office.room.messages
    assert kinds(post) == [TEXT, GALLERY, ROW]
    assert post.components[1]["items"][0]["media"]["url"] == "attachment://picture.png"
    assert post.components[1]["items"][0]["description"] == BARS.title
    assert attached(office, post) == [(BARS.title, LIGHT)]
    assert await office.find("k"), "it carries its marker"


async def test_a_message_that_is_replaced_has_the_new_picture_or_none(office: Office) -> None:
    ref = await office.post("k", message=REVIEW)
    await office.chat.update(str(office.acme.id), ref, BOARD)
    await office.chat.update(str(office.acme.id), ref, BOARD)
    (post,) = office.room.messages
    assert attached(office, post) == [(BARS.title, LIGHT)]
    await office.chat.update(str(office.acme.id), ref, REVIEW)
    assert (kinds(post), post.attachments) == ([TEXT], [])


async def test_where_nothing_may_be_attached_the_message_is_whole(office: Office) -> None:
    office.acme.denies(office.room, "attach_files")
    await office.post("k", message=BOARD)
    (post,) = office.room.messages
    assert (kinds(post), post.attachments) == ([TEXT, ROW], [])


async def test_a_picture_that_is_too_large_leaves_the_message_whole() -> None:
    class Huge(TinyPainter):
        async def paint(self, picture: Picture, *, dark: bool = False) -> bytes:
            return bytes(11 * 1024 * 1024)

    async with open_office(Huge()) as office:
        await office.post("k", message=BOARD)
        (post,) = office.room.messages
        assert (kinds(post), post.attachments) == ([TEXT, ROW], [])


async def test_what_cannot_be_drawn_is_left_out() -> None:
    async with open_office(NoPaint()) as office:
        await office.post("k", message=BOARD)
        (post,) = office.room.messages
        assert kinds(post) == [TEXT, ROW]


async def test_a_private_reply_has_its_picture(sqlite_url: str) -> None:
    async with discord_stage(sqlite_url) as stage:
        _, ada, room, _ = await stage.asked()

        async def board(call: Call) -> Reply:
            return BOARD

        stage.core.command = board  # type: ignore[method-assign]
        await ada.runs("/practice", "streak", room)
        shown = ada.sees_privately(room)[-1]
        assert kinds(shown) == [TEXT, GALLERY, ROW]
        assert [file["filename"] for file in shown.attachments] == ["picture.png"]


async def test_a_full_message_keeps_room_for_its_picture() -> None:
    rows = tuple(Line(f"{n}", button=Button("try", str(n), "Try")) for n in range(13))
    full = Message((Line("All", "title"), *rows), (), BARS)  # 40 without the picture
    for shown in (page(full), *pages(full)):
        assert view(shown, "1").total_children_count <= 40
