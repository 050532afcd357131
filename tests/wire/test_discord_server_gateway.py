"""The local Discord's gateway, tried with discord.py's own client."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest
from support.discord_server import DiscordServer
from support.discord_server.client import Recorder, connected, pointed_at

pytestmark = pytest.mark.slow

IDENTIFY, RESUME = 2, 6


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as started:
        yield started


async def contents(server: DiscordServer, bot: Recorder, count: int) -> list[str]:
    await server.until(lambda: len(bot.heard("message")) >= count)
    return [message.content for message in bot.heard("message")]


async def raw_close(server: DiscordServer, *said: object) -> int | None:
    """The code the server closes with after these payloads were sent to it."""
    url = server.gateway_url + "?v=10&encoding=json"
    async with aiohttp.ClientSession() as http, http.ws_connect(url) as ws:
        for each in said:
            await ws.send_str(each if isinstance(each, str) else json.dumps(each))
        while (await ws.receive(timeout=30)).type is aiohttp.WSMsgType.TEXT:
            pass
        return ws.close_code


def identify(server: DiscordServer, **fields: object) -> dict[str, object]:
    data = {"token": server.app.token, "intents": 1, "properties": {}} | fields
    return {"op": IDENTIFY, "d": data}


async def test_a_client_is_ready_with_its_guilds_and_hears_messages(server: DiscordServer) -> None:
    acme = server.guild("Acme")
    ada = acme.user("Ada")
    bot = Recorder()
    async with connected(server, bot):
        assert [guild.name for guild in bot.guilds] == ["Acme"]
        await ada.says("#general", "Hello")
        assert await contents(server, bot, 1) == ["Hello"]
        await server.until(lambda: bot.latency < 5)


async def test_a_wrong_token_is_refused_by_both_sides(server: DiscordServer) -> None:
    bot = Recorder()
    with pointed_at(server), pytest.raises(discord.LoginFailure):
        await bot.login("wrong")
    await bot.close()
    assert await raw_close(server, identify(server, token="wrong")) == 4004


async def test_a_token_reset_after_login_stops_the_client_with_4004(server: DiscordServer) -> None:
    bot = Recorder()
    with pointed_at(server):
        await bot.login(server.app.token)
        server.app.token = "another"
        with pytest.raises(discord.ConnectionClosed) as stopped:
            await bot.connect()
        assert stopped.value.code == 4004
        await bot.close()


async def test_a_privileged_intent_that_is_off_stops_the_client(server: DiscordServer) -> None:
    server.app.privileged = 0
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with connected(server, Recorder()):
            pass
    assert server.journal.closes == [4014]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("no json", 4002),
        ({"op": 3, "d": {}}, 4003),
        ({"op": 77, "d": {}}, 4001),
        ({"op": IDENTIFY, "d": {"intents": 1 << 40}}, 4013),
        ({"op": IDENTIFY, "d": {"shard": [3, 2]}}, 4010),
    ],
)
async def test_what_is_not_understood_closes_with_its_code(
    server: DiscordServer, said: object, code: int
) -> None:
    if isinstance(said, dict) and said["op"] == IDENTIFY:
        said = identify(server, **said["d"])
    assert await raw_close(server, said) == code


async def test_identifying_twice_and_talking_too_much_are_closed(server: DiscordServer) -> None:
    assert await raw_close(server, identify(server), identify(server)) == 4005
    beats = [{"op": 1, "d": None}] * 121
    assert await raw_close(server, *beats) == 4008


async def test_a_missed_heartbeat_closes_with_4009(server: DiscordServer) -> None:
    server.gateway.heartbeat_seconds = 0.05
    assert await raw_close(server, identify(server)) == 4009


async def test_without_the_intent_content_comes_only_where_it_is_addressed(
    server: DiscordServer,
) -> None:
    ada = server.guild("Acme").user("Ada")
    bot = Recorder(discord.Intents(guilds=True, messages=True))
    async with connected(server, bot):
        await ada.says("#general", "to all")
        await ada.says("#general", "to you", mentions_bot=True)
        await ada.says(ada.dm, "between us")
        mine = await bot.guilds[0].text_channels[0].send("mine")
        sent = await server.until(lambda: server.journal.posts)
        await ada.says("#general", "a reply", reply_to=sent[0])
        found = await contents(server, bot, 5)
        assert found == ["", f"<@{server.app.id}> to you", "between us", "mine", "a reply"]
        assert mine.content == "mine"


async def test_each_shard_hears_only_its_guilds(server: DiscordServer) -> None:
    people = [server.guild(name).user("Ada") for name in ("One", "Two", "Three")]
    bots = [Recorder(shard_id=number, shard_count=2) for number in (0, 1)]
    async with connected(server, bots[0]), connected(server, bots[1]):
        for person in people:
            await person.says("#general", str(person.workspace.id))
        await server.until(lambda: sum(len(bot.heard("message")) for bot in bots) == 3)
        for number, bot in enumerate(bots):
            assert all((m.guild.id >> 22) % 2 == number for m in bot.heard("message"))


class Sharded(discord.AutoShardedClient):
    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without discord.py's pause."""


