"""The local OpenAI server itself: it takes what the real one takes, and refuses the rest."""

import copy
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import openai
import pytest
from support.openai_faults import Fault, Mix
from support.openai_samples import ANSWER, QUESTION
from support.openai_schema import faults, follows
from support.openai_server import KEY, OpenAIServer

from adapters.openai.prompt import prompt
from adapters.openai.shape import schema

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
async def server() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as server:
        yield server


@pytest.fixture
async def client(server: OpenAIServer) -> AsyncIterator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(api_key=KEY, base_url=server.url, max_retries=0) as client:
        yield client


def response_body() -> dict[str, Any]:
    asked = prompt(QUESTION, ANSWER)
    form = {"type": "json_schema", "name": "critique", "strict": True, "schema": schema()}
    part = {"type": "input_text", "text": asked.rubric}
    return {
        "model": "gpt-6-luna",
        "input": [
            {"role": "developer", "content": [part]},
            {"role": "user", "content": asked.answer},
        ],
        "text": {"format": form},
        "max_output_tokens": 3000,
    }


def chat_body() -> dict[str, Any]:
    asked = prompt(QUESTION, ANSWER)
    form = {"name": "critique", "strict": True, "schema": schema()}
    return {
        "model": "other-1",
        "messages": [{"role": "user", "content": asked.rubric + asked.answer}],
        "response_format": {"type": "json_schema", "json_schema": form},
    }


def put(*path: Any, value: Any) -> Change:
    def change(body: dict[str, Any]) -> None:
        inner: Any = body
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value

    return change


def without(*path: Any) -> Change:
    def change(body: dict[str, Any]) -> None:
        inner: Any = body
        for key in path[:-1]:
            inner = inner[key]
        del inner[path[-1]]

    return change


FORM = ("text", "format")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put("temprature", value=1), "unknown_parameter"),
        (put("messages", value=[]), "unknown_parameter"),
        (put("response_format", value={}), "unknown_parameter"),
        (put("input", 0, "role", value="critic"), "invalid_value"),
        (put("input", 0, "content", 0, "type", value="text"), "invalid_value"),
        (put("input", 0, "content", 0, "cached", value=True), "unknown_parameter"),
        (without("model"), "missing_required_parameter"),
        (without("input"), "missing_required_parameter"),
        (without("text"), "missing_required_parameter"),
        (without(*FORM, "schema"), "missing_required_parameter"),
        (without(*FORM, "name"), "missing_required_parameter"),
        (put(*FORM, "strict", value=False), "invalid_value"),
        (put(*FORM, "schema", "additionalProperties", value=True), "invalid_json_schema"),
        (put(*FORM, "schema", "required", value=["criteria"]), "invalid_json_schema"),
        (
            put(*FORM, "schema", "properties", "next_step", "maxLength", value=9),
            "invalid_json_schema",
        ),
        (put("max_output_tokens", value=5), "integer_below_min_value"),
        (put("max_output_tokens", value="5"), "invalid_type"),
        (put("prompt_cache_key", value="k" * 65), "string_above_max_length"),
        (put("safety_identifier", value="k" * 129), "string_above_max_length"),
        (put("reasoning", value={"effort": "lots"}), "invalid_value"),
        (put("store", value="no"), "invalid_type"),
    ],
)
async def test_a_wrong_responses_request_is_refused(
    client: openai.AsyncOpenAI, change: Change, code: str
) -> None:
    body = copy.deepcopy(response_body())
    change(body)
    with pytest.raises(openai.BadRequestError) as caught:
        await client.post("/responses", body=body, cast_to=object)
    assert caught.value.code == code
    assert caught.value.type == "invalid_request_error"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put("input", value=[]), "unknown_parameter"),
        (put("messages", 0, "role", value="critic"), "invalid_value"),
        (put("messages", 0, "text", value="x"), "unknown_parameter"),
        (without("messages"), "missing_required_parameter"),
        (put("response_format", "type", value="json"), "missing_required_parameter"),
        (without("response_format", "json_schema", "schema"), "missing_required_parameter"),
        (put("reasoning_effort", value="lots"), "invalid_value"),
        (put("stream_options", value={"include_usage": True}), None),
    ],
)
async def test_a_wrong_chat_request_is_refused(
    client: openai.AsyncOpenAI, change: Change, code: str | None
) -> None:
    body = copy.deepcopy(chat_body())
    change(body)
    with pytest.raises(openai.BadRequestError) as caught:
        await client.post("/chat/completions", body=body, cast_to=object)
    assert caught.value.code == code


async def test_a_right_request_gets_the_schema_streaming_or_not(
    client: openai.AsyncOpenAI,
) -> None:
    whole = await client.responses.create(**response_body())
    stream = await client.responses.create(**response_body(), stream=True)
    events = [event async for event in stream]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert events[-1].type == "response.completed"
    assert events[-1].response.output_text == whole.output_text
    assert whole.usage
    assert whole.usage.total_tokens == whole.usage.input_tokens + whole.usage.output_tokens
    chat = await client.chat.completions.create(**chat_body())
    for text in (whole.output_text, chat.choices[0].message.content or ""):
        assert follows(json.loads(text), schema(), schema())


async def test_without_the_right_key_nobody_gets_in(server: OpenAIServer) -> None:
    async with openai.AsyncOpenAI(api_key="sk-other", base_url=server.url) as client:
        with pytest.raises(openai.AuthenticationError) as caught:
            await client.responses.create(**response_body())
    assert caught.value.code == "invalid_api_key"


async def test_any_other_schema_gets_a_value_that_follows_it(client: openai.AsyncOpenAI) -> None:
    body = response_body()
    other = {
        "type": "object",
        "properties": {
            "n": {"type": "integer"},
            "list": {"type": "array", "items": {"type": "string"}},
        },
        "required": ["n", "list"],
        "additionalProperties": False,
    }
    body["text"]["format"]["schema"] = other
    text = (await client.responses.create(**body)).output_text
    assert follows(json.loads(text), other, other)


async def test_every_call_is_in_the_journal_with_its_fault(
    server: OpenAIServer, client: openai.AsyncOpenAI
) -> None:
    server.script(Fault.ERROR, None)
    with pytest.raises(openai.InternalServerError):
        await client.responses.create(**response_body())
    await client.chat.completions.create(**chat_body())
    assert [(call.path, call.fault) for call in server.calls] == [
        ("/v1/responses", Fault.ERROR),
        ("/v1/chat/completions", None),
    ]
    assert KEY not in repr(server.calls)


async def test_a_mix_of_one_seed_fails_the_same_calls_each_time() -> None:
    first, second = Mix(7, 0.5), Mix(7, 0.5)
    faults_ = [first.next() for _ in range(200)]
    assert faults_ == [second.next() for _ in range(200)]
    assert 70 < sum(fault is not None for fault in faults_) < 130


def test_an_optional_property_and_a_described_reference_are_no_strict_schema() -> None:
    inner = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
    bad = {
        "type": "object",
        "properties": {"a": {"$ref": "#/$defs/A", "description": "an a"}},
        "required": [],
        "additionalProperties": False,
        "$defs": {"A": inner},
    }
    assert len(list(faults(bad))) == 2
