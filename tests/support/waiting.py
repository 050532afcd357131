"""Waiting for what must come true, instead of for a guessed time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from bot.ports import JobEngine, TaskFunction


async def until(true: Callable[[], bool | Awaitable[bool]], seconds: float = 30) -> None:
    """Raises TimeoutError if it has not come true by then."""
    async with asyncio.timeout(seconds):
        while True:
            answer = true()
            if answer if isinstance(answer, bool) else await answer:
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def working(engine: JobEngine, tasks: Mapping[str, TaskFunction]) -> AsyncIterator[None]:
    """The engine runs while the block does."""
    run = asyncio.create_task(engine.run(tasks))
    try:
        yield
    finally:
        run.cancel()
        with suppress(asyncio.CancelledError):
            await run


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)
