"""Which question next, and why. Pure.

- What was never asked in the track comes first; nothing returns while such a question is left.
- Skills take turns: the one that waited longest, then the one asked less often.
- New questions are of the difficulty that fits how the group did lately. What returns is
  chosen by weakness alone, and at the soonest when half of all has been asked since.
- Among those, the one most due over the people expected that day."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.model import LEVELS, Question, Track

DIFFICULTIES = ("easy", "medium", "hard")
AT_LEAST = 5  # grades, before the group's results say anything


@dataclass(frozen=True, slots=True)
class Group:
    """The people a question is for.

    `recall`: (skill, concept) to how likely it is recalled, 0 to 1, the mean over them; 0 for
    what nobody met. `share`: how their last answers did, 0 to 1; None while too few are in."""

    recall: Mapping[tuple[str, str], float] = field(default_factory=dict)
    share: float | None = None

    def due(self, question: Question) -> float:
        return 1 - self.recall.get((question.skill, question.concept), 0.0)

    @property
    def difficulty(self) -> str:
        """Easy below a third of what there was to say, hard from two thirds, else medium."""
        if self.share is None or 1 / 3 <= self.share < 2 / 3:
            return "medium"
        return "easy" if self.share < 1 / 3 else "hard"


@dataclass(frozen=True, slots=True)
class Pick:
    """The question, the words it is asked in this time, and what decided.

    `unseen_left`: how many of the track's `fitting` questions are still unseen after it.
    `in_turn`: other skills could have come. `difficulty`: what was aimed at, for new ones;
    `by_answers`: the group's last answers decided that."""

    question: Question
    prompt: str
    unseen_left: int
    fitting: int
    new: bool
    in_turn: bool
    difficulty: str | None
    by_answers: bool


def pick(
    questions: Sequence[Question],
    asked: Sequence[tuple[str, dt.date]],
    track: Track | None = None,
    *,
    group: Group | None = None,
    on: dt.date = dt.date.max,
) -> Pick | None:
    """The next question; None where none fits the track, or none is old enough to return.

    `asked`: (question id, local date) of what was asked before, in any order. `on`: the local
    date of asking, for tracks that let nothing return before some weeks are over."""
    group = group or Group()
    fitting = [q for q in questions if track is None or _fits(q, track)]
    last = dict(sorted(asked, key=lambda entry: entry[1]))
    unseen = [q for q in fitting if q.id not in last]
    pool = unseen or _may_return(fitting, last, on, track.repeat_weeks if track else 0)
    if not pool:
        return None
    turn = _in_turn(pool, questions, asked)
    candidates = [q for q in pool if q.skill == turn]
    if unseen:
        candidates = _nearest(candidates, DIFFICULTIES.index(group.difficulty))
    best = min(candidates, key=lambda q: (-group.due(q), last.get(q.id, dt.date.min)))
    wordings = (best.prompt, *best.rewordings)
    times = sum(1 for question_id, _ in asked if question_id == best.id)
    return Pick(
        question=best,
        prompt=wordings[times % len(wordings)],
        unseen_left=max(0, len(unseen) - 1),
        fitting=len(fitting),
        new=bool(unseen),
        in_turn=len({q.skill for q in pool}) > 1,
        difficulty=group.difficulty if unseen else None,
        by_answers=group.share is not None,
    )


def _fits(question: Question, track: Track) -> bool:
    low, high = LEVELS.index(track.lowest), LEVELS.index(track.highest)
    return low <= LEVELS.index(question.level) <= high


def _may_return(
    seen: Sequence[Question], last: Mapping[str, dt.date], on: dt.date, weeks: int
) -> list[Question]:
    """The half asked longest ago, less what is not old enough."""
    oldest_first = sorted(seen, key=lambda q: last[q.id])[: (len(seen) + 1) // 2]
    return [q for q in oldest_first if last[q.id] <= on - dt.timedelta(weeks=weeks)]


def _in_turn(
    pool: Sequence[Question],
    questions: Sequence[Question],
    asked: Sequence[tuple[str, dt.date]],
) -> str:
    """The skill of the pool that waited longest; then the one asked less often, then the first."""
    skill_of = {q.id: q.skill for q in questions}
    dates = [(skill_of[qid], date) for qid, date in asked if qid in skill_of]
    times = Counter(skill for skill, _ in dates)
    latest = {skill: max(d for s, d in dates if s == skill) for skill in times}
    skills = dict.fromkeys(q.skill for q in pool)
    return min(skills, key=lambda skill: (latest.get(skill, dt.date.min), times[skill]))


def _nearest(questions: Sequence[Question], target: int) -> list[Question]:
    """Those whose difficulty is nearest to that one."""

    def distance(question: Question) -> int:
        return abs(DIFFICULTIES.index(question.difficulty) - target)

    least = min(map(distance, questions))
    return [q for q in questions if distance(q) == least]
