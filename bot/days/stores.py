"""What is kept of days, besides rounds and answers: milestones reached, and outages."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol


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
