"""Text as stemmed words that know where they stand."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

# Invisible characters and combining marks may stand inside a word: they must not hide it.
WORD = re.compile(
    r"[^\W_](?:[^\W_]|[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|['’](?=\w))*"
)
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
SENTENCE_END = re.compile(r"[.!?;]\s|\n\n")
CLAUSE_END = re.compile(r"[.,:!?;]\s|[()\n]|\s[-–—]+\s")

LONGEST = 64  # characters of a word that are looked at, so that the cache stays small

# No negations: 'no store' and 'not found' are terms of the bank.
_COMMON = (
    "a about also am an and are as at be because been being but by can could did do does doing "
    "for from had has have having he her here his how i if in into is it its just may me might "
    "must my of on or our she should so than that the their them then there these they this "
    "those through to too us very was we were what when where which while who why will with "
    "would you your"
)
COMMON = frozenset(_COMMON.split())


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: `text[start:end]`. `common` words carry no idea by themselves."""

    stem: str
    start: int
    end: int
    sentence: int
    clause: int
    common: bool


@cache
def _english() -> Callable[[str], str]:
    # Imported when first needed: it takes 0.2 s, for it loads the stemmers of all languages.
    from snowballstemmer import stemmer

    stem_word: Callable[[str], str] = stemmer("english").stemWord
    return stem_word


@lru_cache(maxsize=20_000)
def _read(word: str) -> tuple[str, bool]:
    """The stem of one word (Porter 2), and whether it is common; case and marks aside."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", word)).casefold().replace("’", "'")
    return _english()(plain), plain in COMMON


def words(text: str) -> list[Word]:
    """The words of a text in order. Hyphens and underscores part words, apostrophes do not."""
    found: list[Word] = []
    sentence = clause = end = 0
    for match in WORD.finditer(text):
        sentence += SENTENCE_END.search(text, end, match.start()) is not None
        clause += CLAUSE_END.search(text, end, match.start()) is not None
        end = match.end()
        stem, common = _read(match.group()[:LONGEST])
        found.append(Word(stem, match.start(), end, sentence, clause, common))
    return found


def content(text: str) -> list[str]:
    """The stems of the words that carry ideas, in order."""
    return stems(words(text))


def stems(of: Sequence[Word]) -> list[str]:
    """The stems of those of these words that carry ideas, in order."""
    return [word.stem for word in of if not word.common]
