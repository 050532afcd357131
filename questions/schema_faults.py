"""The schema's faults in words: what, where, and what would be right."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from questions.files import Fault, SkillSource
from questions.schema import Guide, PointEntry, QuestionEntry, SkillFile

_MODELS: tuple[type[BaseModel], ...] = (SkillFile, Guide, QuestionEntry, PointEntry)
_KEYS = sorted({name for model in _MODELS for name in model.model_fields})


def schema_faults(source: SkillSource) -> list[Fault]:
    """Everything the schema refuses in one file."""
    try:
        SkillFile.model_validate(source.data)
    except ValidationError as error:
        return [_fault(source, detail) for detail in error.errors(include_url=False)]
    return []


def named(data: Any, path: Sequence[str | int]) -> str:
    """'question caching-x, point y: ' for a path into a question; '' outside of questions."""
    words: list[str] = []
    for key, position in pairwise(path):
        data = _inside(data, key)
        if key in ("question", "strong_answer") and isinstance(position, int):
            entry = _inside(data, position)
            own_id = entry.get("id") if isinstance(entry, Mapping) else None
            word = "question" if key == "question" else "point"
            words.append(f"{word} {own_id if isinstance(own_id, str) else position + 1}")
    return ", ".join(words) + ": " if words else ""


def _inside(data: Any, key: str | int) -> Any:
    try:
        return data[key]
    except (KeyError, IndexError, TypeError):
        return None


def _fault(source: SkillSource, detail: ErrorDetails) -> Fault:
    path = detail["loc"]
    return source.fault(path, named(source.data, path) + _sentence(detail))


def _sentence(detail: ErrorDetails) -> str:
    key = next((part for part in reversed(detail["loc"]) if isinstance(part, str)), "file")
    limits, value = detail.get("ctx", {}), detail["input"]
    match detail["type"]:
        case "missing":
            return f"{key} is missing. Add it."
        case "extra_forbidden":
            near = get_close_matches(key, _KEYS, 1)
            return f"{key} is no key here. " + (f"Write {near[0]}." if near else "Remove it.")
        case "string_too_short":
            return f"{key} has {_length(value)}. Write {limits['min_length']} or more."
        case "string_too_long":
            return f"{key} has {_length(value)}. Cut it to {limits['max_length']}."
        case "too_short":
            return f"{key} has {_count(limits)}. Give {limits['min_length']} or more."
        case "too_long":
            return f"{key} has {_count(limits)}. Keep {limits['max_length']} at most."
        case "literal_error":
            return f"{key} is {value!r:.60}. Use {limits['expected']}."
        case "string_pattern_mismatch":
            return f"{key} is {value!r:.60}. Use a to z and 0 to 9, with single hyphens between."
        case _:
            return f"{key} cannot be used: {detail['msg'].removeprefix('Input ')}."


def _length(text: str) -> str:
    characters = len(text.strip())
    return f"{characters} character" + "s" * (characters != 1)


def _count(limits: Mapping[str, Any]) -> str:
    entries = limits["actual_length"]
    return f"{entries} entr{'y' if entries == 1 else 'ies'}"
