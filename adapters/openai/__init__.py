"""Critics and interviewers that ask a model: OpenAI's Responses API, or another provider's chat
completions.

Inside this package `openai` is the library: imports are absolute, and no module has that name."""

from adapters.openai.chat import ChatCompletionsCritic
from adapters.openai.critic import Limits, ModelCritic
from adapters.openai.interviewer import ModelInterviewer
from adapters.openai.pricing import Prices
from adapters.openai.responses import OpenAICritic

__all__ = [
    "ChatCompletionsCritic",
    "Limits",
    "ModelCritic",
    "ModelInterviewer",
    "OpenAICritic",
    "Prices",
]
