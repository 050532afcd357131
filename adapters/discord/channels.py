"""Whether questions can be asked in a channel, while who wants them there waits for an answer.

Threads are no condition: where we may open none, people answer by button."""

import asyncio
from functools import reduce
from operator import or_
from typing import Any

import discord
import structlog

from adapters.discord.web import FAULTS, MISSING_ACCESS, UNKNOWN_CHANNEL, Rest, code, named

log = structlog.get_logger()

Json = dict[str, Any]
PATIENCE = 3.0  # seconds; a form that takes longer than one is deferred
HIDDEN = "I cannot see that channel. Give me View Channel and Send Messages there."
SILENT = "I may not write in #{}. Give me Send Messages there."


async def obstacle(rest: Rest, guild: str, channel: str) -> str:
    """What to do so that we may ask there; '' for nothing, and where Discord does not tell."""
    try:
        async with asyncio.timeout(PATIENCE):
            me = str(await rest.me())
            here = await rest.request("GET", "/channels/{channel_id}", {"channel_id": channel})
            server = await rest.request("GET", "/guilds/{guild_id}", {"guild_id": guild})
            names = {"guild_id": guild, "user_id": me}
            us = await rest.request("GET", "/guilds/{guild_id}/members/{user_id}", names)
    except FAULTS as error:
        if code(error) in (MISSING_ACCESS, UNKNOWN_CHANNEL):
            return HIDDEN
        log.info("discord: a channel was not looked at", why=named(error))
        return ""
    allowed = discord.Permissions(permissions(server, us, here))
    if not allowed.view_channel:
        return HIDDEN
    return "" if allowed.send_messages else SILENT.format(here["name"])


def permissions(server: Json, us: Json, here: Json) -> int:
    """What we may do in a channel, as bits: of a server, of us as its member, and of the channel.

    docs: topics, 'Permissions', 'Permission Overwrites'. What is denied is taken away before
    what is allowed is given: to everyone, then by role, then to us alone."""
    me, roles = us["user"]["id"], set(us["roles"])
    held = [r for r in server["roles"] if r["id"] in roles or r["id"] == server["id"]]
    found = reduce(or_, (int(role["permissions"]) for role in held), 0)
    if server["owner_id"] == me or discord.Permissions(found).administrator:
        return discord.Permissions.all().value
    for group in ({server["id"]}, roles, {me}):
        hit = [o for o in here.get("permission_overwrites", ()) if o["id"] in group]
        found &= ~reduce(or_, (int(o["deny"]) for o in hit), 0)
        found |= reduce(or_, (int(o["allow"]) for o in hit), 0)
    return found
