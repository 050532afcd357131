"""The least that Bolt can do: an app that takes every message and does nothing with it.

python -m tests.benchmarks.bare_bolt, with SLACK_API_URL and SLACK_BOT_TOKEN, and either
SLACK_APP_TOKEN for Socket Mode or SLACK_SIGNING_SECRET and PORT for HTTP."""

import asyncio
import os

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def _take() -> None:
    """Acknowledged when this has returned, as Whetstone does."""


async def main() -> None:
    settings = os.environ
    client = AsyncWebClient(settings["SLACK_BOT_TOKEN"], base_url=settings["SLACK_API_URL"])
    secret, token = settings.get("SLACK_SIGNING_SECRET"), settings.get("SLACK_APP_TOKEN")
    app = AsyncApp(client=client, signing_secret=secret, process_before_response=True)
    app.event("message")(_take)
    if token:
        await AsyncSocketModeHandler(app, token).start_async()  # type: ignore[no-untyped-call]
        return
    runner = web.AppRunner(app.web_app(path="/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(settings["PORT"])).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
