"""A critic whose key or quota is at fault is left alone for a while, and its owner told once."""

import datetime as dt
from collections.abc import Awaitable, Callable

from bot.ports import Clock

REST = dt.timedelta(minutes=10)

Told = Callable[[str, str], Awaitable[None]]
"""(critic, reason) when it opens; (critic, '') when it works."""


class Breaker:
    """Per process; what it tells is stored, so that several processes tell once."""

    def __init__(self, clock: Clock, told: Told, rest: dt.timedelta = REST) -> None:
        self._clock = clock
        self._told = told
        self._rest = rest
        self._until: dict[str, dt.datetime] = {}
        self._well: dict[str, dt.datetime] = {}

    def lets(self, critic: str) -> bool:
        """Whether it may be asked. After its rest one question goes through as a test."""
        until = self._until.get(critic)
        if until is None:
            return True
        if self._clock.now() < until:
            return False
        self._until[critic] = self._clock.now() + self._rest
        return True

    async def opens(self, critic: str, reason: str) -> None:
        self._until[critic] = self._clock.now() + self._rest
        await self._told(critic, reason)

    async def closes(self, critic: str) -> None:
        """It works. That is told again now and then: a process that knew of an outage may be
        gone."""
        now, told_at = self._clock.now(), self._well.get(critic)
        was_open = self._until.pop(critic, None) is not None
        if was_open or told_at is None or now - told_at >= self._rest:
            self._well[critic] = now
            await self._told(critic, "")
