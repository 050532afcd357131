"""What a skill's file may hold. Lengths and counts are the bank's own house rules."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=300)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=40, max_length=3000)]
Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=60)]

GUIDE_SECTIONS = (
    "what",
    "core_concepts",
    "architecture",
    "limits",
    "good_practice",
    "common_mistakes",
)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class PointEntry(Strict):
    """One thing a strong answer says. `terms`: each inner list is one idea in several wordings."""

    id: Slug
    point: Line
    terms: Annotated[
        tuple[Annotated[tuple[Term, ...], Field(min_length=1)], ...],
        Field(min_length=1, max_length=5),
    ]


class QuestionEntry(Strict):
    """One question. Its id never changes, for stored rounds and cards refer to it."""

    id: Slug
    concept: Slug
    tags: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=6)]
    level: Literal["junior", "mid", "senior", "staff"]
    difficulty: Literal["easy", "medium", "hard"]
    kind: Literal["concept", "experience", "design", "debugging"]
    guide_section: Literal[
        "what", "core_concepts", "architecture", "limits", "good_practice", "common_mistakes"
    ]
    prompt: Annotated[str, StringConstraints(strip_whitespace=True, min_length=40, max_length=900)]
    rewordings: tuple[
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=40, max_length=900)],
        ...,
    ] = ()
    why_asked: Line
    hint: Line
    follow_ups: Annotated[tuple[Line, ...], Field(min_length=2, max_length=2)]
    model_answer: Prose
    strong_answer: Annotated[tuple[PointEntry, ...], Field(min_length=3, max_length=6)]


class Guide(Strict):
    """What a person should know about the skill, in sections that reviews point to."""

    what: Prose
    core_concepts: Prose
    architecture: Prose
    limits: Prose
    good_practice: Prose
    common_mistakes: Prose
    related: tuple[Slug, ...]
    roles: Annotated[tuple[str, ...], Field(min_length=1)]


class SkillFile(Strict):
    """A whole file `questions/bank/<id>.toml`."""

    id: Slug
    name: Annotated[str, StringConstraints(min_length=2, max_length=40)]
    summary: Line
    checked_on: dt.date
    sources: tuple[str, ...] = ()
    guide: Guide
    question: tuple[QuestionEntry, ...]
