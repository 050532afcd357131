"""Which question next. Pure."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import LEVELS, Question, Track


@dataclass(frozen=True, slots=True)
class Pick:
    """The question, and the words it is asked in this time."""

    question: Question
    prompt: str


def pick(
    questions: Sequence[Question],
    asked: Sequence[tuple[str, dt.date]],
    track: Track | None = None,
) -> Pick | None:
    """The next question: unseen ones first, the skills in turn; None where none fits.

    `asked`: (question id, local date) of what was asked before, in any order. What comes back
    is the one asked longest ago, in other words where the bank has them."""
    fitting = [q for q in questions if track is None or _fits(q, track)]
    if not fitting:
        return None
    times = Counter(question_id for question_id, _ in asked)
    last = dict(sorted(asked, key=lambda entry: entry[1]))
    skill_of = {q.id: q.skill for q in fitting}
    per_skill = Counter(skill_of[qid] for qid, _ in asked if qid in skill_of)
    seen_before = dt.date.min

    def order(question: Question) -> tuple[int, int, dt.date, int]:
        return (
            times[question.id],
            per_skill[question.skill],
            last.get(question.id, seen_before),
            position[question.id],
        )

    position = {q.id: place for place, q in enumerate(fitting)}
    best = min(fitting, key=order)
    wordings = (best.prompt, *best.rewordings)
    return Pick(best, wordings[times[best.id] % len(wordings)])


def _fits(question: Question, track: Track) -> bool:
    low, high = LEVELS.index(track.lowest), LEVELS.index(track.highest)
    return low <= LEVELS.index(question.level) <= high
