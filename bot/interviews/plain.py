"""The interviewer that needs no key: the bank's own follow-ups, and wording.

It knows nothing of truth, so what it says is labelled as a keyword check."""

import re
from collections.abc import Sequence

from bot.critiques.critique import content_words
from bot.interviews.model import (
    Appraisal,
    Band,
    Dimension,
    Exchange,
    FollowUp,
    Mode,
    Rating,
)
from bot.interviews.ports import Appraised
from bot.model import Finding, Point, Question, Verdict

NAME = "keyword-interviewer-1"
MANY = 2  # sentences with such wording, before a dimension counts as clear
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.](?=\w))+[.!?]*")
_CUES: dict[Dimension, re.Pattern[str]] = {
    "trade-offs": re.compile(
        r"\b(?:trade-?offs?|costs?|at the price|in exchange|instead of|rather than|downside|"
        r"drawback|on the other hand|whereas|worth it|gave up|give up|pay for)\b",
        re.IGNORECASE,
    ),
    "structure": re.compile(
        r"\b(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|then|next|finally|because|therefore|"
        r"so that|as a result|in short|step \d)\b",
        re.IGNORECASE,
    ),
    "evidence": re.compile(
        r"\d|\b(?:measured|logs?|metrics?|graphs?|traces?|for example|we saw|we had|load test|"
        r"p9\d|percent)\b",
        re.IGNORECASE,
    ),
}


class PlainInterviewer:
    """Implements `bot.interviews.ports.Interviewer`. The same words get the same question."""

    name = NAME

    async def follow_up(
        self,
        question: Question,
        exchanges: Sequence[Exchange],
        gaps: Sequence[Finding],
        *,
        mode: Mode = "real",
        member: str = "",
    ) -> FollowUp:
        """The bank's follow-up nearest to a gap. Where none is near, the gap is named in study
        mode; in real mode its name would be a hint, so the bank's next one is asked."""
        points = {point.id: point for point in question.points}
        asked = {exchange.asked for exchange in exchanges}
        left = [text for text in question.follow_ups if text not in asked]
        near = [
            (_shared(points[gap.point_id], text), -place, text, gap.point_id)
            for place, gap in enumerate(gaps)
            for text in left
        ]
        best = max(near, default=(0, 0, "", ""))
        if best[0]:
            return FollowUp(best[2], best[3])
        if mode == "real":
            return FollowUp(left[0] if left else "")
        for gap in gaps:
            text = f"What would you say about this part: {gap.point_id.replace('-', ' ')}?"
            if text not in asked:
                return FollowUp(text, gap.point_id)
        return FollowUp("", "")

    async def appraise(self, items: Sequence[Appraised], *, member: str = "") -> Appraisal:
        items = [each for each in items if each.judgement is None or not each.judgement.unread]
        texts = [exchange.said for item in items for exchange in item.exchanges if exchange.said]
        strengths = [strongest for item in items if (strongest := _strongest(item))]
        ratings = (_depth(items), *(_by_wording(d, texts) for d in _CUES))
        return Appraisal(NAME, "keyword", ratings, tuple(strengths[:3]))


def _strongest(item: Appraised) -> str:
    """Where wording alone was looked for, the point's name: its sentence was not said."""
    judgement = item.judgement
    if judgement is None or judgement.source == "ai":
        return judgement.strongest if judgement else ""
    met = (f.point_id for f in judgement.findings if f.verdict is Verdict.MET)
    return next(met, "").replace("-", " ")


def _shared(point: Point, text: str) -> int:
    wording = {word for idea in point.terms for term in idea for word in content_words(term)}
    return len((wording | set(content_words(point.point))) & set(content_words(text)))


def _depth(items: Sequence[Appraised]) -> Rating:
    """From how many of the points wording was found."""
    judged = [item.judgement for item in items if item.judgement is not None]
    findings = [finding for judgement in judged for finding in judgement.findings]
    met = [finding for finding in findings if finding.verdict is Verdict.MET and finding.evidence]
    if not met:
        return Rating("technical depth", Band.UNSEEN)
    band = Band.CLEAR if len(met) * 3 >= len(findings) * 2 else Band.PARTLY
    return Rating("technical depth", band, max((f.evidence for f in met), key=len))


def _by_wording(dimension: Dimension, texts: Sequence[str]) -> Rating:
    cue = _CUES[dimension]
    sentences = (sentence.strip() for text in texts for sentence in _SENTENCE.findall(text))
    found = [sentence for sentence in sentences if cue.search(sentence)]
    if not found:
        return Rating(dimension, Band.UNSEEN)
    telling = max(found, key=lambda sentence: len(set(cue.findall(sentence))))
    return Rating(dimension, Band.CLEAR if len(found) >= MANY else Band.PARTLY, telling)
