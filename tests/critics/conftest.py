from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from critics.scene import Reviewed, luna, terra
from support.clock import MovableClock
from support.openai_server import OpenAIServer

from storage import SqlStore


@pytest.fixture
async def server() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as running:
        yield running


Make = Callable[..., Reviewed]


@pytest.fixture
async def make(
    server: OpenAIServer, sqlite_store: SqlStore, clock: MovableClock
) -> AsyncIterator[Make]:
    """Makes a process of the team. Without `models` it has both of OpenAI's."""
    critics: list[Any] = []

    def made(**options: Any) -> Reviewed:
        options.setdefault("models", (luna(server), terra(server)))
        critics.extend(options["models"])
        if options.get("moderator") is not None:
            critics.append(options["moderator"])
        return Reviewed(options.pop("store", sqlite_store), clock, **options)

    yield made
    for critic in critics:
        close: Callable[[], Awaitable[None]] | None = getattr(critic, "close", None)
        if close is not None:
            await close()
