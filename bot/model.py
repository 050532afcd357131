"""The domain's words as frozen types. Instants are UTC-aware; local dates are plain dates."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.hearing import EVERYTHING, Heard

LEVELS = ("junior", "mid", "senior", "staff")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKDAYS = WEEKDAYS[:5]

Level = Literal["junior", "mid", "senior", "staff"]
ReviewStyle = Literal["short", "full", "private"]
Readers = Literal["thread", "me", "answered"]


@dataclass(frozen=True, slots=True)
class Point:
    """One thing a strong answer says. `terms`: each inner tuple is one idea in several wordings."""

    id: str
    point: str
    terms: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its rubric. `rubric` is a short hash of what an answer is held against."""

    id: str
    skill: str
    concept: str
    tags: tuple[str, ...]
    level: str
    difficulty: str
    kind: str
    guide_section: str
    prompt: str
    rewordings: tuple[str, ...]
    why_asked: str
    hint: str
    follow_ups: tuple[str, ...]
    model_answer: str
    points: tuple[Point, ...]
    rubric: str


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill tag with its guide; `sections` maps a section's id to its text."""

    id: str
    name: str
    summary: str
    sections: Mapping[str, str]
    related: tuple[str, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """`gone_at`: when it sent us away; its data is deleted some days later.

    `keep_days`: how long texts are kept, 0 for ever, None as the owner has set it.
    `heard`: what of its members' words reaches us."""

    id: int
    platform: str
    external_id: str
    name: str
    gone_at: dt.datetime | None = None
    keep_days: int | None = None
    heard: Heard = EVERYTHING


@dataclass(frozen=True, slots=True)
class Member:
    """A person in one team. `name` is '' and `zone`, an IANA name, None where nobody told us."""

    id: int
    team_id: int
    external_id: str
    name: str
    zone: str | None = None


class TrackState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Track:
    """Skills + channel + wall-clock time + weekdays. `next_fire_at` is None while not active."""

    id: int
    team_id: int
    channel: str
    skills: tuple[str, ...]
    at: dt.time
    zone: str
    weekdays: tuple[str, ...] = WORKDAYS
    lowest: str = "junior"
    highest: str = "staff"
    review: ReviewStyle = "short"
    open_for: dt.timedelta = dt.timedelta(hours=20)
    holidays: tuple[dt.date, ...] = ()
    state: TrackState = TrackState.ACTIVE
    next_fire_at: dt.datetime | None = None
    next_local_date: dt.date | None = None
    repeat_weeks: int = 0  # a question returns after that long at the earliest


@dataclass(frozen=True, slots=True)
class Membership:
    """A member's place in a track; dates are the track's local dates, both inclusive."""

    track_id: int
    member_id: int
    joined_on: dt.date
    left_on: dt.date | None = None


class RoundKind(StrEnum):
    SCHEDULED = "scheduled"
    EXTRA = "extra"  # 'ask now': a bonus, never expected
    SOLO = "solo"  # one member's own practice


class RoundState(StrEnum):
    PLANNED = "planned"  # its message is not known to be posted
    OPEN = "open"
    CLOSED = "closed"
    EXCUSED = "excused"  # could not be posted: nobody owes this day


@dataclass(frozen=True, slots=True)
class Ref:
    """A message that exists on its platform."""

    channel: str
    message: str


@dataclass(frozen=True, slots=True)
class Round:
    """One question on one local date. `question` is kept as it was posted."""

    id: int
    team_id: int
    track_id: int | None
    member_id: int | None  # the owner of a solo round
    kind: RoundKind
    key: str
    local_date: dt.date
    question: Question
    prompt: str
    review: ReviewStyle
    state: RoundState
    created_at: dt.datetime
    closes_at: dt.datetime
    thread: Ref | None = None
    reason: str = ""  # why this question was picked, in words


@dataclass(frozen=True, slots=True)
class Seat:
    """What one member did in one round besides answering."""

    round_id: int
    member_id: int
    hinted_at: dt.datetime | None = None
    revealed_at: dt.datetime | None = None  # saw the model answer before an attempt
    invited_at: dt.datetime | None = None  # pressed 'Try again'; the next reply is an attempt
    nudged_at: dt.datetime | None = None  # was told, once, that a reply was not counted
    reviewed: int = 0  # how many reviews were made, those of deleted answers included


class AnswerState(StrEnum):
    COLLECTING = "collecting"  # more messages may join it
    JUDGED = "judged"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Answer:
    """One attempt of one member. `text` joins its parts as they now stand."""

    id: int
    round_id: int
    member_id: int
    attempt: int
    state: AnswerState
    readers: Readers
    text: str
    revision: int  # grows with every change of the text
    received_at: dt.datetime
    due_at: dt.datetime  # when the member has been quiet long enough
    after_reveal: bool = False  # keeps the day, brings no points


@dataclass(frozen=True, slots=True)
class Part:
    """One revision of one message (or form) of an answer. A deletion has no text."""

    platform: str
    team_id: int
    source_id: str
    revision: int  # the platform's edit time, microseconds since 1970 UTC
    text: str | None
    sent_at: dt.datetime


class Verdict(StrEnum):
    MET = "met"
    PARTLY = "partly"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one strong-answer point, with the words of the answer it rests on."""

    point_id: str
    verdict: Verdict
    evidence: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a critique took. Cost in US dollars, latency in seconds."""

    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0
    latency: float = 0.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a critic says before anything of it is verified."""

    judge: str
    source: Literal["keyword", "ai"]
    findings: tuple[Finding, ...]
    strongest: str = ""
    next_step: str = ""
    stronger: str = ""
    follow_up: str = ""
    misconceptions: tuple[str, ...] = ()
    addresses_grader: bool = False
    confidence: float = 1.0
    prompt_version: str = ""
    reason: str = ""  # why this critic, where it is not the one that was meant
    unread: bool = False  # in no language it reads: what it did not find says nothing
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Critique:
    """A verified judgement of one revision of one answer. `score` (0 to 5) is computed by code."""

    id: int
    answer_id: int
    revision: int
    rubric: str
    judgement: Judgement
    score: float
    created_at: dt.datetime
    request: str = ""  # a hash of all the judgement depends on; equal ones may be reused

    @property
    def met(self) -> int:
        """How many points were met."""
        return sum(1 for f in self.judgement.findings if f.verdict is Verdict.MET)


@dataclass(frozen=True, slots=True)
class Away:
    """A member is away from `first` to `last`, both included, in local dates."""

    member_id: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Excuse:
    """A day of a track that nobody owes, and why."""

    track_id: int
    date: dt.date
    reason: str
