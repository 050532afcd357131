"""Years of daily questions on the present bank, for teams of 1, 5 and 50."""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field
from statistics import fmean

import pytest
from support.clock import MONDAY
from support.learners import Learner
from support.samples import a_track

from bot.memory.cards import Card, Recalled, card_of
from bot.memory.learning import LATELY, group
from bot.memory.selection import pick
from bot.model import Question
from questions import open_bank

Concept = tuple[str, str]
LOADED = open_bank()
BANK = [q for skill in LOADED.skills() for q in LOADED.questions(skill.id)]
WEAK = {(q.skill, q.concept) for n, q in enumerate(BANK) if n % 5 == 0}


@dataclass
class Group:
    """A team that answers each question with the share of its people given."""

    size: int
    taking_part: float = 0.8
    cards: dict[tuple[int, Concept], Card] = field(default_factory=dict)
    history: dict[tuple[int, Concept], list[Recalled]] = field(default_factory=dict)
    lately: list[list[Recalled]] = field(default_factory=list)
    asked: list[tuple[str, dt.date]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.size)
        self.people = [Learner(self.chance) for _ in range(self.size)]

    def ask(self, day: int) -> Question:
        now = MONDAY + dt.timedelta(days=day)
        last = [each.grade for shown in self.lately[-LATELY:] for each in shown]
        knows = group(self.cards.values(), self.size, last, now)
        found = pick(BANK, self.asked, a_track(1), group=knows)
        assert found is not None
        self.asked.append((found.question.id, now.date()))
        self.lately.append(list(self._answers(found.question, day, now)))
        return found.question

    def _answers(self, question: Question, day: int, now: dt.datetime) -> list[Recalled]:
        key, given = (question.skill, question.concept), []
        for number, person in enumerate(self.people):
            if self.chance.random() < self.taking_part:
                weak = key in WEAK
                grade = person.practises(
                    key, day, ease=0.5 if weak else 40, known_before=0.1 if weak else 0.8
                )
                shown = Recalled(number, day, day, *key, grade, now)
                given.append(shown)
                self.history.setdefault((number, key), []).append(shown)
                card = card_of(self.history[number, key])
                assert card is not None
                self.cards[number, key] = card
        return given


@pytest.mark.parametrize(("size", "years"), [(1, 3), (5, 2), (50, 1.5)])
def test_years_of_questions_repeat_nothing_early_stay_balanced_and_bring_weak_points_back(
    size: int, years: float
) -> None:
    team = Group(size)
    days = [day for day in range(int(365 * years)) if day % 7 < 5]
    asked = [team.ask(day) for day in days]
    first, later = asked[: len(BANK)], asked[len(BANK) :]
    assert len({q.id for q in first}) == len(BANK)

    skills = len({q.skill for q in BANK})
    for start in range(len(asked) - skills):
        assert len({q.skill for q in asked[start : start + skills]}) >= skills - 1
    counts = Counter(q.skill for q in asked)
    assert max(counts.values()) - min(counts.values()) <= 2

    returned = Counter((q.skill, q.concept) for q in later)
    weak = fmean(returned[key] for key in WEAK)
    strong = fmean(returned[q.skill, q.concept] for q in BANK if (q.skill, q.concept) not in WEAK)
    assert weak > 1.3 * strong
    assert min(returned[key] for key in WEAK) >= 1
