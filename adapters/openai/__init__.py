"""Critics that ask a model: OpenAI's Responses API, or chat completions of another provider.

Inside this package `openai` is the library: imports are absolute, and no module has that name."""

from adapters.openai.chat import ChatCompletionsCritic
from adapters.openai.critic import Limits
from adapters.openai.pricing import Prices
from adapters.openai.responses import OpenAICritic

__all__ = ["ChatCompletionsCritic", "Limits", "OpenAICritic", "Prices"]
