"""Serves the playground with the fake core, with the repository and tests/ on PYTHONPATH:

python tests/support/playground_server.py PORT URL
"""

import asyncio
import datetime as dt
import sys
from contextlib import suppress

import uvicorn
from support.fake_core import FakeCore
from support.painters import TinyPainter

from adapters.playground.pages import mount
from adapters.playground.platform import Playground
from adapters.playground.room import Room
from adapters.web.app import create_app
from adapters.web.nice import serve_pages


class Now:
    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)


async def main(port: int, url: str) -> None:
    playground = Playground(await Room.open(url, Now()), TinyPainter())
    core = FakeCore(playground)
    app = create_app()
    mount(app, playground, core)
    serve_pages(app)
    listening = asyncio.create_task(playground.listen(core))
    config = uvicorn.Config(
        app, "127.0.0.1", port, log_level="warning", timeout_graceful_shutdown=2
    )
    await uvicorn.Server(config).serve()
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening
    await core.settle()
    await playground.room.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
