"""Pure: how names, times and marked-up text are shown."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Literal
from zlib import crc32
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NAMES = (
    *("Ada", "Linus", "Grace", "Alan", "Margaret", "Dennis", "Barbara", "Edsger", "Radia", "Ken"),
    *("Frances", "Donald", "Karen", "Tony", "Hedy", "Claude", "Adele", "Niklaus", "Joan", "Tim"),
)

Span = tuple[Literal["plain", "code", "block", "mention"], str]

_MARKS = re.compile(
    r"```\n?(?P<block>.+?)\n?```\n?|`(?P<code>[^`\n]+)`|(?P<mention>@whetstone\b)",
    re.DOTALL | re.IGNORECASE,
)


def spans(text: str) -> Iterator[Span]:
    """The text in order, with code between backticks and mentions of the bot set apart."""
    at = 0
    for found in _MARKS.finditer(text):
        if found.start() > at:
            yield "plain", text[at : found.start()]
        if (block := found["block"]) is not None:
            yield "block", block
        elif (code := found["code"]) is not None:
            yield "code", code
        else:
            yield "mention", found[0]
        at = found.end()
    if at < len(text):
        yield "plain", text[at:]


def initials(name: str) -> str:
    """One or two letters for an avatar."""
    words = name.split()
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper() if words else "?"


def hue(member: str) -> int:
    """A member's colour, 0 to 359 degrees, always the same."""
    return crc32(member.encode()) * 137 % 360


def free_name(taken: set[str]) -> str:
    """A pleasant name that no id in `taken` stands for."""
    for name in NAMES:
        if name.lower() not in taken:
            return name
    number = next(n for n in range(2, len(taken) + 3) if f"ada-{n}" not in taken)
    return f"Ada {number}"


def zone(name: str | None) -> dt.tzinfo | None:
    """The zone of that IANA name; None, which is this machine's zone, where it is no name."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def clock(instant: dt.datetime, where: dt.tzinfo | None) -> str:
    return instant.astimezone(where).strftime("%H:%M")


def day(date: dt.date, today: dt.date) -> str:
    """'Today', 'Yesterday', or the date in words."""
    if date == today:
        return "Today"
    if date == today - dt.timedelta(days=1):
        return "Yesterday"
    year = "" if date.year == today.year else f" {date.year}"
    return f"{date:%A}, {date.day} {date:%B}{year}"


def replies(count: int) -> str:
    return "1 reply" if count == 1 else f"{count} replies"
