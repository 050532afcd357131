"""The shapes that a model's part in an interview must have, and what becomes of them."""

from collections.abc import Sequence
from typing import Literal

from adapters.openai.shape import Strict, line
from bot.critiques.critique import Checker
from bot.interviews.model import Appraisal, Band, Dimension, FollowUp, Rating
from bot.model import Finding, Usage, Verdict
from bot.text import clean

BANDS: dict[str, Band] = {band.value: band for band in Band}


class FollowUpShape(Strict):
    """The next question. The point stands before it, so the model chooses before it writes."""

    point_id: str
    question: str


class Look(Strict):
    """How much of one thing the answers show. The quote stands before the band."""

    quote: str
    band: Literal["clear", "in parts", "not seen"]


class Strength(Strict):
    """What was done well, after the words that it rests on."""

    quote: str
    text: str


class AppraisalShape(Strict):
    """A look back at a whole interview."""

    technical_depth: Look
    trade_offs: Look
    structure: Look
    evidence: Look
    strengths: list[Strength]
    addresses_interviewer: bool


def follow_up(shape: FollowUpShape, usage: Usage) -> FollowUp:
    """The question, cut to length; the core decides whether it may be asked."""
    return FollowUp(line(shape.question), shape.point_id.strip("[] "), usage)


def appraisal(shape: AppraisalShape, said: Sequence[str], *, judge: str, usage: Usage) -> Appraisal:
    """Bands with their quotes, which the core verifies, and the strengths whose words are there.

    `said`: the texts that were sent, one per question. A strength's quote goes no further."""
    looks: dict[Dimension, Look] = {
        "technical depth": shape.technical_depth,
        "trade-offs": shape.trade_offs,
        "structure": shape.structure,
        "evidence": shape.evidence,
    }
    checkers = [Checker(text, strict=True) for text in said]
    return Appraisal(
        judge,
        "ai",
        tuple(Rating(d, BANDS[look.band], clean(look.quote)) for d, look in looks.items()),
        tuple(line(each.text) for each in shape.strengths if _stands(each.quote, checkers)),
        usage,
    )


def _stands(quote: str, checkers: Sequence[Checker]) -> bool:
    claim = Finding("", Verdict.MET, clean(quote))
    return any(checker.check(claim).verdict is Verdict.MET for checker in checkers)
