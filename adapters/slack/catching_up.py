"""When the backfill runs: after each connection, and after Slack dropped events."""

import asyncio

from adapters.slack.backfill import Backfill
from adapters.slack.extras import Background
from bot.ports import Clock

MINUTE = 60.0

pause = asyncio.sleep


class CatchingUp:
    """One run at a time: each reads all that is open, so a new one takes the place of the old.

    `done` is set while what came unheard has been fetched."""

    def __init__(self, background: Background, clock: Clock, done: asyncio.Event) -> None:
        self._background = background
        self._clock = clock
        self._done = done
        self._run: asyncio.Task[None] | None = None
        self._dropped_until = 0.0

    def start(self, backfill: Backfill, greeting: asyncio.Task[None] | None = None) -> None:
        """Begins in the background, after the greeting."""
        if self._run is not None:
            self._run.cancel()  # it may be waiting
        self._done.clear()
        self._run = self._background.start(self._read(backfill, greeting))

    def after_minute(self, backfill: Backfill, minute: float) -> None:
        """Starts once the minute is over that began then (seconds since 1970 UTC)."""
        is_waiting = self._dropped_until > 0
        self._dropped_until = max(self._dropped_until, minute + MINUTE)
        if not is_waiting:
            self._background.start(self._start_later(backfill))

    async def _read(self, backfill: Backfill, greeting: asyncio.Task[None] | None) -> None:
        if greeting is not None:
            await asyncio.wait([greeting])
        await backfill.run(self._done.set)

    async def _start_later(self, backfill: Backfill) -> None:
        while (left := self._dropped_until - self._clock.now().timestamp()) > 0:
            await pause(left)
        self._dropped_until = 0.0
        self.start(backfill)
