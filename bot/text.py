"""What people typed, made fit to store, to show to a model and to post in a channel.

Lengths and limits are in characters (code points), as Python counts them."""

import re
import unicodedata

CRITIC_LIMIT = 8_000

# Spellings of a line's end that are not a newline (Unicode 5.8, 'Newline Guidelines').
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Invisible although Unicode files them as letters, marks or symbols: fillers, variation
# selectors, the grapheme joiner, Khmer and Mongolian vowels that print nothing.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_PLAIN = re.compile(r"[ -~\n]*")  # what nothing can hide in, which is most of what comes
_SPACE = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")
# Control, format (zero-width, bidi) and surrogate characters.
_HIDDEN = {"Cc", "Cf", "Cs"}
_MOST_MARKS = 8
_BOUNDARIES = tuple(
    re.compile(pattern) for pattern in (r"\n{2,}", r"\n", r"[.!?…]+\s+|[。！？]+\s*", r"\s+")
)


def clean(text: str) -> str:
    """The text without anything that cannot be seen: zero-width and bidi controls, other
    control characters, lone surrogates. Newlines and a line's indent stay; other runs of spaces
    become one, and more than one empty line becomes one. The result is in NFC; cleaning it
    again changes nothing."""
    if not _PLAIN.fullmatch(text):
        text = _visible(text)
    text = re.sub(r"(?<=\S) {2,}", " ", text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" +(?=\n)", "", text)).strip()


def _visible(text: str) -> str:
    text = _SPACE.sub(" ", _LINE_END.sub("\n", text))
    text = _INVISIBLE.sub("", text)
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _HIDDEN)
    return _limit_marks(unicodedata.normalize("NFC", _limit_marks(text)))


def _limit_marks(text: str) -> str:
    """At most eight marks on one character: no script needs more, and stacks of thousands
    hide the lines around them and take quadratic time to normalise."""
    kept: list[str] = []
    marks = 0
    for c in text:
        marks = marks + 1 if _is_mark(c) else 0
        if marks <= _MOST_MARKS:
            kept.append(c)
    return "".join(kept)


def cap(text: str, limit: int = CRITIC_LIMIT) -> tuple[str, int | None]:
    """The text within the limit, and the length it was cut to; None where it is whole."""
    if len(text) <= limit:
        return text, None
    kept = text[: _cut(text, limit)].rstrip()
    return kept, len(kept)


def shorten(text: str, limit: int) -> str:
    """The text within the limit, ending at a word with '…' where something was left out."""
    if len(text) <= limit:
        return text
    return text[: _cut(text, limit - 1)].rstrip(" \n.,;:…") + "…" if limit > 0 else ""


def split(text: str, limit: int) -> list[str]:
    """Pieces within the limit (at least 1), cut after a paragraph, a line, a sentence or a word.

    Joined they are the text again. No piece is cut inside a character that is made of
    several code points, unless that one alone is longer than the limit."""
    pieces = []
    while len(text) > limit:
        at = _cut(text, limit)
        pieces.append(text[:at])
        text = text[at:]
    return [*pieces, text] if text else pieces


def _cut(text: str, limit: int) -> int:
    """Where to cut: the last boundary of the best kind that leaves the piece half full."""
    for boundary in _BOUNDARIES:
        ends = [m.end() for m in boundary.finditer(text, 0, limit) if _may_cut(text, m.end())]
        if ends and ends[-1] * 2 >= limit:
            return ends[-1]
    return next((at for at in range(limit, 0, -1) if _may_cut(text, at)), limit)


def _may_cut(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    joined = "\u200d" in (before, after) or _is_mark(after) or _is_skin_tone(after)
    surrogates = "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff"
    return not (joined or surrogates or (_is_flag(after) and _flags_before(text, at) % 2))


def _is_mark(c: str) -> bool:
    return unicodedata.category(c)[0] == "M"


def _is_skin_tone(c: str) -> bool:
    return "\U0001f3fb" <= c <= "\U0001f3ff"


def _is_flag(c: str) -> bool:
    return "\U0001f1e6" <= c <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    """How many halves of flags stand in a row before `at`; two make one flag."""
    start = at
    while start and _is_flag(text[start - 1]):
        start -= 1
    return at - start


def defuse(text: str) -> str:
    """The text with every mention of a person, a channel or everybody made inert, readably:
    '@everyone' gets a full-width at sign, '<@U1>' and '<!here>' a full-width bracket, as do
    Discord's commands, times and emoji ('</ban:1>'). Ordinary text such as '3 < 5' stays.
    Clean the text first: cleaning may join a mention."""
    text = re.sub(r"<(?=[@#!]|/[\w -]+:\d|a?:\w+:\d|t:\d|id:)", "＜", text)
    return re.sub(r"@(?=everyone|here|channel)", "＠", text, flags=re.IGNORECASE)
