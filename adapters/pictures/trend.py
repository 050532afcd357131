"""Lines over dates, each named at its end; they differ by colour, dashes and markers."""

import datetime as dt

from adapters.pictures.canvas import MARGIN, WIDTH, Canvas
from adapters.pictures.look import Look
from bot.pictures import Trend

HEIGHT = 380
TOP, BOTTOM = 84, 330
LEFT = 84
NAMES = 240  # the most room for the lines' names
NAME_SIZE = 16
DASHES = ("-", "--", ":", "-.")
APART = 24  # the least height between two names

Point = tuple[float, float]


def draw(picture: Trend, look: Look) -> Canvas:
    canvas = Canvas(HEIGHT, look)
    canvas.title(picture.title)
    several = len(picture.series) > 1
    widest = max((canvas.width(name, NAME_SIZE) for name, _ in picture.series), default=0)
    right = WIDTH - MARGIN - (min(NAMES, 36 + widest) if several else 40)
    dates = sorted({date for _, points in picture.series for date, _ in points})
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = _height(share)
        canvas.strokes([(LEFT, y), (right, y)], color=look.line, wide=1.4)
        canvas.text(LEFT - 12, y, f"{share:.0%}", size=15, color=look.muted, align="right")
    _dates(canvas, dates, right)
    ends = []
    for at, (name, points) in enumerate(picture.series):
        line = [(_across(date, dates, right), _height(value)) for date, value in points]
        _line(canvas, at, line)
        if line:
            words = name if several else f"{points[-1][1]:.0%}"
            ends.append((line[-1][1], at, words))
    _names(canvas, ends, right)
    return canvas


def _height(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * min(max(share, 0), 1)


def _across(date: dt.date, dates: list[dt.date], right: float) -> float:
    span = (dates[-1] - dates[0]).days
    return LEFT + (right - LEFT) * ((date - dates[0]).days / span if span else 0.5)


def _dates(canvas: Canvas, dates: list[dt.date], right: float) -> None:
    """As many dates below as have room, the newest among them."""
    free = float(WIDTH)
    for date in reversed(dates):
        words, x = f"{date.day} {date:%b}", _across(date, dates, right)
        half = canvas.width(words, 15) / 2
        if x + half <= free:
            canvas.text(x, BOTTOM + 26, words, size=15, color=canvas.look.muted, align="center")
            free = x - half - 18


def _line(canvas: Canvas, at: int, line: list[Point]) -> None:
    color = _color(canvas.look, at)
    canvas.strokes(line, color=color, wide=3.2, dash=DASHES[at % len(DASHES)])
    for x, y in line if len(line) <= 20 else line[-1:]:
        _marker(canvas, at, x, y, color)


def _color(look: Look, at: int) -> str:
    return look.series[at % len(look.series)]


def _marker(canvas: Canvas, at: int, x: float, y: float, color: str, r: float = 5.5) -> None:
    """A dot, a square, a triangle or a diamond."""
    corners = {
        1: [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)],
        2: [(x, y - r * 1.2), (x + r * 1.15, y + r * 0.9), (x - r * 1.15, y + r * 0.9)],
        3: [(x, y - r * 1.35), (x + r * 1.35, y), (x, y + r * 1.35), (x - r * 1.35, y)],
    }
    if at % 4 in corners:
        canvas.shape(corners[at % 4], color)
    else:
        canvas.dot(x, y, r, color)


def _names(canvas: Canvas, ends: list[tuple[float, int, str]], right: float) -> None:
    """At the lines' ends, moved apart where two would meet."""
    below = TOP - APART / 2
    for y, at, words in sorted(ends):
        y = max(y, below)
        if len(ends) > 1:
            _marker(canvas, at, right + 18, y, _color(canvas.look, at))
            canvas.text(right + 30, y, words, size=NAME_SIZE, room=WIDTH - MARGIN - right - 30)
        else:
            canvas.text(right + 14, y, words, size=17, bold=True)
        below = y + APART
