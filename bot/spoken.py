"""What of a model's own words may be said aloud: no link, no ping, no total, not too many words.

A model that obeys an attacker writes what the attacker wants; this is the last layer before
people read it. Members' words are quoted, not spoken, and only lose their pings."""

import re

from bot.text import clean, defuse

COMMENT_WORDS = 30  # the limits of CRITIQUE's shape: a whole review stays near 120 words
STEP_WORDS = 40
STRONGER_WORDS = 60

_LABELLED = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)|<(?:https?|mailto)[^|>\s]*\|([^>]*)>")
_LINK = re.compile(
    r"<?\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.|mailto:)\S+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|ai|dev|app|co|me|info|xyz|ru|cn|link|site)\b(?:/\S*)?",
    re.IGNORECASE,
)
# A total or a grade: '5/5', '10 out of 10', '5 of 5 points', 'score: 4.5', 'full marks', 'grade A'.
# Figures of the trade stay: '2 of 3 replicas', '99.9 %', 'port 443/tcp'.
_TOTAL = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:/|out of)\s*(?:5|10|20|100)\b"
    r"|\b\d+\s+of\s+\d+\s+(?:points?|criteria|marks?|stars?)\b|\ball\s+(?:\w+\s+)?points\b"
    r"|\b(?:score|grade|mark|rating|total)s?\b\s*(?:is|was|of|:|=)?\s*(?:\d|[A-F][+-]?(?!\w))"
    r"|\b\d+(?:[.,]\d+)?\s*(?:points?|stars?|marks?)\b"
    r"|\b1?\d{1,2}(?:[.,]\d+)?\s*(?:%|percent)\s*(?:correct|right|score|marks?|complete)\b"
    r"|\b(?:full|top|perfect|maximum|highest)\s+(?:marks?|scores?|points?|grades?)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def spoken(text: str, words: int) -> str:
    """The text as it may be posted, at most that many words; '' where nothing is left.

    A sentence that gives a total is dropped whole: what is met is counted by code."""
    text = _LABELLED.sub(lambda match: match[1] or match[2] or "", clean(text))
    text = _LINK.sub("", text)
    kept = [s for s in _SENTENCE.split(text) if s.strip() and not _TOTAL.search(s)]
    return defuse(_cut(" ".join(kept).replace("!", "."), words))


def _cut(text: str, words: int) -> str:
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else " ".join(parts[:words]) + "…"
