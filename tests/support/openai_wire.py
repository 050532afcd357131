"""What the local OpenAI server sends: whole objects and streams of events.

Shapes: openai-python's generated types (Response, ResponseStreamEvent, ChatCompletion and
ChatCompletionChunk), which come from OpenAI's OpenAPI spec. The order of the events is that of
developers.openai.com/api/docs/guides/streaming-responses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from support.openai_model import pieces, tokens

Json = dict[str, Any]


@dataclass(frozen=True)
class Output:
    """What the model makes of one request. `cut`: why it ended early."""

    id: str
    model: str
    text: str
    prompt_tokens: int
    cached: int = 0
    written: int = 0
    reasoning: int = 0
    refused: bool = False
    cut: str | None = None  # max_output_tokens | content_filter
    failed: str | None = None  # the code of ResponseError

    @property
    def out(self) -> int:
        return self.reasoning + tokens(self.text)


def response(output: Output, status: str | None = None) -> Json:
    """A Response. `status` in_progress for the one that opens a stream."""
    done = status is None
    return {
        "id": f"resp_{output.id}",
        "object": "response",
        "created_at": 0,
        "model": output.model,
        "status": status or _status(output),
        "error": {"code": output.failed, "message": "It broke."} if output.failed else None,
        "incomplete_details": {"reason": output.cut} if done and output.cut else None,
        "output": [_item(output)] if done and not output.failed else [],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": _response_usage(output) if done and not output.failed else None,
    }


def _status(output: Output) -> str:
    return "failed" if output.failed else "incomplete" if output.cut else "completed"


def _item(output: Output, *, empty: bool = False) -> Json:
    return {
        "id": f"msg_{output.id}",
        "type": "message",
        "role": "assistant",
        "status": "in_progress" if empty else "incomplete" if output.cut else "completed",
        "content": [] if empty else [_part(output)],
    }


def _part(output: Output, text: str | None = None) -> Json:
    text = output.text if text is None else text
    if output.refused:
        return {"type": "refusal", "refusal": text}
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _response_usage(output: Output) -> Json:
    return {
        "input_tokens": output.prompt_tokens,
        "input_tokens_details": {
            "cached_tokens": output.cached,
            "cache_write_tokens": output.written,
        },
        "output_tokens": output.out,
        "output_tokens_details": {"reasoning_tokens": output.reasoning},
        "total_tokens": output.prompt_tokens + output.out,
    }


def response_events(output: Output) -> Iterator[Json]:
    """The events of /v1/responses with `stream`, numbered."""
    for number, event in enumerate(_response_events(output)):
        yield {**event, "sequence_number": number}


def _response_events(output: Output) -> Iterator[Json]:
    at = {"item_id": f"msg_{output.id}", "output_index": 0, "content_index": 0}
    kind = "refusal" if output.refused else "output_text"
    yield {"type": "response.created", "response": response(output, "in_progress")}
    yield {"type": "response.in_progress", "response": response(output, "in_progress")}
    item = _item(output, empty=True)
    yield {"type": "response.output_item.added", "output_index": 0, "item": item}
    yield {"type": "response.content_part.added", **at, "part": _part(output, "")}
    for piece in pieces(output.text):
        yield {"type": f"response.{kind}.delta", **at, "delta": piece, "logprobs": []}
    if not output.failed:
        whole = {"refusal" if output.refused else "text": output.text}
        yield {"type": f"response.{kind}.done", **at, **whole, "logprobs": []}
        yield {"type": "response.content_part.done", **at, "part": _part(output)}
        yield {"type": "response.output_item.done", "output_index": 0, "item": _item(output)}
    yield {"type": f"response.{_status(output)}", "response": response(output)}


def completion(output: Output) -> Json:
    """A ChatCompletion."""
    message: Json = {"role": "assistant", "content": output.text, "refusal": None}
    if output.refused:
        message |= {"content": None, "refusal": output.text}
    return {
        "id": f"chatcmpl-{output.id}",
        "object": "chat.completion",
        "created": 0,
        "model": output.model,
        "choices": [{"index": 0, "message": message, "finish_reason": _finish(output)}],
        "usage": _chat_usage(output),
    }


def _finish(output: Output) -> str:
    return {None: "stop", "max_output_tokens": "length", "content_filter": "content_filter"}[
        output.cut
    ]


def _chat_usage(output: Output) -> Json:
    """As Gemini counts: its thinking is in the total alone (mozilla-ai/any-llm #1290)."""
    return {
        "prompt_tokens": output.prompt_tokens,
        "completion_tokens": output.out - output.reasoning,
        "total_tokens": output.prompt_tokens + output.out,
        "prompt_tokens_details": {"cached_tokens": output.cached},
    }


def chunks(output: Output, *, usage: bool) -> Iterator[Json]:
    """The chunks of /v1/chat/completions with `stream`; the last one has the usage, no choices."""
    field = "refusal" if output.refused else "content"
    yield _chunk(output, [_choice({"role": "assistant", "content": ""})])
    for piece in pieces(output.text):
        yield _chunk(output, [_choice({field: piece})])
    yield _chunk(output, [_choice({}, _finish(output))])
    if usage:
        yield {**_chunk(output, []), "usage": _chat_usage(output)}


def _choice(delta: Json, finish: str | None = None) -> Json:
    return {"index": 0, "delta": delta, "finish_reason": finish}


def _chunk(output: Output, choices: list[Json]) -> Json:
    return {
        "id": f"chatcmpl-{output.id}",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": output.model,
        "choices": choices,
    }
