"""What of a judgement may stand. Pure: the model proposes, code verifies and computes.

See docs/decisions/0003-code-computes-the-score.md."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.critiques.spoken import COMMENT_WORDS, STEP_WORDS, STRONGER_WORDS, quoted, spoken
from bot.model import Answer, Critique, Finding, Judgement, Point, Round, Verdict

# A quote shorter than this says nothing that another answer would not say too.
QUOTE_WORDS = 4
CONTENT_WORDS = 2
LOW_CONFIDENCE = 0.6
MANY_PARTLY = 2
WORTH = {Verdict.MET: 1.0, Verdict.PARTLY: 0.5, Verdict.MISSING: 0.0, Verdict.WRONG: 0.0}

_UNIT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_FUNCTION_WORDS = frozenset(
    (
        "a an and are as at be but by can do does for from had has have he her his i if in into "
        "is it its me my no nor not of on or our she so some such that the their them then there "
        "these they this those to us was we were what when which who will with would you your"
    ).split()
)

Span = tuple[int, int]


def verified(
    judgement: Judgement, round_: Round, answer: Answer, text: str, now: dt.datetime
) -> Critique:
    """The critique of that revision: one finding per rubric point, each with a real quote.

    `text` is what the critic was given (cleaned, masked, capped, so what lies beyond the cap
    earns nothing); quotes are looked for in it, and one span carries one point only. A point
    that was claimed without words of the answer to rest on is missing."""
    findings = verify(judgement, round_.question.points, text)
    return Critique(
        id=0,
        answer_id=answer.id,
        revision=answer.revision,
        rubric=round_.question.rubric,
        judgement=sayable(replace(judgement, findings=findings)),
        score=score(findings),
        created_at=now,
    )


def verify(judgement: Judgement, points: Iterable[Point], text: str) -> tuple[Finding, ...]:
    """The findings that stand, in the order of the rubric's points."""
    checker = Checker(text, strict=judgement.source == "ai")
    by_point: dict[str, Finding] = {}
    for finding in judgement.findings:
        by_point.setdefault(finding.point_id, checker.check(finding))
    return tuple(by_point.get(p.id, Finding(p.id, Verdict.MISSING)) for p in points)


class Checker:
    """Checks findings one by one as they come; earlier ones keep their spans."""

    def __init__(self, text: str, *, strict: bool) -> None:
        self._text = text
        self._strict = strict
        self._used: list[Span] = []

    def check(self, finding: Finding) -> Finding:
        """The finding if its quote stands in the text, else the point is missing."""
        if finding.verdict is Verdict.MISSING:
            return replace(finding, evidence="")
        span = self._span(finding.evidence)
        if span is None:
            return Finding(finding.point_id, Verdict.MISSING)
        self._used.append(span)
        return replace(finding, evidence=self._text[span[0] : span[1]])

    def _span(self, quote: str) -> Span | None:
        """Where the quote stands, whatever its white space; None if it may not carry a point."""
        parts = [re.escape(part) for part in quote.split()]
        if not parts or (self._strict and not _says_something(quote)):
            return None
        # '4 s' is no quote of '1.4 s'.
        head = r"(?<!\d)(?<!\d[.,])" if parts[0][0].isdigit() else ""
        tail = r"(?![.,]?\d)" if parts[-1][-1].isdigit() else ""
        for match in re.finditer(head + r"\s+".join(parts) + tail, self._text):
            span = match.span()
            if not self._strict or not any(_overlap(span, used) for used in self._used):
                return span
        return None


def units(text: str) -> list[str]:
    """The words of a text, in lower case; each character of Chinese and Japanese is one."""
    return [unit.lower() for unit in _UNIT.findall(text)]


def content_words(text: str) -> list[str]:
    """The words that carry something."""
    return [unit for unit in units(text) if unit not in _FUNCTION_WORDS]


def _says_something(quote: str) -> bool:
    return len(units(quote)) >= QUOTE_WORDS and len(set(content_words(quote))) >= CONTENT_WORDS


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def score(findings: Sequence[Finding]) -> float:
    """0 to 5: the share of points met, a half for each partly."""
    if not findings:
        return 0.0
    return round(5 * sum(WORTH[finding.verdict] for finding in findings) / len(findings), 2)


def doubtful(judgement: Judgement, findings: Sequence[Finding]) -> bool:
    """Whether a second look pays: a quote that is not there, low confidence, much 'partly'."""
    stands = {f.point_id: f.verdict for f in findings}
    made_up = any(stands.get(f.point_id, f.verdict) is not f.verdict for f in judgement.findings)
    partly = sum(1 for f in findings if f.verdict is Verdict.PARTLY)
    return made_up or judgement.confidence < LOW_CONFIDENCE or partly >= MANY_PARTLY


def sayable(judgement: Judgement) -> Judgement:
    """The judgement with every text of the critic's own as it may be posted."""
    return replace(
        judgement,
        findings=tuple(sayable_finding(f) for f in judgement.findings),
        strongest=spoken(judgement.strongest, STEP_WORDS),
        next_step=spoken(judgement.next_step, STEP_WORDS),
        stronger=spoken(judgement.stronger, STRONGER_WORDS),
        follow_up=spoken(judgement.follow_up, STEP_WORDS),
        misconceptions=tuple(
            said for text in judgement.misconceptions if (said := spoken(text, COMMENT_WORDS))
        ),
    )


def sayable_finding(finding: Finding) -> Finding:
    """One finding as it may be posted, also while the rest is being made."""
    return replace(
        finding,
        evidence=quoted(finding.evidence),
        comment=spoken(finding.comment, COMMENT_WORDS),
    )
