"""Small pieces that the other wordings share."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.message import Line, LineKind, Message
from bot.model import WEEKDAYS
from bot.text import clean, shorten

SECTIONS = {  # of a guide, by their ids
    "what": "What it is",
    "core_concepts": "Core concepts",
    "architecture": "Architecture",
    "limits": "Limits",
    "good_practice": "Good practice",
    "common_mistakes": "Common mistakes",
}


def note(text: str) -> Line:
    return Line(text, "note")


def title(text: str) -> Line:
    return Line(text, "title")


def say(*texts: str, kind: LineKind = "text") -> Message:
    return Message(tuple(Line(text, kind) for text in texts))


def when(instant: dt.datetime, zone: str, now: dt.datetime) -> str:
    """'05:00' today, 'Wed 05:00' within a week, else '3 Mar 05:00'; in that zone."""
    local, today = instant.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    if local.date() == today:
        return f"{local:%H:%M}"
    if abs((local.date() - today).days) < 7:
        return f"{local:%a %H:%M}"
    return f"{local.day} {local:%b %H:%M}"


def at(instant: dt.datetime, zone: str, now: dt.datetime) -> str:
    """The same inside a sentence: 'at 05:00', 'on Wed at 05:00', 'on 3 Mar at 05:00'."""
    date, _, time = when(instant, zone, now).rpartition(" ")
    return f"on {date} at {time}" if date else f"at {time}"


def day(date: dt.date) -> str:
    return f"{date:%a} {date.day} {date:%b}"


def weekdays(days: Sequence[str]) -> str:
    """'every day', 'Mon to Fri', 'Sun to Thu', 'Mon and Wed'. `days`: names as in WEEKDAYS."""
    on = [name in days for name in WEEKDAYS]
    if all(on):
        return "every day"
    names = [name.capitalize() for name in WEEKDAYS]
    begins = [at for at in range(7) if on[at] and not on[at - 1]]
    if len(begins) == 1 and sum(on) > 2:
        return f"{names[begins[0]]} to {names[(begins[0] + sum(on) - 1) % 7]}"
    return listed([name for at, name in enumerate(names) if on[at]])


def other_zone(zone: str) -> str:
    """One to show as an example to somebody whose times are in that zone."""
    return "America/New_York" if zone == "Europe/Berlin" else "Europe/Berlin"


def named(text: str) -> str:
    """What somebody typed, short and in one line, for a sentence that repeats it."""
    return shorten(clean(text).replace("\n", " "), 40) or "an empty text"


def called(name: str) -> str:
    """A member in a sentence that others read, also where no platform told the name."""
    return name or "A member"


def count(number: int, one: str, many: str | None = None) -> str:
    """'1 day', '2 days'."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(items: Sequence[str], joiner: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joiner} {items[-1]}"
