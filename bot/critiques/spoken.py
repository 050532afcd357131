"""What of a review may be said aloud: no link, no ping, no total, not too many words.

A model that obeys an attacker writes what the attacker wants; this is the last layer before
people read it. Members' own words are quoted: they lose links and pings, and full marks."""

import re
import unicodedata

from bot.text import clean, defuse, shorten

COMMENT_WORDS = 30  # the limits of CRITIQUE's shape: a whole review stays near 120 words
STEP_WORDS = 40
STRONGER_WORDS = 60
QUOTE_LIMIT = 300  # characters of a quote that are shown; all of it is verified

_LABELLED = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)|<(?:https?|mailto)[^|>\s]*\|([^>]*)>")
# With a scheme, with a path, or ending as addresses do. 'logger.info(…)', 'ASP.NET', 'java.io.X'
# and 'node.js' are none: chat platforms make no link of them, or a wrong one that costs nothing.
_LINK = re.compile(
    r"<?(?:[a-z][a-z0-9+.-]{0,20}://|www\.|mailto:|\b(?:tel|slack|discord):)\S+"
    r"|\b(?!(?:log|logger|logging|console|asp)\.)(?:[\w-]{1,63}\.){1,8}"
    r"(?:(?:(?:com|net|org|io|ai|dev|co|xyz|ru|cn|de|uk|eu|us|gg|ly|sh|tv)\b(?!\.\w)"
    r"|(?:app|info|link|me|site|to)\b(?![.(]?\w))(?:[/?#:]\S*)?|(?!js\b|py\b|ts\b)[a-z]{2,24}/\S+)",
    re.IGNORECASE,
)

_NUMBER = r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twenty|hundred)"
_OF = r"\s*(?:/|⁄|∕|out\s+of)\s*"
_THINGS = (
    r"(?:replicas?|nodes?|servers?|shards?|brokers?|zones?|regions?|requests?|calls?|retries|"
    r"tries|attempts?|keys?|reads?|writes?|votes?|acks?|workers?|pods?|hosts?|instances?|users?|"
    r"copies|customers?|tests?|runs?|cases?|queries|tokens?|documents?|chunks?|parts?|entries|"
    r"rows?|bytes|[kmg]b|ms|s|seconds?|minutes?|hours?|days?|times)\b"
)
# Figures of the trade, which give no marks: '3 out of 5 nodes', 'a grounding score of 0.7',
# '2 points of failure', 'a total of 40 seconds', 'all entry points'.
_TRADE = re.compile(
    rf"\b{_NUMBER}(?:{_OF}|\s+of\s+){_NUMBER}\s+(?:of\s+)?(?:the\s+|all\s+|your\s+)?{_THINGS}"
    r"|\b(?:grounding|similarity|relevance|toxicity|risk|confidence|severity|retrieval|cosine|"
    r"classifier|moderation|F1|BM25)\s+scores?\b(?:\s+(?:is|was|of|above|below))?\s*[\d.,]*"
    r"|\bpoints?\s+of\s+(?:failure|presence|contact|entry)\b|\bpercentage\s+points?\b"
    rf"|\b(?:total|mark)\s+(?:of|is|was|at)\s+{_NUMBER}\s*(?:%|{_THINGS})"
    r"|\ball\s+(?:entry|end|access|integration|data|extension)\s?points\b"
    rf"|\b(?:up|down|by|rose|fell|lost)\s+(?:by\s+)?{_NUMBER}\s+points?\b"
    r"|\b(?:highest|maximum|max|top)\s+scores?\s+(?:as|decides?|wins?|of\s+(?:the|any|all))\b",
    re.IGNORECASE,
)
# A total or a grade: '5/5', 'ten out of ten', '5 of 5 points', 'score: 4.5', 'grade A'.
_TOTAL = re.compile(
    rf"(?<![.\w]){_NUMBER}{_OF}(?:5|10|20|100|five|ten|twenty|hundred)\b"
    r"|\b(?:\d+|fünf|zehn|cinq|dix|cinco|diez)\s+(?:von|sur|de)\s+"
    r"(?:5|10|fünf|zehn|cinq|dix|cinco|diez)\b"
    rf"|\b{_NUMBER}\s+of\s+{_NUMBER}\s+(?:points?|criteria|marks?|stars?)\b"
    r"|\ball\s+(?:\w+\s+)?points\b|\bevery\s+(?:point|criterion)\b"
    r"|\b(?:score|grade|rating|total)s?\b\s*(?:[:=]\s*\d|(?:(?:is|was|of|-)\s*)?"
    r"(?:(?:[1-5](?:[.,]\d)?|10|100)(?![\d.,]*\d)|(?-i:[A-F])[+-]?(?!\w)))"
    rf"|\b{_NUMBER}\s*(?:points?|stars?|marks?)\b"
    r"|\b1?\d{1,2}(?:[.,]\d+)?\s*(?:%|percent)\s*(?:correct|right|score|marks?|complete)\b"
    r"|\b(?:full|top|perfect|maximum|highest|max)\s+(?:marks?|scores?|points?|grades?)\b"
    r"|\b(?:volle|alle)\s+(?:punkt\w*|punktzahl)|\b(?:máxima|note\s+maximale|puntuación)\b"
    r"|(?-i:\bA\+)(?!\w)|[★⭐💯🏆]",
    re.IGNORECASE,
)
# What a quote may not shout: full marks alone, for '9 out of 10' is mostly about requests.
_FULL_MARKS = re.compile(
    rf"\b(\d+){_OF}\1\b(?!\s+(?:of\s+)?(?:the\s+|all\s+)?{_THINGS})"
    r"|\b(?:five|ten)\s+out\s+of\s+(?:five|ten)\b(?!\s+(?!points|stars|marks)[a-z]+s\b)"
    r"|\b(?:full|top|perfect|maximum|max)\s+(?:marks?|points?|grades?)\b"
    r"|\b(?:full|perfect)\s+scores?\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+|(?<=[。！？])|\n+")


def spoken(text: str, words: int) -> str:
    """The text as it may be posted, at most that many words; '' where nothing is left.

    A sentence that gives a total is dropped whole: what is met is counted by code."""
    text = _unlinked(clean(text), "")
    kept = [s for s in _SENTENCE.split(text) if s.strip() and not _gives_total(s)]
    return defuse(_cut(" ".join(kept).replace("!", "."), words))


def quoted(text: str) -> str:
    """A member's words as they may be posted inside quotation marks."""
    text = _FULL_MARKS.sub("[…]", _unlinked(clean(text), "[link]"))
    return defuse(shorten(text, QUOTE_LIMIT))


def _unlinked(text: str, instead: str) -> str:
    """Without links, and without the links that taking one out leaves behind."""
    while True:
        less = _LABELLED.sub(lambda match: match[1] or match[2] or "", text)
        less = _LINK.sub(instead, less)
        if less == text:
            return text
        text = less


def _gives_total(sentence: str) -> bool:
    plain = unicodedata.normalize("NFKC", sentence)
    return bool(_TOTAL.search(_TRADE.sub(" ", plain)))


def _cut(text: str, words: int) -> str:
    parts = text.split()
    return " ".join(parts) if len(parts) <= words else " ".join(parts[:words]) + "…"
