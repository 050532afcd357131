"""Leaderboards and the digest as people meet them, the same on every platform."""

import pytest
from scenarios.on_discord import DiscordStage
from scenarios.play import Play, asked
from support.team import GOOD

pytestmark = pytest.mark.slow


async def test_a_board_is_seen_by_who_asks_and_switched_by_its_buttons(play: Play) -> None:
    acme = play.workspace("acme")
    ada, bob, room = acme.user("Ada"), acme.user("Bob"), acme.channel("practice")
    await play.starts()
    await play.track(acme, room)
    await ada.runs("/leaderboard", "", room)
    assert "Nobody yet. The first answer opens it." in play.told(ada, room).plain
    question = await play.asks(room)
    await ada.says(room, GOOD, thread=question)
    await play.later(seconds=25)
    await ada.runs("/leaderboard", "", room)
    board = play.told(ada, room)
    assert "1. Ada (you), 1 day" in board.plain
    await bob.runs("/leaderboard", "month caching by days", room)
    month = play.told(bob, room)
    assert "Days answered in Caching, this month" in month.plain
    assert "1. Ada, 1 day" in month.plain
    assert "You are not here yet." in month.plain
    await bob.presses(month, "Running streaks")
    assert "No streak has reached 3 days yet." in play.told(bob, room).plain
    assert not any("Days answered" in post.plain for post in room.messages)


async def test_a_deleted_answer_leaves_the_board(play: Play) -> None:
    ada, room, question = await asked(play)
    said = await ada.says(room, GOOD, thread=question)
    await play.later(seconds=25)
    await ada.deletes(said)
    await play.later(seconds=5)
    await ada.runs("/leaderboard", "", room)
    assert "Nobody yet" in play.told(ada, room).plain


async def test_a_digest_comes_to_the_channel_once_it_is_asked_for(play: Play) -> None:
    acme = play.workspace("acme")
    ada, room = acme.user("Ada", admin=True), acme.channel("practice")
    await play.starts()
    await play.track(acme, room)
    name = "/practice-manage" if isinstance(play, DiscordStage) else "/practice"
    await ada.runs(name, "digest on tue 16:00", room)
    assert "every Tue at 16:00" in play.told(ada, room).plain
    question = await play.asks(room)
    await ada.says(room, GOOD, thread=question)
    await play.later(seconds=25)
    for _ in range(40):
        await play.later(hours=5)
    digest = next(post for post in room.messages if "week: Caching." in post.plain)
    assert "Worth reading" in digest.plain
    assert digest.pings == []
