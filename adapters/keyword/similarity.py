"""How near the wording of an answer comes to a reference: 0 to 1, and no measure of truth."""

from collections import Counter
from collections.abc import Sequence
from math import sqrt

from adapters.keyword.words import Word, stems, words

SATURATION = 1.2  # BM25's k1: how fast a repeated word stops counting
LENGTH = 0.75  # BM25's b: how much a long answer dilutes its words


def similarity(question: str, reference: str, answer: str) -> float:
    """The likeness of `answer` to `reference`, 0 to 1; see `likeness`."""
    return likeness(words(question), words(reference), words(answer))


def likeness(question: Sequence[Word], reference: Sequence[Word], answer: Sequence[Word]) -> float:
    """The root of the mean of four features, each 0 to 1 and of the same weight.

    They are the reference's words found in the answer, the same without the words of the
    question, BM25 and the cosine of 3 to 5 letters. The root is for people's marks, which
    rise fastest with the first right words."""
    asked = set(stems(question))
    wanted, said = stems(reference), stems(answer)
    features = (
        covered(set(wanted), set(said)),
        covered(set(wanted) - asked, set(said)),
        bm25(wanted, said),
        cosine(letters(reference), letters(answer)),
    )
    return sqrt(sum(features) / len(features))


def covered(wanted: set[str], said: set[str]) -> float:
    """The share of the wanted stems that were said; 0.0 where nothing is wanted."""
    return len(wanted & said) / max(1, len(wanted))


def bm25(wanted: Sequence[str], said: Sequence[str]) -> float:
    """BM25 of `said` for the words of `wanted`, as a share of what `wanted` itself would get.

    Without a collection of texts each word weighs the same, and `wanted` has the mean length."""

    def score(text: Sequence[str]) -> float:
        counts = Counter(text)
        damping = SATURATION * (1 - LENGTH + LENGTH * len(text) / len(wanted))
        return sum(counts[word] / (counts[word] + damping) for word in set(wanted))

    return min(1.0, score(said) / score(wanted)) if wanted and said else 0.0


def letters(text: Sequence[Word]) -> Counter[str]:
    """How often each run of 3, 4 or 5 letters stands in the stems, so that typos cost little."""
    row = f" {' '.join(stems(text))} "
    return Counter(row[at : at + n] for n in (3, 4, 5) for at in range(len(row) - n + 1))


def cosine(a: Counter[str], b: Counter[str]) -> float:
    """The cosine of two counts, 0 to 1."""
    norms = sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values()))
    return sum(n * b[key] for key, n in a.items()) / norms if norms else 0.0
