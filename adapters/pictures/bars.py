"""Bars: a name, its bar and its value in every row; the reader's own row stands out."""

import re

from adapters.pictures import fonts
from adapters.pictures.canvas import MARGIN, WIDTH, Canvas
from adapters.pictures.look import Look
from bot.pictures import Bars

ROW = 54
TOP = 72
NAMES = 172  # room for a name
HIGH = 26
_NAMELESS = re.compile(r"(\d+)\.(?=$| \()")


def draw(picture: Bars, look: Look) -> Canvas:
    canvas = Canvas(TOP + ROW * max(len(picture.rows), 1) + 22, look)
    canvas.title(picture.title)
    values = [_value(value, picture.unit) for _, value in picture.rows]
    right = max((canvas.width(words, bold=True) for words in values), default=0)
    left, most = MARGIN + NAMES + 14, max((value for _, value in picture.rows), default=0)
    room = WIDTH - MARGIN - 12 - right - left
    for row, ((name, value), words) in enumerate(zip(picture.rows, values, strict=True)):
        y, own = TOP + ROW * (row + 0.5), row == picture.own
        if own:
            canvas.box(12, y - ROW / 2 + 3, WIDTH - 24, ROW - 6, look.soft, round_=9)
        canvas.text(MARGIN, y, label(name), bold=own, room=NAMES)
        canvas.box(left, y - HIGH / 2, room, HIGH, look.page if own else look.sunken, round_=6)
        if most > 0 and value > 0:
            wide = max(room * value / most, 12)
            canvas.box(left, y - HIGH / 2, wide, HIGH, look.accent, round_=6)
        canvas.text(WIDTH - MARGIN, y, words, align="right", bold=own)
    return canvas


def label(name: str) -> str:
    """'3. Ada (you)' as it can be drawn: '#3 (you)' where no font has the name's letters."""
    return _NAMELESS.sub(r"#\1", fonts.drawable(name), count=1)


def _value(value: float, unit: str) -> str:
    number = f"{value:.1f}".removesuffix(".0")
    if number == "1" and unit.endswith("s"):
        unit = unit.removesuffix("s")
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".rstrip()
