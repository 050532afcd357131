"""Daily questions whose time has come, as the bot finds them when it starts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from adapters.keyword import KeywordCritic
from bot.context import Context
from bot.critiques.breaker import Breaker
from bot.critiques.ladder import Ladder, Rungs
from bot.practice import Practice
from bot.team.tracks import Wish
from questions import open_bank
from storage import open_store


class _SystemClock:
    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)


async def add_due_tracks(
    database_url: str, platform: str, team: str, channels: Sequence[str]
) -> None:
    """A track in each of these channels, on caching, due now and then not before tomorrow."""
    clock = _SystemClock()
    store = await open_store(database_url, clock=clock)
    try:
        ladder = Ladder(Rungs((), KeywordCritic()), Breaker(clock, _nobody_is_told))
        practice = Practice(Context(store, open_bank(), clock, ladder))
        now = clock.now()
        async with store.transaction() as tx:
            home = await tx.teams.ensure(platform, team, team)
            # An hour back, so that the next time by the clock is almost a day away.
            wish = Wish(
                skills="caching", at=f"{now - dt.timedelta(hours=1):%H:%M}", weekdays="daily"
            )
            for channel in channels:
                track = await practice.tracks.add(tx, home.id, channel, wish)
                await tx.tracks.save(replace(track, next_fire_at=now))
    finally:
        await store.close()


async def _nobody_is_told(critic: str, reason: str) -> None:
    return
