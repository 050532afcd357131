"""The critic that asks OpenAI's Responses API."""

from typing import Any, Literal

import openai
from openai.types.responses import (
    EasyInputMessageParam,
    Response,
    ResponseError,
    ResponseErrorEvent,
    ResponseInputItemParam,
    ResponseInputTextParam,
)

from adapters.openai.critic import Ended, Limits, ModelCritic, Reply
from adapters.openai.pricing import Prices, Tokens
from adapters.openai.prompt import Prompt
from adapters.openai.shape import Form, S, schema
from adapters.openai.streams import events, hung_up
from adapters.openai.watching import Watcher

# "Expected a string with maximum length 64": buhlergroup/buhler-chat #181, llxprt-code #2135.
CACHE_KEY_LIMIT = 64


class OpenAICritic(ModelCritic):
    """One model of OpenAI, or of any server that speaks the Responses API."""

    def __init__(
        self,
        api_key: str,
        *,
        model: str,
        prices: Prices,
        base_url: str | None = None,
        breakpoints: bool = True,
        limits: Limits = Limits(),  # noqa: B008, it is frozen
    ) -> None:
        """`breakpoints`: False for models before gpt-5.6, which refuse them."""
        super().__init__(
            "openai", api_key, base_url=base_url, model=model, prices=prices, limits=limits
        )
        self._breakpoints = breakpoints

    async def _ask(self, asked: Prompt, form: Form[S], member: str, watcher: Watcher) -> Reply:
        stream = await self._client.responses.create(
            model=self._model,
            input=self._input(asked),
            text={
                "format": {
                    "type": "json_schema",
                    "name": form.name,
                    "strict": True,
                    "schema": schema(form.shape),
                }
            },
            reasoning={"effort": self._limits.effort},
            max_output_tokens=self._limits.output_tokens,
            prompt_cache_key=form.key[-CACHE_KEY_LIMIT:],
            # The implicit breakpoint would pay to cache the answer, which never comes again.
            prompt_cache_options={"mode": "explicit"} if self._breakpoints else openai.omit,
            safety_identifier=member or openai.omit,
            store=False,
            stream=True,
        )
        response: Response | None = None
        async with stream:
            async for event in events(stream):
                match event.type:
                    case "response.output_text.delta":
                        await watcher.hear(event.delta)
                    case "response.completed" | "response.incomplete":
                        response = event.response
                    case "response.failed":
                        raise _failed(stream, event.response.error)
                    case "error":
                        raise _failed(stream, event)
        if response is None:
            raise hung_up(stream)
        return _reply(response)

    def _input(self, asked: Prompt) -> list[ResponseInputItemParam]:
        """Rules and rubric may be cached up to their ends; the answer comes last and never is."""
        return [
            _message("developer", asked.rules, cached=self._breakpoints),
            _message("developer", asked.rubric, cached=self._breakpoints),
            _message("user", asked.answer, cached=False),
        ]


def _message(
    role: Literal["developer", "user"], text: str, *, cached: bool
) -> EasyInputMessageParam:
    content = ResponseInputTextParam(type="input_text", text=text)
    if cached:
        content["prompt_cache_breakpoint"] = {"mode": "explicit"}
    return {"role": role, "content": [content]}


def _failed(
    stream: openai.AsyncStream[Any], error: ResponseError | ResponseErrorEvent | None
) -> openai.APIError:
    code = error.code if error else None
    return openai.APIError("failed", stream.response.request, body={"code": code})


def _reply(response: Response) -> Reply:
    declined = any(
        part.type == "refusal"
        for item in response.output
        if item.type == "message"
        for part in item.content
    )
    reason = response.incomplete_details and response.incomplete_details.reason
    ended: Ended = "whole"
    if declined or reason == "content_filter":
        ended = "declined"
    elif response.status == "incomplete":
        ended = "cut off"
    return Reply(response.output_text, _tokens(response), ended)


def _tokens(response: Response) -> Tokens:
    if response.usage is None:
        return Tokens()
    details = response.usage.input_tokens_details
    return Tokens(
        response.usage.input_tokens,
        # Other servers than OpenAI's leave details out.
        getattr(details, "cached_tokens", None) or 0,
        getattr(details, "cache_write_tokens", None) or 0,
        response.usage.output_tokens,
    )
