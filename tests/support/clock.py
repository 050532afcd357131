"""A clock that a test moves."""

import datetime as dt

MONDAY = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


class MovableClock:
    """Stands still at `at` until it is moved."""

    def __init__(self, at: dt.datetime = MONDAY) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at

    def move(self, **time: float) -> None:
        """Forward by days=, hours=, minutes=, seconds=…"""
        self.at += dt.timedelta(**time)
