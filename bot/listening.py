"""The platforms as they listen: one that fails later stops alone, and the others go on."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.core import Core, Platform
from bot.errors import SettingsError, WhetstoneError

log = structlog.get_logger()

START = 60.0  # seconds: a setting that is refused within them stops the start
STOPPED = "It stopped, and needs a restart: {}"


class Listening:
    def __init__(self, platforms: Sequence[Platform], *, start: float = START) -> None:
        self._platforms = platforms
        self._start = start
        self._lost: dict[str, str] = {}

    async def run(self, core: Core) -> None:
        """Listens on all until cancelled.

        Raises SettingsError where one never could, and what the last one failed with where none
        is left."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        tasks = {
            asyncio.create_task(platform.listen(core), name=platform.name): platform
            for platform in self._platforms
        }
        left = set(tasks)
        try:
            while True:
                done, left = await asyncio.wait(left, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    error = task.exception() or WhetstoneError("it ended by itself")
                    young = loop.time() - started < self._start
                    if not left or (young and isinstance(error, SettingsError)):
                        raise error
                    self._lose(tasks[task], error)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def ready(self, platform: Platform) -> Callable[[], Awaitable[None]]:
        """The platform's own check, until it has stopped. Raises WhetstoneError."""

        async def check() -> None:
            if platform.name in self._lost:
                raise WhetstoneError(STOPPED.format(self._lost[platform.name]))
            await platform.ready()

        return check

    def _lose(self, platform: Platform, error: BaseException) -> None:
        known = isinstance(error, WhetstoneError)
        self._lost[platform.name] = str(error) if known else type(error).__name__
        log.error("platform stopped", platform=platform.name, error=error)
