"""`whetstone run` on Discord alone, and beside Slack with the same database."""

import asyncio
import json
import os
import signal
import socket
import sys
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from support.discord_server import DiscordServer
from support.slack_server import SlackServer
from support.team import GOOD

COMMANDS = "PUT /applications/{application_id}/commands"


@asynccontextmanager
async def running(folder: Path, **settings: str) -> AsyncIterator[str]:
    """The whole process; gives the address of its pages."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/w.db", "PORT": str(port)} | settings
    run = (str(Path(sys.executable).parent / "whetstone"), "run")
    process = await asyncio.create_subprocess_exec(*run, env=env, stdout=-1, stderr=-2)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        said, _ = await asyncio.wait_for(process.communicate(), 20)
        print(said.decode())  # noqa: T201
    assert process.returncode == 0
    assert "PyNaCl" not in said.decode()


def discord_settings(server: DiscordServer) -> dict[str, str]:
    return {
        "DISCORD_TOKEN": server.app.token,
        "DISCORD_API_URL": server.api,
        "DISCORD_GATEWAY_URL": server.gateway_url,
    }


async def fetched(address: str) -> Any:
    def get() -> Any:
        with urllib.request.urlopen(address) as answer:
            return json.loads(answer.read())

    return await asyncio.to_thread(get)


@pytest.mark.slow
async def test_discord_and_slack_run_side_by_side_with_one_database(tmp_path: Path) -> None:
    async with DiscordServer() as discord, SlackServer() as slack:
        acme, globex = discord.guild("Acme"), slack.workspace("globex")
        ada, bob = acme.user("Ada"), globex.user("Bob")
        room = globex.channel("practice")
        own = {
            "PLATFORMS": "discord,slack",
            "SLACK_BOT_TOKEN": globex.bot_token(),
            "SLACK_APP_TOKEN": slack.app.app_token,
            "SLACK_API_URL": slack.api,
        }
        async with running(tmp_path, **discord_settings(discord), **own) as address:
            await discord.until(lambda: discord.calls(COMMANDS), 60)
            await slack.until(lambda: slack.sockets.open, 60)
            await ada.runs("practice", "solo caching", "#general")
            await bob.runs("/practice", "solo caching", room)
            await slack.until(lambda: bob.open_view)
            await ada.submits(fields={"Your answer": GOOD})
            await bob.submits(fields={"Your answer": GOOD})
            for person, server in ((ada, discord), (bob, slack)):
                await server.until(lambda who=person: who.dm.messages)
                assert "I found wording for" in person.dm.messages[-1].plain
            ready = await fetched(f"{address}/readyz")
            assert ready["checks"] == {"database": "ok", "discord": "ok", "slack": "ok"}
