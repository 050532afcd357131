"""Weeks of days: a column per week, a row per weekday, a mark for every state."""

import datetime as dt
from collections import Counter

from adapters.pictures.canvas import MARGIN, WIDTH, Canvas
from adapters.pictures.look import Look
from bot.pictures import Calendar

LEFT = 82  # room for the weekdays' names
TOP = 112
GAP = 5
LEGEND = 34  # a row of it
WEEK = 7
NAMES = {  # in the order of the legend
    "answered": "answered",
    "frozen": "frozen",
    "excused": "excused",
    "away": "away",
    "missed": "missed",
    "open": "open",
    "off": "nothing due",
}


def draw(picture: Calendar, look: Look) -> Canvas:
    weeks = max(1, -(-len(picture.states) // WEEK))
    side = min((WIDTH - LEFT - MARGIN + GAP) / weeks - GAP, 46.0)
    legend = _legend_rows(Canvas(1, look), Counter(picture.states))
    below = TOP + WEEK * (side + GAP) + 30
    canvas = Canvas(below + LEGEND * len(legend) + 14, look)
    canvas.title(picture.title)
    _dates(canvas, picture, weeks, side)
    for at, state in enumerate(picture.states):
        x, y = _place(at, side)
        _cell(canvas, state, x, y, side)
    for row, entries in enumerate(legend):
        _legend(canvas, entries, below + LEGEND * (row + 0.5))
    return canvas


def _place(at: int, side: float) -> tuple[float, float]:
    return LEFT + at // WEEK * (side + GAP), TOP + at % WEEK * (side + GAP)


def _dates(canvas: Canvas, picture: Calendar, weeks: int, side: float) -> None:
    """The day of each Monday, with the month where a new one begins; the weekdays' names."""
    muted, month, free = canvas.look.muted, 0, 0.0
    for week in range(weeks):
        monday = picture.first + dt.timedelta(weeks=week)
        x, _ = _place(week * WEEK, side)
        if monday.month != month and x >= free:
            wide = canvas.text(x, 72, f"{monday:%b}", size=15, bold=True)
            month, free = monday.month, x + wide + 8
        if side >= 20:
            canvas.text(x + side / 2, 97, str(monday.day), size=14, color=muted, align="center")
    for day in range(WEEK):
        _, y = _place(day, side)
        name = f"{picture.first + dt.timedelta(days=day):%a}"
        canvas.text(MARGIN, y + side / 2, name, size=15, color=muted)


def _cell(canvas: Canvas, state: str, x: float, y: float, side: float) -> None:
    look, cx, cy, r = canvas.look, x + side / 2, y + side / 2, side * 0.2
    if state == "answered":
        canvas.box(x, y, side, side, look.accent)
        tick = [(cx - r, cy + r * 0.1), (cx - r * 0.25, cy + r * 0.8), (cx + r, cy - r * 0.75)]
        canvas.strokes(tick, color=look.on_accent, wide=3)
    elif state == "frozen":
        canvas.box(x, y, side, side, look.frozen)
        _star(canvas, cx, cy, r * 1.15)
    elif state == "excused":
        canvas.box(x, y, side, side, look.sunken)
        canvas.outline(x, y, side, look.excused)
        canvas.ring(cx, cy, r * 0.85, look.muted)
    elif state == "away":
        canvas.box(x, y, side, side, look.sunken)
        canvas.outline(x, y, side, look.excused)
        canvas.strokes([(cx - r, cy), (cx + r, cy)], color=look.muted, wide=3)
    elif state == "missed":
        canvas.box(x, y, side, side, look.missed_soft)
        a, b = r * 0.8, r * 0.8
        cross = ([(cx - a, cy - b), (cx + a, cy + b)], [(cx - a, cy + b), (cx + a, cy - b)])
        canvas.strokes(*cross, color=look.missed, wide=3)
    elif state == "open":
        canvas.outline(x, y, side, look.accent, dashed=True, wide=2.4)
        canvas.dot(cx, cy, r * 0.5, look.accent)
    elif state == "off":
        canvas.box(x, y, side, side, look.sunken)


def _star(canvas: Canvas, x: float, y: float, r: float) -> None:
    """Six rays, as ice has them."""
    a, b = r * 0.866, r * 0.5
    rays = (
        [(x, y - r), (x, y + r)],
        [(x - a, y - b), (x + a, y + b)],
        [(x - a, y + b), (x + a, y - b)],
    )
    canvas.strokes(*rays, color=canvas.look.text, wide=2.4)


Entry = tuple[str, str, float]  # state, its words, where it begins


def _legend_rows(canvas: Canvas, counts: Counter[str]) -> list[list[Entry]]:
    """The states that occur, each with how often, in as many rows as they need."""
    rows: list[list[Entry]] = []
    x = float(WIDTH)
    for state, name in NAMES.items():
        if not counts[state]:
            continue
        words = name if state == "off" else f"{counts[state]} {name}"
        wide = 34 + canvas.width(words, 16) + 22
        if x + wide - 22 > WIDTH - MARGIN:
            rows.append([])
            x = MARGIN
        rows[-1].append((state, words, x))
        x += wide
    return rows


def _legend(canvas: Canvas, entries: list[Entry], y: float) -> None:
    for state, words, x in entries:
        _cell(canvas, state, x, y - 12, 24)
        canvas.text(x + 34, y, words, size=16)
