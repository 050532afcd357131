"""From a model's JSON to a judgement, whole or piece by piece."""

import asyncio
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from support.openai_samples import QUESTION
from support.openai_schema import faults

from adapters.openai.shape import Criterion, Shape, findings, judgement, schema
from adapters.openai.watching import Watcher
from bot.model import Finding, Usage, Verdict


def criterion(point_id: str, verdict: str = "met", **fields: str) -> dict[str, str]:
    return {
        "id": point_id,
        "evidence": "some words of it",
        "verdict": verdict,
        "comment": "",
    } | fields


def written(*criteria: dict[str, str], **fields: Any) -> str:
    return json.dumps(
        {
            "criteria": criteria,
            "misconceptions": [],
            "strongest_point": "the cause",
            "next_step": "Say it.",
            "stronger_wording": "It is so.",
            "follow_up_question": "Why?",
            "answer_addresses_grader": False,
            "confidence": 0.5,
        }
        | fields
    )


def test_the_schema_is_one_that_strict_mode_takes() -> None:
    assert list(faults(schema())) == []


def test_evidence_stands_before_the_verdict() -> None:
    assert list(Criterion.model_fields)[:3] == ["id", "evidence", "verdict"]
    assert next(iter(schema()["properties"])) == "criteria"


def test_unknown_points_are_dropped_missing_ones_added_and_the_first_of_two_counts() -> None:
    text = written(
        criterion("serve-stale", "partial"),
        criterion("made-up"),
        criterion("all-miss", "wrong"),
        criterion("all-miss", "met"),
    )
    found = findings(Shape.model_validate_json(text).criteria, QUESTION)
    assert [(f.point_id, f.verdict) for f in found] == [
        ("all-miss", Verdict.WRONG),
        ("one-rebuilds", Verdict.MISSING),
        ("serve-stale", Verdict.PARTLY),
    ]


def test_long_lines_are_cut_but_never_a_quote() -> None:
    quote = "word " * 200
    text = written(
        criterion("all-miss", evidence=quote.strip(), comment=" ".join(["c"] * 31)),
        next_step="n " * 400,
        misconceptions=["a", " ", "b", "c", "d"],
    )
    judged = judgement(
        Shape.model_validate_json(text), QUESTION, judge="j", version="v", usage=Usage()
    )
    assert judged.findings[0].evidence == quote.strip()
    assert judged.findings[0].comment == " ".join(["c"] * 30) + "…"
    assert len(judged.next_step) <= 300
    assert judged.misconceptions == ("a", "b")


def test_nothing_unseen_comes_through() -> None:
    unseen = "a\u0000b\u202ec\u200bd"
    text = written(criterion("all-miss", evidence=unseen, comment=unseen), next_step=unseen)
    judged = judgement(
        Shape.model_validate_json(text), QUESTION, judge="j", version="v", usage=Usage()
    )
    assert judged.findings[0].evidence == "abcd"
    assert judged.findings[0].comment == "abcd"
    assert judged.next_step == "abcd"


@pytest.mark.parametrize(
    "text",
    [
        written(criterion("all-miss", "partly")),
        written(criterion("all-miss"), total=5),
        written(confidence=85),
        written(answer_addresses_grader="false"),
        written(criterion("all-miss")).replace("0.5", "NaN"),
        written({"id": "all-miss", "verdict": "some words of it"}),
        written(criterion("some words of it"))[:-1],
        "[]",
        "",
    ],
)
def test_another_shape_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Shape.model_validate_json(text)
    assert "some words" not in str(caught.value)


async def told(text: str, cuts: list[int]) -> list[Finding]:
    heard: list[Finding] = []

    async def seen(finding: Finding) -> None:
        heard.append(finding)

    watcher = Watcher(QUESTION.points, seen)
    edges = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    for start, end in pairwise(edges):
        await watcher.hear(text[start:end])
    return heard


@given(st.lists(st.integers(0, 2000)), st.sampled_from(["", "```json\n", " \n"]))
def test_the_same_is_told_however_the_stream_is_cut(cuts: list[int], before: str) -> None:
    text = before + written(
        criterion("all-miss", comment='"}], "criteria": [{"id": "one-rebuilds"'),
        criterion("made-up"),
        criterion("one-rebuilds", "missing", evidence=""),
        criterion("all-miss", "wrong"),
        strongest_point=json.dumps(criterion("serve-stale")),
    )
    heard = asyncio.run(told(text, cuts))
    assert [(f.point_id, f.verdict) for f in heard] == [
        ("all-miss", Verdict.MET),
        ("one-rebuilds", Verdict.MISSING),
    ]


@given(st.text())
def test_what_is_no_critique_is_never_told(text: str) -> None:
    assert asyncio.run(told(text, [3, 5])) == []


async def test_criteria_inside_a_string_are_not_told() -> None:
    assert await told(json.dumps({"note": written(criterion("all-miss"))}), [4]) == []
    assert await told(f'{{"note": {written(criterion("all-miss"))}}}', [4]) == []


@pytest.mark.parametrize("inner", ["[" * 100_000, "9" * 10_000, '"\\ud800"'])
async def test_json_that_no_parser_likes_tells_nothing_and_breaks_nothing(inner: str) -> None:
    start = '{"criteria": [{"id": "all-miss", "evidence": ' + inner
    assert await told(start + '}, {"id": "x"}', [60]) == []


async def test_after_a_criterion_of_another_shape_no_more_is_told() -> None:
    text = written(criterion("all-miss", "partly"), criterion("one-rebuilds"))
    assert await told(text, list(range(len(text)))) == []
