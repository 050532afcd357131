"""How a connection to the local Discord is lost and found, with discord.py's own client."""

from collections.abc import AsyncIterator

import pytest
from support.discord_server import DiscordServer
from support.discord_server.client import Recorder, connected

pytestmark = pytest.mark.slow

IDENTIFY, RESUME = 2, 6


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as started:
        yield started


async def contents(server: DiscordServer, bot: Recorder, count: int) -> list[str]:
    await server.until(lambda: len(bot.heard("message")) >= count)
    return [message.content for message in bot.heard("message")]


async def test_what_was_missed_comes_in_order_after_a_dropped_line(server: DiscordServer) -> None:
    ada = server.guild("Acme").user("Ada")
    bot = Recorder()
    async with connected(server, bot):
        server.gateway.cut()
        for text in ("one", "two", "three"):
            await ada.says("#general", text)
        assert await contents(server, bot, 3) == ["one", "two", "three"]
        await server.until(lambda: bot.heard("resumed"))
        assert (server.journal.count(IDENTIFY), server.journal.count(RESUME)) == (1, 1)


@pytest.mark.parametrize("how", ["reconnect", "invalid session", "code 4000"])
async def test_the_client_resumes_when_it_is_told_to(server: DiscordServer, how: str) -> None:
    ada = server.guild("Acme").user("Ada")
    bot = Recorder()
    async with connected(server, bot):
        if how == "reconnect":
            server.gateway.reconnect()
        elif how == "invalid session":
            server.gateway.invalidate(resumable=True)
        else:
            server.gateway.drop(4000)
        await server.until(lambda: bot.heard("resumed"))
        await ada.says("#general", "after")
        assert await contents(server, bot, 1) == ["after"]
        assert server.journal.count(IDENTIFY) == 1


async def test_an_invalid_session_loses_what_was_missed(server: DiscordServer) -> None:
    ada = server.guild("Acme").user("Ada")
    bot = Recorder()
    async with connected(server, bot):
        server.gateway.cut()
        server.gateway.forget()
        await ada.says("#general", "missed")
        await server.until(lambda: len(bot.heard("ready")) == 2)
        await ada.says("#general", "after")
        assert await contents(server, bot, 1) == ["after"]
        assert (server.journal.count(IDENTIFY), server.journal.count(RESUME)) == (2, 1)


async def test_op_9_makes_the_client_identify_again(server: DiscordServer) -> None:
    bot = Recorder()
    async with connected(server, bot):
        server.gateway.invalidate(resumable=False)
        await server.until(lambda: len(bot.heard("ready")) == 2)
        assert server.journal.count(RESUME) == 0


async def test_a_session_is_forgotten_after_some_minutes(server: DiscordServer) -> None:
    bot = Recorder()
    async with connected(server, bot):
        server.gateway.session_seconds = 0
        server.gateway.cut()
        await server.until(lambda: len(bot.heard("ready")) == 2)
        assert server.journal.count(RESUME) == 1


async def test_a_client_that_hears_nothing_connects_anew(server: DiscordServer) -> None:
    ada = server.guild("Acme").user("Ada")
    bot = Recorder(heartbeat_timeout=0.3)
    async with connected(server, bot):
        server.gateway.silence()
        await ada.says("#general", "into the silence")
        await server.until(lambda: bot.heard("disconnect"))
        server.gateway.speak()
        assert await contents(server, bot, 1) == ["into the silence"]
