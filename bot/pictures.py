"""What a picture shows, as data. It is drawn when it is sent (port `Painter`).

The text beside a picture says all that it shows; its title is the picture's alternative text."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whole weeks of days from a Monday on; a state is a `bot.days.streaks.DayState`, or ''."""

    title: str
    first: dt.date
    states: tuple[str, ...]
    kind: Literal["calendar"] = "calendar"


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar per row (label, value), in the order to be shown; `own` is the reader's row."""

    title: str
    rows: tuple[tuple[str, float], ...]
    unit: str
    own: int | None = None
    kind: Literal["bars"] = "bars"


@dataclass(frozen=True, slots=True)
class Trend:
    """Lines over dates: (name, points); values are shares from 0 to 1."""

    title: str
    series: tuple[tuple[str, tuple[tuple[dt.date, float], ...]], ...]
    kind: Literal["trend"] = "trend"


Picture = Calendar | Bars | Trend
