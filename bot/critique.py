"""What of a judgement may stand. Pure: the model proposes, code verifies and computes."""

import datetime as dt
from dataclasses import replace

from bot.model import Answer, Critique, Finding, Judgement, Round, Verdict

WORTH = {Verdict.MET: 1.0, Verdict.PARTLY: 0.5, Verdict.MISSING: 0.0, Verdict.WRONG: 0.0}


def verified(
    judgement: Judgement, round_: Round, answer: Answer, text: str, now: dt.datetime
) -> Critique:
    """The critique of that revision: one finding per rubric point, each with a real quote.

    `text` is what the critic was given; quotes are looked for in it.

    A point that was claimed without words of the answer to rest on is missing."""
    by_point = {finding.point_id: finding for finding in judgement.findings}
    findings = tuple(
        _stands(by_point.get(point.id, Finding(point.id, Verdict.MISSING)), text)
        for point in round_.question.points
    )
    return Critique(
        id=0,
        answer_id=answer.id,
        revision=answer.revision,
        rubric=round_.question.rubric,
        judgement=replace(judgement, findings=findings),
        score=score(findings),
        created_at=now,
    )


def _stands(finding: Finding, text: str) -> Finding:
    if finding.verdict is Verdict.MISSING:
        return replace(finding, evidence="")
    if not finding.evidence or finding.evidence not in text:
        return Finding(finding.point_id, Verdict.MISSING)
    return finding


def score(findings: tuple[Finding, ...]) -> float:
    """0 to 5, the share of points met, a half for each partly."""
    if not findings:
        return 0.0
    return round(5 * sum(WORTH[finding.verdict] for finding in findings) / len(findings), 2)
