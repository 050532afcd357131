"""A judgement made of coverage alone: which points have wording in the answer, and where."""

from adapters.keyword.finding import Coverage, cover
from adapters.keyword.language import is_english
from adapters.keyword.words import words
from bot.model import Finding, Judgement, Point, Question, Verdict
from bot.ports import FindingSeen


class KeywordCritic:
    """Implements bot.ports.Critic. It cannot tell right from wrong, so it never says WRONG.

    It needs no key, no network and no state, and the same answer always gets the same
    judgement. The number in the name grows when its findings can change."""

    name = "keyword-1"

    async def judge(
        self,
        question: Question,
        text: str,
        *,
        member: str = "",
        seen: FindingSeen | None = None,
    ) -> Judgement:
        """Looks for each point's wording in `text`; evidence is always a part of `text`.

        A point that was not found is MISSING, which here means no more than: no wording."""
        prompt = words("\n\n".join((question.prompt, *question.rewordings)))
        answer = words(text)
        covered = [(point, cover(point, answer, text, prompt)) for point in question.points]
        return Judgement(
            judge=self.name,
            source="keyword",
            findings=tuple(_finding(point, coverage) for point, coverage in covered),
            strongest=_strongest(covered),
            next_step=_next_step(covered),
            unread=not is_english(text),
        )


def _finding(point: Point, coverage: Coverage) -> Finding:
    if coverage.found:
        return Finding(point.id, Verdict.MET, coverage.quote)
    return Finding(point.id, Verdict.MISSING)


def _strongest(covered: list[tuple[Point, Coverage]]) -> str:
    found = [(point, coverage) for point, coverage in covered if coverage.found]
    if not found:
        return ""
    return max(found, key=lambda pair: pair[1].share)[0].point


def _next_step(covered: list[tuple[Point, Coverage]]) -> str:
    return next((f"No wording found for: {p.point}" for p, c in covered if not c.found), "")
