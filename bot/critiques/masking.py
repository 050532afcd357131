"""What of an answer may leave for a provider: without names, handles, addresses, phone numbers
and keys.

Quotes are verified against the masked text, so a mask can stand in a quote."""

import re
from collections.abc import Iterable

from bot import secrets
from bot.text import cap, clean

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# With a country's code, with one for an area in brackets or before two groups, or from a leading 0.
_PHONE = re.compile(
    r"(?<![\w.+-])(?:\+\d[\d ().-]{6,18}\d|\(\d{2,5}\) ?\d[\d -]{4,12}\d"
    r"|\d{3}[ .-]\d{3}[ .-]\d{4}|0\d{2,4}[ /-]\d[\d -]{4,9}\d)(?![\w-])"
)
_HANDLE = re.compile(r"<@!?[\w]+(?:\|[^>]*)?>|(?<![\w@/])@[A-Za-z][\w.-]{1,38}")
SHORTEST_NAME = 3  # shorter ones stand inside ordinary talk too often


def outgoing(text: str, names: Iterable[str]) -> str:
    """All of an answer that a critic gets: cleaned, masked, and capped at what one reads."""
    return cap(mask(clean(text), names))[0]


def mask(text: str, names: Iterable[str]) -> str:
    """`names`: what the team's members are called, whole and in parts. Case matters, so that
    'Mark' is masked and 'mark' is not."""
    text = _PHONE.sub("[phone]", _EMAIL.sub("[email]", text))
    text = secrets.masked(text)
    text = _HANDLE.sub("[name]", text)
    known = sorted({n for n in names if len(n) >= SHORTEST_NAME}, key=len, reverse=True)
    if not known:
        return text
    pattern = "|".join(re.escape(name) for name in known)
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", "[name]", text)


def parts(name: str) -> set[str]:
    """A display name and its words: 'Ada Lovelace' is also 'Ada' and 'Lovelace'."""
    return {name, *(word for word in re.split(r"[\s,]+", name) if word[:1].isupper())}
