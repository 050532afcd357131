"""Learners whose memory is known, by a model that is not FSRS's.

Each concept of each learner has a half-life in days. Recall falls by half in each (`exponential`,
the forgetting of Settles and Meeder's half-life regression, 2016) or as 1 / (1 + t / half-life)
(`power`, the hyperbola of Wixted and Ebbesen, 1991). Recalling lengthens the half-life, the more
the nearer to forgotten the concept was; failing and reading the answer starts it anew, a little
better than before."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.memory.cards import Grade

MEDIAN = 4.0  # days, of a new concept's half-life where talent and ease are 1

Curve = Callable[[float], float]


def exponential(half_lives: float) -> float:
    return float(0.5**half_lives)


def power(half_lives: float) -> float:
    return 1 / (1 + half_lives)


@dataclass
class Trace:
    """One concept in one mind. `first`: its half-life when met; `met`: the last day of it."""

    first: float
    half_life: float
    met: float


@dataclass
class Learner:
    chance: random.Random
    curve: Curve = exponential
    talent: float = 1.0
    traces: dict[object, Trace] = field(default_factory=dict)

    def recall(self, concept: object, day: float) -> float:
        """How likely it is known on that day, 0 to 1; 0 for what was never met."""
        trace = self.traces.get(concept)
        return self.curve((day - trace.met) / trace.half_life) if trace else 0.0

    def practises(
        self, concept: object, day: float, *, ease: float = 1.0, known_before: float = 0.4
    ) -> Grade:
        """Answers, then reads the critique. For a new concept, `ease` scales its half-life and
        `known_before` is the chance that they know it from elsewhere."""
        trace = self.traces.get(concept)
        if trace is None:
            first = max(0.5, self.talent * ease * MEDIAN * self.chance.lognormvariate(0, 0.5))
            self.traces[concept] = Trace(first, first, day)
            return self._grade(self.chance.random() < known_before)
        recall = self.recall(concept, day)
        recalled = self.chance.random() < recall
        if recalled:
            trace.half_life *= 1.2 + 2.5 * (1 - recall)
        else:
            trace.half_life = 1.1 * max(trace.first, 0.4 * trace.half_life)
        trace.met = day
        return self._grade(recalled)

    def _grade(self, recalled: bool) -> Grade:
        if not recalled:
            return Grade.AGAIN
        return Grade.GOOD if self.chance.random() < 0.75 else Grade.HARD
