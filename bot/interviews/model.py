"""What a mock interview is made of. Instants are UTC-aware."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.model import Judgement, Question, Usage

LENGTHS = (3, 5, 10)
WORDS = ("pause", "resume", "skip", "hint", "end")  # what is said to an open interview
MOST_FOLLOW_UPS = 2  # per question

Mode = Literal["study", "real"]
"""study: a short critique after each answer. real: pushback only, feedback at the end."""
MODES: tuple[Mode, ...] = ("study", "real")
Kind = Literal["skill", "claims"]
Dimension = Literal["technical depth", "trade-offs", "structure", "evidence"]
DIMENSIONS: tuple[Dimension, ...] = ("technical depth", "trade-offs", "structure", "evidence")


class Phase(StrEnum):
    """Where an interview stands; `bot/interviews/machine.py` says what leads on."""

    ASKING = "asking"  # the next question is to be put
    ANSWERING = "answering"  # a question or follow-up was put; nothing is said to it yet
    CONSIDERING = "considering"  # something was said; more may join it until it is judged
    SUMMING = "summing"  # no more questions; the scorecard is being made
    DONE = "done"  # with a scorecard
    CLOSED = "closed"  # ended before anything was said


OVER = (Phase.DONE, Phase.CLOSED)
TALKING = (Phase.ANSWERING, Phase.CONSIDERING)


@dataclass(frozen=True, slots=True)
class State:
    """What decides how an interview goes on.

    `item`: the question it is at, from 1; 0 before the first. `follow_ups`: how many were put to
    it. `heard`: how many messages of the member were taken as answers in the whole interview."""

    length: int
    phase: Phase = Phase.ASKING
    paused: bool = False
    item: int = 0
    follow_ups: int = 0
    heard: int = 0

    @property
    def over(self) -> bool:
        return self.phase in OVER


class Band(StrEnum):
    """How much of a dimension the answers show, in words. Never a number."""

    CLEAR = "clear"
    PARTLY = "in parts"
    UNSEEN = "not seen"


@dataclass(frozen=True, slots=True)
class Rating:
    """A dimension's band, and the member's words it rests on; '' where it is not seen."""

    dimension: Dimension
    band: Band
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Appraisal:
    """A look back at the whole interview. `source` 'keyword': by wording alone.

    Bands are of what the answers show, never of tone, confidence or the person."""

    judge: str
    source: Literal["keyword", "ai"]
    ratings: tuple[Rating, ...] = ()
    strengths: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The next question to an answer. `point_id`: the gap that it is drawn from, '' for none."""

    text: str
    point_id: str = ""
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked and what was said to it: cleaned, masked, capped."""

    asked: str
    said: str


@dataclass(frozen=True, slots=True)
class Interview:
    """`key`: the request that began it. `due_at`: when the member has been quiet for long enough.
    `since`: since when the present question waits, less pauses. `turned_at`: the last turn."""

    id: int
    team_id: int
    member_id: int
    key: str
    kind: Kind
    mode: Mode
    skill: str
    level: str
    state: State
    created_at: dt.datetime
    turned_at: dt.datetime
    since: dt.datetime
    due_at: dt.datetime
    ended_at: dt.datetime | None = None
    ended_early: bool = False
    appraisal: Appraisal | None = None


class ItemState(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Item:
    """One question of an interview, kept as it was put. What was never put has no item.

    `judgement` is verified, and of the first `judged` answers to it. `provisional`: the keyword
    check stood in for a reviewer who was away."""

    interview_id: int
    number: int
    question: Question
    prompt: str
    state: ItemState = ItemState.ASKED
    judgement: Judgement | None = None
    judged: int = 0
    provisional: bool = False
    id: int = 0


class TurnKind(StrEnum):
    QUESTION = "question"
    FOLLOW_UP = "follow_up"
    ANSWER = "answer"
    REMARK = "remark"  # of the member, not judged: talk, or words that came between questions
    CRITIQUE = "critique"
    HINT = "hint"
    SKIP = "skip"


BY_MEMBER = (TurnKind.ANSWER, TurnKind.REMARK, TurnKind.SKIP)


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said. `source` is unique in its interview, so that nothing is taken twice: the
    platform's message, form or press, or what of ours it is. `revision`: an edit's time in
    microseconds. The text of a deleted message is ''."""

    interview_id: int
    item: int
    kind: TurnKind
    text: str
    at: dt.datetime
    source: str
    revision: int = 0
    number: int = 0  # counts up within the interview

    @property
    def by_member(self) -> bool:
        return self.kind in BY_MEMBER


class Meaning(StrEnum):
    INTERVIEW = "interview"
    ROUND = "round"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Held:
    """A direct message of which it is not clear what it answers; its member is asked."""

    id: int
    member_id: int
    source: str
    revision: int
    text: str
    at: dt.datetime
    meant: Meaning | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """An interview with its questions and turns, both in order."""

    interview: Interview
    items: tuple[Item, ...]
    turns: tuple[Turn, ...]

    def answers(self, item: int) -> list[str]:
        """What was said to that question, in order; deleted messages left out."""
        return [t.text for t in self.turns if _answers(t, item) and t.text]

    def exchanges(self, item: int) -> list[Exchange]:
        """What was asked there, each time with what was said to it."""
        asked: list[Exchange] = []
        for turn in self.turns:
            if turn.item != item:
                continue
            if turn.kind in (TurnKind.QUESTION, TurnKind.FOLLOW_UP):
                asked.append(Exchange(turn.text, ""))
            elif _answers(turn, item) and turn.text and asked:
                last = asked[-1]
                asked[-1] = Exchange(last.asked, f"{last.said}\n\n{turn.text}".strip())
        return asked


@dataclass(frozen=True, slots=True)
class Past:
    """A finished interview. `on`: the member's local date. `met` of the `points` asked for;
    `by_wording`: no model judged some of it."""

    interview: Interview
    skill: str
    on: dt.date
    met: int
    points: int
    by_wording: bool


def _answers(turn: Turn, item: int) -> bool:
    return turn.item == item and turn.kind is TurnKind.ANSWER
