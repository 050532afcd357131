"""`python -m support.slack_server --port 9000`, from tests/: a Slack to try things against."""

import argparse
import asyncio

from . import SlackServer

SETTINGS = """\
export SLACK_API_URL={api}
export SLACK_BOT_TOKEN={token}
export SLACK_APP_TOKEN={app.app_token}
export SLACK_SIGNING_SECRET={app.signing_secret}
export SLACK_CLIENT_ID={app.client_id}
export SLACK_CLIENT_SECRET={app.client_secret}
"""


async def run(port: int) -> None:
    """Serves one workspace, `acme`, with Ada (admin), Bob and #general, until interrupted."""
    async with SlackServer(port) as server:
        acme = server.workspace("acme")
        acme.user("Ada", tz="Europe/Berlin", admin=True)
        acme.user("Bob")
        acme.channel("#general")
        print(SETTINGS.format(api=server.api, token=acme.bot_token(), app=server.app), flush=True)  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(run(parser.parse_args().port))
