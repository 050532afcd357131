"""Forum channels: a post per question, made once although nothing there enforces a nonce."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from scenarios.on_discord import DiscordStage, discord_stage
from support.discord_server import drop_response, failing
from support.team import GOOD

from bot.errors import SendUnknown
from bot.message import Button, Line, Message
from bot.model import Ref
from bot.sending.outbox import Place

QUESTION = Message(
    (Line("Caching", "title"), Line("What happened?")), (Button("answer", "1", "Answer"),)
)
START = "POST /channels/{channel_id}/threads"


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[DiscordStage]:
    async with discord_stage(sqlite_url) as ready:
        yield ready


async def test_in_a_forum_the_question_is_a_post_and_is_answered_there(
    stage: DiscordStage,
) -> None:
    acme = stage.workspace("acme")
    ada, forum = acme.user("Ada"), acme.channel("practice", forum=True)
    await stage.starts()
    await stage.track(acme, forum)
    question = await stage.asks(forum)
    assert question.channel.name.startswith("Caching")
    await ada.says(question.channel, GOOD)
    await stage.later(seconds=25)
    review = question.channel.messages[-1]
    assert "Ada, your answer is in." in review.plain
    await ada.presses(question, "Hint")
    assert "Hint:" in stage.told(ada, forum).plain
    await stage.later(hours=20)
    assert "Closed. 1 person answered." in question.channel.messages[-1].plain


@pytest.mark.parametrize("fault", [drop_response(), failing(502, stored=True)])
async def test_a_post_is_looked_for_before_it_is_made_again(
    stage: DiscordStage, fault: object
) -> None:
    acme = stage.workspace("acme")
    forum = acme.channel("practice", forum=True)
    await stage.starts()
    place, team, chat = Place(str(forum.id)), str(acme.id), stage.platform.chat
    now = stage.clock.now()
    assert await chat.find(team, "k", place, now) is None
    stage.server.next(START, fault)  # type: ignore[arg-type]
    with pytest.raises(SendUnknown):
        await chat.post(team, "k", place, QUESTION)
    (post,) = forum.messages
    acme.archives(post.channel)
    assert await chat.find(team, "k", place, now) == Ref(str(forum.id), post.id)
    assert await chat.find(team, "another", place, now) is None
    assert len(stage.server.calls(START)) == 1


async def test_the_first_message_of_a_post_can_be_replaced(stage: DiscordStage) -> None:
    acme = stage.workspace("acme")
    forum = acme.channel("practice", forum=True)
    await stage.starts()
    chat, team = stage.platform.chat, str(acme.id)
    ref = await chat.post(team, "k", Place(str(forum.id)), QUESTION)
    await chat.update(team, ref, Message((Line("Closed."),)))
    assert [m.plain for m in forum.messages] == ["Closed."]


async def test_what_others_posted_is_passed_over(stage: DiscordStage) -> None:
    acme = stage.workspace("acme")
    ada, forum = acme.user("Ada"), acme.channel("practice", forum=True)
    await stage.starts()
    await ada.posts(forum, "Mine", "What happened?")
    since = stage.clock.now() - dt.timedelta(minutes=1)
    assert await stage.platform.chat.find(str(acme.id), "k", Place(str(forum.id)), since) is None
