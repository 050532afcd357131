"""Claims in a text that somebody pasted or uploaded: its own words, line by line. Pure."""

import re

from bot.critiques.masking import mask
from bot.members.profiles import LONGEST_CLAIM, MOST_CLAIMS
from bot.text import clean

SHORTEST = 4  # words
WRAPPED = 60  # characters; a shorter line is not wrapped
CONTACT_WORDS = 12  # a line with an address and no more words than these says how to reach somebody

_BULLET = re.compile(r"^\s*(?:[-*+•·‣◦▪●○–—»]|\d{1,2}[.)])\s+(?=\S)")
_HEADING = re.compile(r"^\s*(?:#{1,6}\s|[=_-]{3,}\s*$)")
_CONTACT = re.compile(r"\[(?:email|phone)\]|\b(?:https?://|www\.|linkedin\.|github\.com)", re.I)
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z])")
_EMPHASIS = re.compile(r"^[*_`]+|[*_`]+$")
_DID = re.compile(
    r"(?:I|we|(?:\w+ly )?(?:led|built|wrote|ran|cut|set|grew|drove|made|won|took|taught|brought|"
    r"kept|held|rebuilt|rewrote|began|chose|found|spoke|[a-z]{2,}ed))\b",
    re.I,
)


def claims_in(text: str, names: set[str]) -> list[str]:
    """At most twenty, each the text's own words; contact data and `names` are masked.

    Where the text has a list, its items are the claims; else lines and sentences that say what
    somebody did. Headings, dates and addresses are none."""
    found: list[str] = []
    for line, listed in _joined(mask(clean(text), names)):
        pieces = [line] if listed and len(line) <= LONGEST_CLAIM else _SENTENCE.split(line)
        for piece in pieces:
            claim = _EMPHASIS.sub("", piece.strip()).strip()
            if _is_claim(claim, listed=listed) and claim not in found:
                found.append(claim)
    return found[:MOST_CLAIMS]


def _joined(text: str) -> list[tuple[str, bool]]:
    """Lines, wrapped ones put together, and whether each is an item of a list.

    Where there are items, other lines are headings, employers and dates, and left out."""
    lines: list[tuple[str, bool]] = []
    apart = True
    for raw in text.splitlines():
        line, listed = _BULLET.sub("", raw).strip(), bool(_BULLET.match(raw))
        if not line or _HEADING.match(raw):
            apart = True
        elif not listed and not apart and _goes_on(lines[-1], line):
            lines[-1] = (f"{lines[-1][0]} {line}", lines[-1][1])
        else:
            lines.append((line, listed))
            apart = False
    return [each for each in lines if each[1]] or lines


def _goes_on(before: tuple[str, bool], line: str) -> bool:
    """A wrapped line: the one before did not end, and this one does not begin anew."""
    text, listed = before
    wrapped = listed and len(text) >= WRAPPED
    return text[-1] not in ".;:" and (wrapped or line[0].islower() or line[0].isdigit())


def _is_claim(text: str, *, listed: bool) -> bool:
    words = text.split()
    if not len(words) >= SHORTEST or len(text) > LONGEST_CLAIM:
        return False
    if _CONTACT.search(text) and len(words) <= CONTACT_WORDS:
        return False
    return listed or bool(_DID.match(text))
