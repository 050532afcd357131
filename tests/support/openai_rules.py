"""What the local OpenAI server refuses. A wrong request gets an error, never a shrug.

The names of the fields are those of openai-python's generated types, which come from OpenAI's
OpenAPI spec; every other rule names its source. Errors have the API's shape: message, type,
param, code (platform.openai.com/docs/guides/error-codes)."""

import re
from typing import Any

from openai.types.chat import completion_create_params as chat_params
from openai.types.responses import response_create_params as response_params
from support.openai_schema import faults

RESPONSE_FIELDS = {
    *response_params.ResponseCreateParamsBase.__annotations__,
    *response_params.ResponseCreateParamsStreaming.__annotations__,
}
CHAT_FIELDS = {
    *chat_params.CompletionCreateParamsBase.__annotations__,
    *chat_params.CompletionCreateParamsStreaming.__annotations__,
}
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")  # shared/ReasoningEffort
# response_input_param.Message and EasyInputMessageParam; ChatCompletionMessageParam.
RESPONSE_ROLES = ("user", "assistant", "system", "developer")
CHAT_ROLES = ("user", "assistant", "system", "developer", "tool", "function")
MOST_BREAKPOINTS = 4  # prompt_cache_options: "Each request can write up to four breakpoints"


class Refused(Exception):
    """A 400, with what the API's error body holds."""

    def __init__(self, message: str, param: str | None, code: str | None) -> None:
        super().__init__(message)
        self.body = {
            "message": message,
            "type": "invalid_request_error",
            "param": param,
            "code": code,
        }


