"""Which opening question next. Pure.

- Nothing comes back that the member had in an interview while anything else is left: first of the
  skill, then of the skills related to it; after that what was asked longest ago.
- Kinds take turns; level and difficulty are the nearest to what is aimed at.
- Difficulty follows how the last answers went: harder from two thirds of the points, easier below
  a third."""

from collections import Counter
from collections.abc import Sequence

from bot.critiques.critique import WORTH
from bot.interviews.model import Item, Whole
from bot.memory.selection import DIFFICULTIES
from bot.model import LEVELS, Question
from bot.ports import Bank

KINDS = ("concept", "experience", "design", "debugging")


def choose(bank: Bank, whole: Whole, asked: Sequence[str]) -> Question | None:
    """The next opening question; None where the bank has none left for this interview.

    `asked`: ids of what the member had in all interviews, newest first, this one's too."""
    interview, here = whole.interview, {item.question.id for item in whole.items}
    skill = bank.skill(interview.skill)
    had, pool = set(asked), list[Question]()
    for skill_id in (skill.id, *skill.related):
        pool = [q for q in bank.questions(skill_id) if q.id not in had]
        if pool:
            break
    else:
        ago = {question_id: place for place, question_id in enumerate(reversed(asked))}
        left = [q for q in bank.questions(skill.id) if q.id not in here]
        pool = sorted(left, key=lambda q: ago.get(q.id, -1))[:1]
    kinds = Counter(item.question.kind for item in whole.items)
    target = _difficulty(whole.items)
    level = LEVELS.index(interview.level)

    def rank(question: Question) -> tuple[int, int, int]:
        away = abs(LEVELS.index(question.level) - level)
        away += abs(DIFFICULTIES.index(question.difficulty) - target)
        return kinds[question.kind], away, _turn(question.kind, interview.id)

    return min(pool, key=rank, default=None)


def _turn(kind: str, start: int) -> int:
    """Interviews begin with different kinds."""
    return (KINDS.index(kind) - start) % len(KINDS) if kind in KINDS else len(KINDS)


def _difficulty(items: Sequence[Item]) -> int:
    """From the middle, a step for each answer so far that went well or badly."""
    place = 1
    for item in items:
        if item.judgement is not None and item.judgement.findings and not item.judgement.unread:
            findings = item.judgement.findings
            share = sum(WORTH[f.verdict] for f in findings) / len(findings)
            place += (share >= 2 / 3) - (share < 1 / 3)
            place = max(0, min(len(DIFFICULTIES) - 1, place))
    return place
