"""A mock interview with a kill -9 between any two turns: after a member's turn before the reply to
it can have gone out, and again once that stands there. Nothing is lost, nothing comes twice."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from support.bank import BANK
from support.discord_server import DiscordServer
from support.killed_bot import SOON, KilledBot
from support.openai_server import KEY, OpenAIServer
from support.slack_server import SlackServer
from support.waiting import SystemClock, until

from bot.interviews.model import ItemState, Whole
from storage import open_store

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

NO_REPLY = "before-send:1"
ASIDES = ("real mode: 3 questions.", "Your answers are reviewed by")
ACK_SECONDS = 3.0
WEAK = "Some requests are slower than others for a while, I think."
MOST = 9  # turns of the member: three questions with two follow-ups each


class Side(Protocol):
    """The platform, which nobody kills, with Ada there."""

    settings: dict[str, str]
    ada: Any

    async def starts(self) -> bool:
        """Ada asks for an interview; whether she was answered."""
        ...

    async def says(self, text: str, *, down: bool) -> None:
        """Ada writes to the bot. `down`: until the platform no longer tries to deliver it."""
        ...

    def has_acknowledged(self) -> bool:
        """Whether the bot has what Ada wrote last, as far as the platform knows."""
        ...

    def listens(self) -> bool:
        """Whether the bot is connected."""
        ...

    def posts(self) -> list[str]:
        """The bot's turns, as they stand in Ada's direct messages."""
        ...


class OnSlack:
    def __init__(self, server: SlackServer) -> None:
        server.outbox.retry_scale = 0.0
        self._server = server
        acme = server.workspace("acme")
        self.ada, self._room = acme.user("Ada"), acme.channel("practice")
        self.settings = {
            "PLATFORMS": "support.slack_chaos_platform",
            "SLACK_API_URL": server.api,
            "SLACK_APP_TOKEN": server.app.app_token,
            "SLACK_BOT_TOKEN": acme.bot_token(),
        }

    async def starts(self) -> bool:
        return await self.ada.runs("/mock", "caching senior 3 real", self._room) is not None

    async def says(self, text: str, *, down: bool) -> None:
        self._server.sockets.ack_seconds = 0.0 if down else ACK_SECONDS
        self._said = await self.ada.says(self.ada.dm, text)
        if down:
            await self._server.outbox.settled()

    def has_acknowledged(self) -> bool:
        return any(
            delivery.took is not None
            for delivery in self._server.outbox.deliveries
            if delivery.payload.get("event", {}).get("ts") == self._said.ts
        )

    def listens(self) -> bool:
        return bool(self._server.sockets.open)

    def posts(self) -> list[str]:
        return turns(m.plain for m in self.ada.dm.messages if m.bot_id)


class OnDiscord:
    def __init__(self, server: DiscordServer) -> None:
        self._server = server
        acme = server.guild("Acme")
        self.ada, self._room = acme.user("Ada"), acme.channel("practice")
        self.settings = {
            "PLATFORMS": "support.discord_chaos_platform",
            "DISCORD_TOKEN": server.app.token,
            "DISCORD_API_URL": server.api,
            "DISCORD_GATEWAY_URL": server.gateway_url,
        }

    async def starts(self) -> bool:
        text = "start caching senior 3 real"
        return await self.ada.runs("mock", text, self._room) is not None

    async def says(self, text: str, *, down: bool) -> None:
        await self.ada.says(self.ada.dm, text)

    def has_acknowledged(self) -> bool:
        return True  # messages are not acknowledged on Discord, nor sent twice

    def listens(self) -> bool:
        known = any(s.left_at is None for s in self._server.gateway.sessions.values())
        return known and bool(self._server.app.commands)

    def posts(self) -> list[str]:
        bot = self._server.state.bot
        return turns(m.plain for m in self.ada.dm.messages if m.author is bot)


def turns(posts: Iterable[str]) -> list[str]:
    """Questions, follow-ups and the scorecard; not what is said beside them."""
    return [post for post in posts if not any(aside in post for aside in ASIDES)]


@asynccontextmanager
async def side(platform: str) -> AsyncIterator[Side]:
    if platform == "Slack":
        async with SlackServer() as slack:
            yield OnSlack(slack)
    else:
        async with DiscordServer() as discord:
            yield OnDiscord(discord)


@pytest.mark.parametrize(
    ("platform", "key"),
    [("Slack", False), ("Slack", True), ("Discord", False), ("Discord", True)],
    ids=["Slack without a key", "Slack with a key", "Discord without a key", "Discord with a key"],
)
async def test_an_interview_is_whole_though_the_bot_is_killed_between_any_two_turns(
    platform: str, key: bool, sqlite_url: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        there = await stack.enter_async_context(side(platform))
        settings = {"DATABASE_URL": sqlite_url, "QUIET_SECONDS": "0", "LOG_LEVEL": "WARNING"}
        if key:
            model = await stack.enter_async_context(OpenAIServer())
            settings |= {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": model.url}
        bot = KilledBot(settings | there.settings, tmp_path / "run.log")
        stack.callback(bot.ends)
        said = await interviewed(there, bot)
        posts = there.posts()
    whole = await stored(sqlite_url)
    assert [t.text for t in whole.turns if t.by_member] == said
    put = [t.text for t in whole.turns if not t.by_member]
    assert [sum(text in post for post in posts) for text in put] == [1] * len(put)
    assert sum("Scorecard" in post for post in posts) == 1
    assert len(posts) == len(put) + 1
    assert [item.state for item in whole.items] == [ItemState.ANSWERED] * 3
    assert len(put) > 3, "no follow-up was asked"
    assert ("AI review; it can be wrong." in posts[-1]) == key


async def interviewed(there: Side, bot: KilledBot) -> list[str]:
    """From the start to the scorecard, with every other answer given while the bot is down.

    Returns what Ada said."""
    bot.starts(NO_REPLY)
    await until(there.listens, SOON)
    assert await there.starts()
    await bot.dies()
    said: list[str] = []
    while "Scorecard" not in await replied(there, bot, len(said)):
        said.append(answer_to(there.posts()))
        assert len(said) <= MOST
        if len(said) % 2:
            await there.says(said[-1], down=True)
            bot.starts(NO_REPLY)
            await bot.dies()
        else:
            bot.starts(NO_REPLY)
            await until(there.listens, SOON)
            await there.says(said[-1], down=False)
            await bot.dies()
            assert there.has_acknowledged()
    return said


async def replied(there: Side, bot: KilledBot, before: int) -> str:
    """The bot's next turn, after so many, which was not yet to be seen; then it is killed."""
    assert len(there.posts()) == before
    bot.starts()
    await until(lambda: len(there.posts()) > before, SOON)
    await bot.is_killed()
    await until(lambda: not there.listens(), SOON)
    return there.posts()[-1]


def answer_to(posts: list[str]) -> str:
    """At first one that leaves everything open; then all that is asked for."""
    put = next(p for p in reversed(posts) if "Question " in p)
    question = next(q for s in BANK.skills() for q in BANK.questions(s.id) if q.prompt in put)
    if len(posts) == 1:
        return WEAK
    told = [(point.point, *(wordings[0] for wordings in point.terms)) for point in question.points]
    return " ".join(f"{'; '.join(each)}." for each in told)


async def stored(url: str) -> Whole:
    store = await open_store(url, clock=SystemClock())
    try:
        async with store.reading() as tx:
            return await tx.interviews.whole(await tx.interviews.get(1))
    finally:
        await store.close()
