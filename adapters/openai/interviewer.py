"""The interviewer that asks a model, over the same line as a critic."""

from collections.abc import Sequence

from adapters.openai.critic import ModelCritic
from adapters.openai.interview_prompt import (
    APPRAISE,
    CLAIMS,
    FOLLOW_UP,
    appraise_prompt,
    follow_up_prompt,
)
from adapters.openai.interview_shape import AppraisalShape, FollowUpShape, appraisal, follow_up
from adapters.openai.shape import Form
from bot.interviews.model import Appraisal, Exchange, FollowUp, Mode
from bot.interviews.ports import Appraised
from bot.model import Finding, Question


class ModelInterviewer:
    """Implements bot.interviews.ports.Interviewer for one model. Safe to use for many at once."""

    def __init__(self, critic: ModelCritic) -> None:
        """`critic` lends its model, key, prices, limits and connections, and closes them."""
        self._critic = critic
        self._model = critic.name.rpartition("/")[0]  # its last part is the critic's prompt
        self.name = f"{self._model}/{FOLLOW_UP}+{CLAIMS}+{APPRAISE}"

    async def follow_up(
        self,
        question: Question,
        exchanges: Sequence[Exchange],
        gaps: Sequence[Finding],
        *,
        mode: Mode,
        member: str,
    ) -> FollowUp:
        """Raises as the critic's `ask` does."""
        asked = follow_up_prompt(question, exchanges, gaps, mode)
        form = Form("follow_up", FollowUpShape, f"ask:{question.id}:v{question.rubric}")
        shape, usage = await self._critic.ask(asked, form, member)
        return follow_up(shape, usage)

    async def appraise(self, items: Sequence[Appraised], *, member: str) -> Appraisal:
        """Raises as the critic's `ask` does."""
        form = Form("appraisal", AppraisalShape, APPRAISE)
        shape, usage = await self._critic.ask(appraise_prompt(items), form, member)
        said = ["\n\n".join(each.said for each in item.exchanges) for item in items]
        return appraisal(shape, said, judge=f"{self._model}/{APPRAISE}", usage=usage)
