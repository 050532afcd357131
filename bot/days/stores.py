"""What is kept of days, besides rounds and answers: away, excuses, milestones and outages."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.model import Away, Excuse


class Days(Protocol):
    """What bears on the ledger besides rounds and answers."""

    async def add_away(self, away: Away, set_at: dt.datetime) -> None: ...
    async def away(self, member_id: int) -> Sequence[Away]: ...
    async def clear_away(self, member_id: int, today: dt.date) -> bool:
        """Ends what reaches to `today` or later: it is cut at the day before, or removed.

        False if there was none."""
        ...

    async def excuse(self, excuse: Excuse) -> bool:
        """False if that day of the track is excused already."""
        ...

    async def excuses(self, track_ids: Sequence[int]) -> Sequence[Excuse]: ...


class Milestones(Protocol):
    async def add(self, member_id: int, days: int, date: dt.date) -> bool:
        """False if the member had reached that many days before."""
        ...


class Pulses(Protocol):
    async def beat(self, name: str, now: dt.datetime) -> dt.datetime | None:
        """Notes that what has that name is at work now; returns when it was last, if ever."""
        ...

    async def open_between(
        self, first: dt.datetime, last: dt.datetime
    ) -> Sequence[tuple[int, dt.date, dt.datetime, dt.datetime]]:
        """(track id, local date, from, until) of the scheduled rounds that are not closed and
        were to be open at some time between."""
        ...
