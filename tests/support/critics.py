"""Critics for tests."""

from adapters.keyword import KeywordCritic
from bot.critiques.breaker import Breaker
from bot.critiques.ladder import Ladder, Rungs
from bot.model import Finding, Judgement, Question, Verdict
from bot.ports import Clock, Critic, FindingSeen


def ladder_of(clock: Clock, *models: Critic) -> Ladder:
    """Those models over the keyword check; nobody is told of outages."""
    return Ladder(Rungs(models, KeywordCritic()), Breaker(clock, _nobody_is_told))


async def _nobody_is_told(critic: str, reason: str) -> None:
    """For tests that do not look at outages."""


class Praising:
    """Speaks as a model does: quotes the answer's first words for the first point."""

    name = "praising"

    async def judge(
        self,
        question: Question,
        text: str,
        *,
        member: str = "",
        seen: FindingSeen | None = None,
    ) -> Judgement:
        quote = text.partition(",")[0]
        first, second, *_ = question.points
        return Judgement(
            judge=self.name,
            source="ai",
            findings=(
                Finding(first.id, Verdict.MET, quote),
                Finding(second.id, Verdict.PARTLY, text.rpartition(",")[2].strip(), "Say why."),
            ),
            strongest="the cause.",
            next_step="Say what readers get while the lock is held.",
            stronger="They get the stale value while one request refreshes it.",
        )
