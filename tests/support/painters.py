"""Painters for tests that look at where pictures go, not at what is on them."""

import base64
import datetime as dt

from bot.errors import PictureFailed
from bot.pictures import Bars, Calendar, Picture, Trend

LIGHT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
)
DARK = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BARS = Bars("Days answered: Ada 3, Grace 2", (("Ada", 3.0), ("Grace", 2.0)), "days", own=0)
CALENDAR = Calendar("November: 5 of 5 days", dt.date(2026, 11, 2), ("answered",) * 5 + ("", ""))
TREND = Trend("Caching, rising", (("Caching", ((dt.date(2026, 11, 2), 0.4),)),))


class TinyPainter:
    """Implements `bot.ports.Painter`: one pixel, of another colour where it is dark."""

    def __init__(self) -> None:
        self.painted: list[Picture] = []

    async def paint(self, picture: Picture, *, dark: bool = False) -> bytes:
        self.painted.append(picture)
        return DARK if dark else LIGHT


class NoPaint:
    async def paint(self, picture: Picture, *, dark: bool = False) -> bytes:
        raise PictureFailed("No paint is left.")
