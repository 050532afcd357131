"""Critics for tests."""

from bot.model import Finding, Judgement, Question, Verdict
from bot.ports import FindingSeen


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
