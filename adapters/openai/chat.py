"""The critic that asks another provider through an OpenAI-compatible address."""

import json

import openai
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionMessageParam
from openai.types.shared_params import ResponseFormatJSONSchema

from adapters.openai.critic import Ended, Limits, ModelCritic, Reply
from adapters.openai.pricing import Prices, Tokens
from adapters.openai.prompt import Prompt
from adapters.openai.shape import Form, S, schema
from adapters.openai.streams import events, hung_up
from adapters.openai.watching import Watcher

ENDS: dict[str, Ended] = {"length": "cut off", "content_filter": "declined"}


class ChatCompletionsCritic(ModelCritic):
    """One model behind `/chat/completions`.

    Gemini takes the schema (ai.google.dev/gemini-api/docs/openai); Anthropic ignores it
    (platform.claude.com/docs/en/api/openai-sdk), so the prompt carries it as well. Nothing about
    the member is sent: what these providers would do with it differs."""

    def __init__(
        self,
        provider: str,
        api_key: str,
        *,
        base_url: str,
        model: str,
        prices: Prices,
        json_schema: bool = True,
        limits: Limits = Limits(),  # noqa: B008, it is frozen
    ) -> None:
        """`provider` names it in errors and in `name`. `json_schema`: False for servers that
        refuse such a `response_format`."""
        super().__init__(
            provider, api_key, base_url=base_url, model=model, prices=prices, limits=limits
        )
        self._json_schema = json_schema

    async def _ask(self, asked: Prompt, form: Form[S], member: str, watcher: Watcher) -> Reply:
        stream = await self._client.chat.completions.create(
            model=self._model,
            messages=_messages(asked, form),
            response_format=_format(form) if self._json_schema else openai.omit,
            reasoning_effort=self._limits.effort,
            max_completion_tokens=self._limits.output_tokens,
            stream=True,
            stream_options={"include_usage": True},
        )
        text, tokens, finish, declined = "", Tokens(), None, False
        async with stream:
            async for chunk in events(stream):
                tokens = _tokens(chunk.usage) if chunk.usage else tokens
                for choice in chunk.choices[:1]:
                    finish = choice.finish_reason or finish
                    declined = declined or bool(choice.delta.refusal)
                    text += choice.delta.content or ""
                    await watcher.hear(choice.delta.content or "")
        if finish is None:
            raise hung_up(stream)
        return Reply(text, tokens, "declined" if declined else ENDS.get(finish, "whole"))


def _messages(asked: Prompt, form: Form[S]) -> list[ChatCompletionMessageParam]:
    shape = f"\n# The JSON schema to follow\n{json.dumps(schema(form.shape))}\n"
    return [
        {"role": "system", "content": asked.rules + shape},
        {"role": "user", "content": asked.rubric + "\n" + asked.answer},
    ]


def _format(form: Form[S]) -> ResponseFormatJSONSchema:
    return {
        "type": "json_schema",
        "json_schema": {"name": form.name, "strict": True, "schema": schema(form.shape)},
    }


def _tokens(usage: CompletionUsage) -> Tokens:
    details = usage.prompt_tokens_details
    return Tokens(
        total_in=usage.prompt_tokens,
        cached=(details and details.cached_tokens) or 0,
        # Gemini leaves its thinking out of completion_tokens, though not out of the bill
        # (Clarifai/clarifai-python #978, mozilla-ai/any-llm #1290).
        out=max(usage.completion_tokens, usage.total_tokens - usage.prompt_tokens),
    )
