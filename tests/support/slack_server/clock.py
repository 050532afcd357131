"""A clock that runs like the wall's and can be moved forward by a test."""

import asyncio
import time


class Clock:
    """Real time plus whatever a test has added to it."""

    def __init__(self) -> None:
        self._added = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Seconds since the epoch, UTC."""
        return time.time() + self._added

    def move(self, seconds: float) -> None:
        """Time jumps forward by `seconds`; whoever sleeps past that point wakes."""
        self._added += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Returns after `seconds` of this clock, by waiting or by being moved."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            moved = self._moved
            try:
                await asyncio.wait_for(moved.wait(), left)
            except TimeoutError:
                continue
