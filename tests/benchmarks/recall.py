"""What learners of a known memory still recall, by how their reviews were picked.

    python -m tests.benchmarks.recall [--quick]

Each learner meets a new concept of the bank on every weekday of 90 days, and has up to so many
reviews on each of those days. Their memory is that of tests/support/learners.py, which knows
nothing of FSRS. What they truly recall is read off on day 90 and, with no more practice, on
day 180. Policies:

- cards: what is due by FSRS, longest waiting first, as `/practice review` does;
- weakest first: the same, least recalled first;
- random: any concept met before, as many a day as the number allows;
- fixed interval: 7 days after its last practice, longest waiting first;
- none: no reviews."""

import argparse
import datetime as dt
import random
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import fmean, stdev

from bot.memory.cards import Card, Recalled, card_of, recall
from questions import open_bank
from tests.benchmarks.figures import Figure
from tests.support.learners import MEDIAN, Curve, Learner, exponential, power

BEGIN = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
DAYS, LATER, INTERVAL = 90, 180, 7
BANK = open_bank()
Concept = tuple[str, str]


@dataclass
class Student:
    """A learner, their cards, and when they last practised each concept."""

    learner: Learner
    history: dict[Concept, list[Recalled]] = field(default_factory=dict)
    cards: dict[Concept, Card] = field(default_factory=dict)
    last: dict[Concept, int] = field(default_factory=dict)
    reviews: int = 0

    def practises(self, concept: Concept, day: int, ease: float) -> None:
        grade = self.learner.practises(concept, day, ease=ease)
        shown = Recalled(1, day, None, *concept, grade, BEGIN + dt.timedelta(days=day))
        self.history.setdefault(concept, []).append(shown)
        card = card_of(self.history[concept])
        assert card is not None, "there is a history"
        self.cards[concept], self.last[concept] = card, day


Policy = Callable[[Student, int, int], Iterable[Concept]]


def by_cards(student: Student, day: int, number: int) -> list[Concept]:
    return sorted(_due(student, day), key=student.last.__getitem__)[:number]


def weakest(student: Student, day: int, number: int) -> list[Concept]:
    now = BEGIN + dt.timedelta(days=day)
    due = _due(student, day)
    return sorted(due, key=lambda concept: recall(student.cards[concept], now))[:number]


def _due(student: Student, day: int) -> list[Concept]:
    now = BEGIN + dt.timedelta(days=day)
    return [concept for concept, card in student.cards.items() if card.due_at <= now]


def at_random(student: Student, day: int, number: int) -> list[Concept]:
    met = sorted(concept for concept, last in student.last.items() if last < day)
    return student.learner.chance.sample(met, min(number, len(met)))


def fixed(student: Student, day: int, number: int) -> list[Concept]:
    due = [concept for concept, last in student.last.items() if day - last >= INTERVAL]
    return sorted(due, key=student.last.__getitem__)[:number]


def none(student: Student, day: int, number: int) -> list[Concept]:
    return []


POLICIES: dict[str, Policy] = {
    "cards": by_cards,
    "weakest first": weakest,
    "random": at_random,
    "fixed interval": fixed,
    "none": none,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A memory: how it fades, and the median half-life of what was met once, in days."""

    curve: Curve
    half_life: int
    number: int  # of reviews a day


@dataclass(frozen=True, slots=True)
class Outcome:
    """Mean true recall of what was met, day 90 with its standard error, and reviews used."""

    setting: Setting
    policy: str
    now: float
    error: float
    later: float
    reviews: float


SETTINGS = [
    Setting(curve, half_life, number)
    for curve in (exponential, power)
    for half_life in (4, 12)
    for number in (1, 3, 5)
]


def student(seed: int, policy: Policy, setting: Setting) -> tuple[float, float, int]:
    """Mean true recall on day 90 and on day 180 of what was met, and the reviews it took.

    The same seed is the same person and the same order of concepts under every policy."""
    plan = random.Random(seed)
    concepts = [(q.skill, q.concept) for s in BANK.skills() for q in BANK.questions(s.id)]
    plan.shuffle(concepts)
    ease = {concept: plan.lognormvariate(0, 0.8) for concept in concepts}
    talent = setting.half_life / MEDIAN * plan.lognormvariate(0, 0.3)
    who = Student(Learner(random.Random(seed + 1), setting.curve, talent))
    for day in (day for day in range(DAYS) if day % 7 < 5):
        for concept in policy(who, day, setting.number):
            who.practises(concept, day, ease[concept])
            who.reviews += 1
        new = concepts.pop()
        who.practises(new, day, ease[new])
    known = [fmean(who.learner.recall(c, day) for c in who.last) for day in (DAYS, LATER)]
    return known[0], known[1], who.reviews


def measured(learners: int) -> list[Outcome]:
    outcomes = []
    for setting in SETTINGS:
        for name, policy in POLICIES.items():
            each = [student(7 * n, policy, setting) for n in range(learners)]
            now, later, took = zip(*each, strict=True)
            error = stdev(now) / learners**0.5
            outcomes.append(Outcome(setting, name, fmean(now), error, fmean(later), fmean(took)))
    return outcomes


def run(quick: bool) -> list[Figure]:
    """Recall by cards on day 90 beside random picks."""
    found = {(each.setting, each.policy): each for each in measured(_learners(quick))}
    return [
        Figure(
            "recall",
            f"{setting.curve.__name__}, half-life {setting.half_life}, {setting.number} a day",
            found[setting, "cards"].now,
            found[setting, "random"].now,
            "random picks",
            "of 1",
            more_is_better=True,
        )
        for setting in SETTINGS
    ]


def _learners(quick: bool) -> int:
    return 10 if quick else 100


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.recall")
    parser.add_argument("--quick", action="store_true", help="10 learners, not 100")
    say("| memory | half-life | a day | picks | day 90 | ± | day 180 | reviews |")
    say("|---|---|---|---|---|---|---|---|")
    for each in measured(_learners(parser.parse_args().quick)):
        how = each.setting
        say(
            f"| {how.curve.__name__} | {how.half_life} | {how.number} | {each.policy} "
            f"| {each.now:.3f} | {each.error:.3f} | {each.later:.3f} | {each.reviews:.0f} |"
        )


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