async def test_a_sharded_client_is_sent_to_this_server(server: DiscordServer) -> None:
    for name in ("One", "Two", "Three"):
        server.guild(name)
    bot = Sharded(intents=discord.Intents(guilds=True), shard_count=2, guild_ready_timeout=0.05)
    async with connected(server, bot):
        assert sorted(guild.name for guild in bot.guilds) == ["One", "Three", "Two"]
        assert sorted(bot.shards) == [0, 1]
        _, url, limit = await bot.http.get_bot_gateway()
        assert (url, limit["remaining"]) == (server.gateway_url, 998)


async def test_past_the_day_s_identifies_the_token_is_reset(server: DiscordServer) -> None:
    server.gateway.identifies_a_day = 1
    bot = Recorder()
    token = server.app.token
    with pytest.raises(discord.ConnectionClosed):
        await _until_closed(server, bot)
    assert server.app.token != token
    assert 4004 in server.journal.closes


async def _until_closed(server: DiscordServer, bot: Recorder) -> None:
    async with connected(server, bot):
        server.gateway.invalidate(resumable=False)
        await server.until(bot.is_closed)


async def test_an_outage_is_not_a_removal(server: DiscordServer) -> None:
    acme = server.guild("Acme")
    bot = Recorder()
    async with connected(server, bot):
        acme.outage()
        await server.until(lambda: bot.heard("guild_unavailable"))
        acme.recovers()
        await server.until(lambda: bot.heard("guild_available"))
        assert not bot.heard("guild_remove")
        acme.uninstall()
        await server.until(lambda: bot.heard("guild_remove"))
        beta = server.guild("Beta")
        await server.until(lambda: [g.id for g in bot.heard("guild_join")] == [beta.id])


async def test_channels_and_members_are_told_of(server: DiscordServer) -> None:
    server.app.privileged |= 1 << 1
    acme = server.guild("Acme")
    intents = discord.Intents(guilds=True, members=True, messages=True)
    bot = Recorder(intents)
    async with connected(server, bot):
        bob = acme.user("Bob")
        acme.gives(bob, acme.role("Coach"))
        acme.leaves(bob)
        await server.until(lambda: bot.heard("member_remove"))
        assert [m.name for m in bot.heard("member_join")] == ["bob"]
        room = acme.channel("#room")
        acme.renames(room, "hall")
        acme.removes(room)
        await server.until(lambda: bot.heard("guild_channel_delete"))
        found = await bot.guilds[0].query_members("own")
        assert [member.display_name for member in found] == ["Owner"]


async def test_member_events_need_their_intent(server: DiscordServer) -> None:
    acme = server.guild("Acme")
    bot = Recorder()
    async with connected(server, bot):
        await acme.user("Bob").says("#general", "I am new")
        await contents(server, bot, 1)
        assert not bot.heard("member_join")


async def test_a_channel_it_cannot_see_says_nothing(server: DiscordServer) -> None:
    acme = server.guild("Acme")
    ada, secret = acme.user("Ada"), acme.channel("#secret")
    acme.denies(secret, "view_channel")
    bot = Recorder()
    async with connected(server, bot):
        await ada.says(secret, "whispered")
        await ada.says("#general", "aloud")
        assert await contents(server, bot, 1) == ["aloud"]


async def test_identifying_too_soon_after_another_is_refused(server: DiscordServer) -> None:
    server.gateway.identify_seconds = 5
    first, second = Recorder(), Recorder()
    async with connected(server, first):
        waiting = asyncio.create_task(_identified(server, second))
        await server.until(lambda: server.journal.count(IDENTIFY) >= 2)
        assert not second.heard("ready")
        server.clock.move(6)
        await waiting


async def _identified(server: DiscordServer, bot: Recorder) -> None:
    async with connected(server, bot):
        assert bot.heard("ready")
