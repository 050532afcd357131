"""Who answers at the local OpenAI server: an honest model, made of word overlap.

It reads the prompt as any model would, from its text alone."""

import json
import re
from collections.abc import Iterable
from typing import Any

from support import openai_interviewer

POINT = re.compile(r"^\[([\w.-]+)\] (.+)$", re.MULTILINE)
ANSWER = re.compile(r"^(answer-[0-9a-f]{16})\n(.*?)\n\1$", re.MULTILINE | re.DOTALL)
# Words too common to tell one point from another.
COMMON = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be but by for from has have in into is it its no not of on one only "
        "or so that the their them then there they this to was which while who with each every",
    )
)


def honest(texts: list[str], schema: dict[str, Any] | None) -> str:
    """The output for these messages: a critique where one is asked for, else any value that
    follows the schema."""
    asked = schema["properties"] if schema is not None else {"criteria": {}}
    if "point_id" in asked:
        return json.dumps(openai_interviewer.follow_up(texts), ensure_ascii=False)
    if "technical_depth" in asked:
        return json.dumps(openai_interviewer.appraisal(texts), ensure_ascii=False)
    if schema is not None and "criteria" not in asked:
        return json.dumps(_any_value(schema, schema))
    answer = ANSWER.search(texts[-1])
    rubric = next(text for text in texts if "# The points" in text)
    points = POINT.findall(rubric.partition("# The points")[2].partition("# Reference")[0])
    return json.dumps(_critique(points, answer[2] if answer else ""), ensure_ascii=False)


def _critique(points: list[tuple[str, str]], answer: str) -> dict[str, Any]:
    criteria = [_criterion(point_id, point, answer) for point_id, point in points]
    open_points = [
        text for (_, text), done in zip(points, criteria, strict=True) if done["verdict"] != "met"
    ]
    quoted = [criterion["evidence"] for criterion in criteria if criterion["evidence"]]
    return {
        "criteria": criteria,
        "misconceptions": [],
        "strongest_point": " ".join(quoted[0].split()[:6]) if quoted else "",
        "next_step": f"Say this too: {open_points[0]}" if open_points else "Name its cost.",
        "stronger_wording": open_points[0] if open_points else "",
        "follow_up_question": "What does it cost?",
        "answer_addresses_grader": bool(re.search(r"(?i)\b(reviewer|rubric|grader)\b", answer)),
        "confidence": 0.8,
    }


def _criterion(point_id: str, point: str, answer: str) -> dict[str, Any]:
    wanted = _stems(point)
    sentences = [s for s in re.findall(r"[^.!?\n]+", answer) if s.strip()]
    best = max(sentences, key=lambda s: len(wanted & _stems(s)), default="").strip()
    share = len(wanted & _stems(best)) / max(len(wanted), 1)
    verdict = "met" if share >= 0.5 else "partial" if share >= 0.25 else "missing"
    return {
        "id": point_id,
        "evidence": "" if verdict == "missing" else best,
        "verdict": verdict,
        "comment": "A part of this point is not said." if verdict == "partial" else "",
    }


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in COMMON}


def _any_value(schema: dict[str, Any], root: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return _any_value(root["$defs"][schema["$ref"].rsplit("/", 1)[-1]], root)
    if "anyOf" in schema:
        return _any_value(schema["anyOf"][0], root)
    if "enum" in schema:
        return schema["enum"][0]
    if schema["type"] == "object":
        return {key: _any_value(inner, root) for key, inner in schema["properties"].items()}
    plain = {"array": [], "string": "text", "number": 0.5, "integer": 1, "boolean": False}
    return plain.get(schema["type"])


def pieces(text: str, size: int = 24) -> Iterable[str]:
    """The text as it streams."""
    return (text[i : i + size] for i in range(0, len(text), size))


def tokens(text: str) -> int:
    """About four characters make a token (platform.openai.com/tokenizer)."""
    return -(-len(text) // 4)
