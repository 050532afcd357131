"""Notices that the bot was down: nobody owes a day whose question it left alone for most of it.

Every process that ticks writes down when it last did. The first that ticks after a gap finds the
questions that were open in it. Source: PRACTICE_RULES, 'Days and streaks' 9."""

import datetime as dt

import structlog

from bot.context import Context
from bot.model import Excuse

log = structlog.get_logger()

EVERY = dt.timedelta(minutes=1)
GAP = dt.timedelta(minutes=10)  # a restart takes less
NAME = "tick"
DOWN = "the bot was down for most of its question's time"


class Pulse:
    def __init__(self, context: Context) -> None:
        self._c = context
        self._last = dt.datetime.min.replace(tzinfo=dt.UTC)

    async def beat(self) -> None:
        """To be called often while the bot works; it writes once a minute.

        After a gap it excuses the days of questions that the bot was away from for more than
        half of their time. An answer that was given all the same still counts."""
        now = self._c.clock.now()
        if now - self._last < EVERY:
            return
        async with self._c.store.transaction() as tx:
            before = await tx.pulses.beat(NAME, now)
            if before is not None and now - before > GAP:
                log.warning("the bot was down", since=str(before))
                for track_id, date, posted, closes in await tx.pulses.open_between(before, now):
                    away = min(now, closes) - max(before, posted)
                    if away * 2 > closes - posted:
                        await tx.days.excuse(Excuse(track_id, date, DOWN))
        self._last = now
