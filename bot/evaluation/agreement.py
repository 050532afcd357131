"""Figures of agreement. Pure. Marks and scores are 0 to 1; None where a figure has no meaning."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from statistics import StatisticsError, correlation, fmean

from bot.evaluation.runs import Outcome

LEVELS = 5  # 0 to 5, as the score that is stored
BANDS = ("low", "middle", "high")

Pair = tuple[float, float]
"""(what people gave, what the critic gave)"""


def pairs(outcomes: Iterable[Outcome]) -> list[Pair]:
    """Those that can be compared: unusable outcomes have no score."""
    return [(o.marked.mark, o.score) for o in outcomes if o.score is not None]


def pearson(of: Sequence[Pair]) -> float | None:
    """Pearson's r over all pairs."""
    try:
        return correlation([human for human, _ in of], [score for _, score in of])
    except StatisticsError:  # fewer than two, or one side is constant
        return None


def within(outcomes: Sequence[Outcome]) -> float | None:
    """The mean of Pearson's r within each question; questions without one are left out."""

    def question(outcome: Outcome) -> str:
        return outcome.marked.question.id

    groups = groupby(sorted(outcomes, key=question), key=question)
    found = [r for _, group in groups if (r := pearson(pairs(group))) is not None]
    return fmean(found) if found else None


def level(score: float) -> int:
    """0 to 5, halves upwards."""
    return min(LEVELS, int(score * LEVELS + 0.5))


def qwk(of: Sequence[Pair]) -> float | None:
    """Cohen's kappa with quadratic weights over the levels 0 to 5 (Cohen 1968)."""
    levels = [(level(human), level(score)) for human, score in of]
    if not levels:
        return None
    humans, scores = Counter(h for h, _ in levels), Counter(s for _, s in levels)
    apart = sum((h - s) ** 2 for h, s in levels)
    by_chance = sum(
        n * m * (h - s) ** 2 for h, n in humans.items() for s, m in scores.items()
    ) / len(levels)
    return 1 - apart / by_chance if by_chance else None


def error(outcomes: Iterable[Outcome], band: str) -> float | None:
    """The mean distance between mark and score of the answers that people put in this band."""
    of = pairs(o for o in outcomes if o.marked.band == band)
    return fmean(abs(human - score) for human, score in of) if of else None


def unusable(outcomes: Sequence[Outcome]) -> float | None:
    return sum(o.score is None for o in outcomes) / len(outcomes) if outcomes else None


def quotes(outcomes: Sequence[Outcome]) -> float | None:
    """The share of verdicts that need a quote whose quote was found in the answer."""
    claimed = sum(o.claimed for o in outcomes)
    return sum(o.stood for o in outcomes) / claimed if claimed else None


def same_verdicts(runs: Sequence[Sequence[Outcome]]) -> float | None:
    """The share of points that got one verdict in all runs; None with fewer than two runs."""
    same = points = 0
    for outcomes in zip(*runs, strict=True) if len(runs) > 1 else ():
        if any(outcome.score is None for outcome in outcomes):
            continue
        for findings in zip(*(outcome.findings for outcome in outcomes), strict=True):
            points += 1
            same += len({finding.verdict for finding in findings}) == 1
    return same / points if points else None


def grid(of: Sequence[Pair]) -> list[list[int]]:
    """How many answers got which level: a row per level of people's, a column per critic's."""
    counts = Counter((level(human), level(score)) for human, score in of)
    return [[counts[h, s] for s in range(LEVELS + 1)] for h in range(LEVELS + 1)]


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The smallest value that this share of all values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, -(-percent * len(ordered) // 100) - 1)] if ordered else None
