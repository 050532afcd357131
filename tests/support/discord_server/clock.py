"""A clock that runs like the wall's and can be moved forward by a test."""

import time
from datetime import UTC, datetime


class Clock:
    """Real time plus whatever a test has added to it."""

    def __init__(self) -> None:
        self._added = 0.0

    def now(self) -> float:
        """Seconds since the epoch, UTC."""
        return time.time() + self._added

    def iso(self) -> str:
        """Now as the API writes it (docs: reference, "ISO8601 Date/Time")."""
        return datetime.fromtimestamp(self.now(), UTC).isoformat()

    def move(self, seconds: float) -> None:
        """Time jumps forward by `seconds`; rate limits keep to the wall's clock."""
        self._added += seconds


EPOCH_MS = 1420070400000
"""docs: reference, "Snowflakes": milliseconds since the first second of 2015, shifted by 22."""


class Ids:
    """Snowflakes of the clock's now, each greater than the one before."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def new(self) -> int:
        now = (int(self._clock.now() * 1000) - EPOCH_MS) << 22
        self._last = max(self._last + 1, now)
        return self._last

    def new_guild(self) -> int:
        """A millisecond of its own, since a shard is chosen by it: (id >> 22) % shards."""
        self._last = ((self._last >> 22) + 1) << 22
        return self.new()
