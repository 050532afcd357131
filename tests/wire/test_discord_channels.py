"""Setup in a channel where the bot may not write: said when the form is sent."""

import asyncio
from collections.abc import AsyncIterator
from itertools import product

import pytest
from scenarios.on_discord import DiscordStage, discord_stage
from support.discord_server import DiscordServer, payloads, permissions, slow
from support.discord_server.client import pointed_at
from support.discord_server.world import Overwrite

from adapters.discord import channels
from adapters.discord.channels import obstacle
from adapters.discord.channels import permissions as may
from adapters.discord.web import Rest

VIEW, SEND = permissions.bits("view_channel"), permissions.bits("send_messages")


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[DiscordStage]:
    async with discord_stage(sqlite_url) as ready:
        yield ready


@pytest.fixture
async def rest() -> AsyncIterator[tuple[DiscordServer, Rest]]:
    async with DiscordServer() as server:
        rest = Rest(server.app.token)
        with pointed_at(server):
            yield server, rest
            await rest.close()


async def test_it_is_said_which_permission_lacks_and_setup_goes_on_once_it_is_given(
    stage: DiscordStage,
) -> None:
    acme = stage.workspace("acme")
    boss, room = acme.user("Boss", manager=True), acme.channel("practice")
    await stage.starts()

    async def sets_up() -> str:
        await boss.runs("practice", "setup UTC", room)
        await boss.submits(fields={"Skills": ["Caching"]})
        return str(stage.told(boss, room).plain)

    acme.denies(room, "send_messages")
    assert "Not set: I may not write in #practice. Give me Send Messages there" in await sets_up()
    acme.denies(room, "view_channel")
    assert "I cannot see that channel." in await sets_up()
    acme.denies(room)
    assert "The first message will be" in await sets_up()


async def test_a_track_that_goes_on_says_which_permission_lacks(stage: DiscordStage) -> None:
    acme = stage.workspace("acme")
    boss, room = acme.user("Boss", manager=True), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    acme.denies(room, "send_messages")
    await boss.runs("practice-manage", "resume 1", room)
    lacks = "I may not write in #practice. Give me Send Messages there."
    told = str(stage.told(boss, room).plain).splitlines()
    assert told == ["Track 1 asks again at 09:30 UTC.", lacks]


@pytest.mark.parametrize("roles", [0, 1])
def test_overwrites_count_as_the_server_counts_them(roles: int) -> None:
    server = DiscordServer()
    acme = server.guild("acme")
    me, room = acme.guild.members[server.state.bot.id], acme.channel("practice")
    more = acme.role("More", *["send_messages"] * roles)
    me.roles.append(more)
    targets = (acme.id, me.roles[0].id, more.id, me.user.id)  # everyone, our roles, we alone
    kinds = (Overwrite(), Overwrite(allow=VIEW | SEND), Overwrite(deny=SEND), Overwrite(deny=VIEW))
    for chosen in product(kinds, repeat=4):
        room.overwrites = dict(zip(targets, chosen, strict=True))
        told = payloads.channel(room, server.state.bot)
        found = may(payloads.guild(acme.guild, server.state.bot), payloads.member(me), told)
        right = permissions.of(me, room)
        assert bool(found & VIEW) == bool(right & VIEW), chosen
        if right & VIEW:
            assert bool(found & SEND) == bool(right & SEND), chosen


async def test_an_administrator_may_write_everywhere(rest: tuple[DiscordServer, Rest]) -> None:
    server, client = rest
    acme = server.guild("acme")
    room = acme.channel("practice")
    acme.denies(room, "send_messages")
    acme.guild.members[server.state.bot.id].roles.append(acme.role("All", "administrator"))
    assert await obstacle(client, str(acme.id), str(room.id)) == ""


async def test_where_discord_does_not_tell_in_time_setup_goes_on(
    rest: tuple[DiscordServer, Rest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels, "PATIENCE", 0.3)
    server, client = rest
    acme = server.guild("acme")
    room = acme.channel("practice")
    acme.denies(room, "send_messages")
    server.next("GET /guilds/{guild_id}", slow(60))
    async with asyncio.timeout(5):  # a call by itself has 8
        assert await obstacle(client, str(acme.id), str(room.id)) == ""