def check_response(body: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema that a /v1/responses request asks for. Raises Refused."""
    _known(body, RESPONSE_FIELDS)
    _needed(body, "model", str)
    _needed(body, "input", list)  # the API takes a string too; we always send messages
    breakpoints = sum(_input_message(i, item) for i, item in enumerate(body["input"]))
    if breakpoints > MOST_BREAKPOINTS:
        raise Refused("Too many prompt cache breakpoints.", "input", "invalid_value")
    _common(body, "max_output_tokens")
    effort = _typed(body, "reasoning", dict, {}).get("effort")
    _one_of(effort, (None, *EFFORTS), "reasoning.effort")
    mode = _typed(body, "prompt_cache_options", dict, {}).get("mode")
    _one_of(mode, (None, "implicit", "explicit"), "prompt_cache_options.mode")
    text = _typed(body, "text", dict, {})
    _known(text, {"format", "verbosity"}, "text.")
    return _schema(text.get("format"), text.get("format"), "text.format")


def check_chat(body: dict[str, Any]) -> dict[str, Any] | None:
    """The JSON schema that a /v1/chat/completions request asks for, if any. Raises Refused."""
    _known(body, CHAT_FIELDS)
    _needed(body, "model", str)
    _needed(body, "messages", list)
    for i, message in enumerate(body["messages"]):
        where = f"messages[{i}]"
        _known(message, {"role", "content", "name"}, f"{where}.")
        _one_of(message.get("role"), CHAT_ROLES, f"{where}.role")
        _needed(message, "content", str, f"{where}.")
    _common(body, "max_completion_tokens")
    _one_of(body.get("reasoning_effort"), (None, *EFFORTS), "reasoning_effort")
    # "Only set this when you set `stream: true`": stream_options in the chat reference.
    if "stream_options" in body and not body.get("stream"):
        raise Refused("stream_options needs stream.", "stream_options", None)
    form = body.get("response_format")
    return None if form is None else _schema(form, form.get("json_schema"), "response_format")


def _input_message(i: int, item: Any) -> int:
    where = f"input[{i}]"
    _known(item, {"role", "content", "type", "phase"}, f"{where}.")
    _one_of(item.get("role"), RESPONSE_ROLES, f"{where}.role")
    if isinstance(item.get("content"), str):
        return 0
    _needed(item, "content", list, f"{where}.")
    # The API: "Invalid value: 'text'. Supported values are: 'input_text', …" for user parts;
    # 'output_text' belongs to the assistant.
    kind = "output_text" if item["role"] == "assistant" else "input_text"
    for k, part in enumerate(item["content"]):
        inner = f"{where}.content[{k}]"
        _one_of(part.get("type"), (kind,), f"{inner}.type")
        _known(part, {"type", "text", "prompt_cache_breakpoint"}, f"{inner}.")
        _needed(part, "text", str, f"{inner}.")
        if "prompt_cache_breakpoint" in part:
            mode = part["prompt_cache_breakpoint"].get("mode")
            _one_of(mode, ("explicit",), f"{inner}.prompt_cache_breakpoint.mode")
    return sum("prompt_cache_breakpoint" in part for part in item["content"])


def _common(body: dict[str, Any], room: str) -> None:
    # "integer below minimum value. Expected a value >= 16": vectorize-io/hindsight #58.
    if _typed(body, room, int, 16) < 16:
        raise Refused(
            f"Invalid '{room}': integer below minimum value. Expected a value >= 16.",
            room,
            "integer_below_min_value",
        )
    # 64: theopenco/llmgateway #3110. 128: safety_identifier in the reference of both endpoints.
    for field, longest in (("prompt_cache_key", 64), ("safety_identifier", 128)):
        if len(_typed(body, field, str, "")) > longest:
            raise Refused(
                f"Invalid '{field}': string too long. Expected a string with maximum length "
                f"{longest}.",
                field,
                "string_above_max_length",
            )
    _typed(body, "store", bool, False)
    _typed(body, "stream", bool, False)


def _schema(form: Any, spec: Any, where: str) -> dict[str, Any]:
    """Stricter than the API, which takes plain text too: Whetstone always asks for a schema."""
    if not isinstance(form, dict) or form.get("type") != "json_schema":
        raise Refused(
            f"Missing required parameter: '{where}'.", where, "missing_required_parameter"
        )
    spec = spec if isinstance(spec, dict) else {}
    _known(spec, {"type", "name", "schema", "strict", "description"}, f"{where}.")
    _needed(spec, "name", str, f"{where}.")
    _needed(spec, "schema", dict, f"{where}.")
    # "Must be a-z, A-Z, 0-9, or contain underscores and dashes, with a maximum length of 64":
    # response_format_text_json_schema_config_param.py of openai-python.
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", spec["name"]):
        raise Refused(f"Invalid '{where}.name'.", f"{where}.name", "invalid_value")
    if spec.get("strict") is not True:
        raise Refused(f"'{where}.strict' has to be true.", f"{where}.strict", "invalid_value")
    # Message and code as in mavam/pi-web-providers #14.
    for fault in faults(spec["schema"]):
        raise Refused(
            f"Invalid schema for response_format '{spec['name']}': {fault}",
            f"{where}.schema",
            "invalid_json_schema",
        )
    return dict(spec["schema"])


def _known(body: Any, fields: set[str], where: str = "") -> None:
    # "Unknown parameter: 'reasoning'.", unknown_parameter: teabranch/open-responses-server #41.
    if not isinstance(body, dict):
        raise Refused("Invalid type: expected an object.", where or None, "invalid_type")
    for name in body.keys() - fields:
        raise Refused(f"Unknown parameter: '{where}{name}'.", where + name, "unknown_parameter")


def _needed(body: dict[str, Any], name: str, kind: type, where: str = "") -> None:
    if name not in body:
        raise _missing(where + name)
    _typed(body, name, kind, None, where)


def _missing(name: str) -> Refused:
    return Refused(f"Missing required parameter: '{name}'.", name, "missing_required_parameter")


def _typed(body: dict[str, Any], name: str, kind: type, default: Any, where: str = "") -> Any:
    value = body.get(name)
    if value is None:
        return default
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Refused(f"Invalid type for '{where}{name}'.", where + name, "invalid_type")
    return value


def _one_of(value: Any, allowed: tuple[Any, ...], where: str) -> None:
    if value not in allowed:
        names = ", ".join(f"'{name}'" for name in allowed if name)
        raise Refused(
            f"Invalid value: '{value}'. Supported values are: {names}.", where, "invalid_value"
        )
