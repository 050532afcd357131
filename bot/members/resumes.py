"""Claims in a text that somebody pasted or uploaded: its own words, line by line. Pure."""

import re
from collections.abc import Sequence

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
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*\)")
_EMPHASIS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_LABEL = re.compile(r"^\w+(?: \w+)?:\s*")
_DID = re.compile(
    r"(?:I|we|responsible for|(?:\w+ly )?(?:led|built|wrote|ran|cut|set|grew|drove|made|won|took|"
    r"taught|brought|kept|held|rebuilt|rewrote|began|chose|found|spoke|[a-z]{2,}ed))\b",
    re.I,
)
# Parts that tell of no work, and those that do.
_ASIDE = re.compile(
    r"(?:education|qualifications?|certificat\w*|courses|(?:foreign )?languages?|references?|"
    r"interests?|hobbies|ausbildung|studium|zertifikate|sprach\w+|hobbys|interessen|referenzen)"
    r"(?:\s*(?:[&/,]|and|und)\s*\w+)*",
    re.I,
)
_WORK = re.compile(
    r"(?:work|professional|relevant|employment|experience|career|projects?|volunteer\w*|"
    r"achievements|beruf\w*|projekte)\b",
    re.I,
)
HEADING_WORDS = 4
NAMED, NAME_WORDS = 3, 2  # so many names, of so many words at most, are a list of things


def claims_in(text: str, names: set[str]) -> list[str]:
    """At most twenty, each the text's own words; contact data and `names` are masked.

    Where the text has a list, its items are the claims; else lines and sentences that say what
    somebody did. Headings, dates, addresses, schools and languages are none."""
    found: list[str] = []
    for line, listed in _joined(_of_work(_LINK.sub(r"\1", mask(clean(text), names)))):
        pieces = [line] if listed and len(line) <= LONGEST_CLAIM else _SENTENCE.split(line)
        for piece in pieces:
            claim = _EMPHASIS.sub("", piece).strip()
            if _is_claim(claim, listed=listed) and claim not in found:
                found.append(claim)
    return found[:MOST_CLAIMS]


def _of_work(text: str) -> list[str]:
    """The lines without parts that tell of none: each goes on to the next part of work, or to a
    heading that is no smaller."""
    lines: list[str] = []
    aside: int | None = None  # how small the heading of that part is
    for line in text.splitlines():
        name = line.strip().lstrip("#").strip(" *_:")
        rank = len(line.strip()) - len(line.strip().lstrip("#"))
        heading = name[:1].isupper() and len(name.split()) <= HEADING_WORDS
        if heading and _ASIDE.fullmatch(name):
            aside = rank
        elif (heading and _WORK.match(name)) or (aside is not None and 0 < rank <= aside):
            aside = None
        if aside is None:
            lines.append(line)
    return lines


def _joined(text: Sequence[str]) -> list[tuple[str, bool]]:
    """Lines, wrapped ones put together, and whether each is an item of a list.

    Where there are items, other lines are headings, employers and dates, and left out."""
    lines: list[tuple[str, bool]] = []
    apart = True
    for raw in text:
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
    pieces = _LABEL.sub("", text).split(",")
    if len(pieces) >= NAMED and all(len(piece.split()) <= NAME_WORDS for piece in pieces):
        return False  # tools or languages, one after another
    return listed or bool(_DID.match(text))
