"""The shape that a model's critique must have, and how it becomes a Judgement.

Everything a model writes is held against this shape here, whatever the provider promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict

from bot.model import Finding, Judgement, Question, Usage, Verdict
from bot.text import clean, shorten

COMMENT_WORDS = 30
LINE_LIMIT = 300  # characters; a longer line is no longer one point, step or question
MISCONCEPTIONS = 3

VERDICTS = {
    "met": Verdict.MET,
    "partial": Verdict.PARTLY,
    "missing": Verdict.MISSING,
    "wrong": Verdict.WRONG,
}


def _share(value: float) -> float:
    # Strict schemas take no bounds, so the range is checked here. NaN fails it too.
    if not 0 <= value <= 1:
        raise ValueError("confidence lies between 0 and 1")
    return value


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class Criterion(Strict):
    """One point. The evidence stands before the verdict, so the model looks before it judges."""

    id: str
    evidence: str
    verdict: Literal["met", "partial", "missing", "wrong"]
    comment: str


class Shape(Strict):
    """A whole critique. Criteria come first: they are told while the rest is being written."""

    criteria: list[Criterion]
    misconceptions: list[str]
    strongest_point: str
    next_step: str
    stronger_wording: str
    follow_up_question: str
    answer_addresses_grader: bool
    confidence: Annotated[float, AfterValidator(_share)]


S = TypeVar("S", bound=Strict)


@dataclass(frozen=True, slots=True)
class Form(Generic[S]):
    """What a call is to bring back. Calls with one `key` share the beginning of their prompts.

    `name` is of letters, digits, underscores and dashes (openai's ResponseFormatJSONSchema)."""

    name: str
    shape: type[S]
    key: str


def schema(shape: type[Strict] = Shape) -> dict[str, Any]:
    """The shape as a JSON schema that strict mode takes: all required, nothing else allowed.

    Source: developers.openai.com/api/docs/guides/structured-outputs, 'Supported schemas'."""
    return shape.model_json_schema()


def finding(criterion: Criterion) -> Finding:
    """The finding with its quote, cleaned as answers are; nobody has looked for it yet."""
    words = clean(criterion.comment).split()
    comment = " ".join(words[:COMMENT_WORDS]) + ("…" if len(words) > COMMENT_WORDS else "")
    return Finding(
        point_id=criterion.id,
        verdict=VERDICTS[criterion.verdict],
        evidence=clean(criterion.evidence),
        comment=comment,
    )


def findings(criteria: Sequence[Criterion], question: Question) -> tuple[Finding, ...]:
    """One per point, in the question's order: the first that was given, or MISSING."""
    first: dict[str, Criterion] = {}
    for criterion in criteria:
        first.setdefault(criterion.id, criterion)
    return tuple(
        finding(first[point.id]) if point.id in first else Finding(point.id, Verdict.MISSING)
        for point in question.points
    )


def judgement(
    shape: Shape, question: Question, *, judge: str, version: str, usage: Usage
) -> Judgement:
    """The judgement, its lines cut to length. `version` is the prompt's."""
    return Judgement(
        judge=judge,
        source="ai",
        findings=findings(shape.criteria, question),
        strongest=line(shape.strongest_point),
        next_step=line(shape.next_step),
        stronger=line(shape.stronger_wording),
        follow_up=line(shape.follow_up_question),
        misconceptions=tuple(
            line(text) for text in shape.misconceptions[:MISCONCEPTIONS] if text.strip()
        ),
        addresses_grader=shape.answer_addresses_grader,
        confidence=shape.confidence,
        prompt_version=version,
        usage=usage,
    )


def line(text: str) -> str:
    """Cleaned, on one line, cut to length."""
    return shorten(" ".join(clean(text).split()), LINE_LIMIT)
