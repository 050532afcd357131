"""`python -m support.discord_server --port 9001`, from tests/: a Discord to try things against."""

import argparse
import asyncio

from . import DiscordServer

SETTINGS = """\
export DISCORD_TOKEN={server.app.token}
export DISCORD_APPLICATION_ID={server.app.id}
export DISCORD_API_URL={server.api}
export DISCORD_GATEWAY_URL={server.gateway_url}
"""


async def run(port: int) -> None:
    """Serves one guild, Acme, with Ada (manager), Bob and #general, until interrupted."""
    async with DiscordServer(port) as server:
        acme = server.guild("Acme")
        acme.user("Ada", manager=True)
        acme.user("Bob")
        print(SETTINGS.format(server=server), flush=True)  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(run(parser.parse_args().port))
