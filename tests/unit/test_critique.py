"""The model proposes; code checks the quotes and computes the score."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.samples import QUESTION

from bot.critiques.critique import doubtful, score, verify
from bot.model import Finding, Judgement, Point, Verdict

TEXT = "Everyone misses at once, so one request\n recomputes while readers get the stale value."
POINTS = tuple(Point(id, f"says {id}", ((id,),)) for id in ("cause", "lock", "stale"))


def judged(*findings: Finding, source: str = "ai", confidence: float = 1.0) -> Judgement:
    return Judgement("j", source, findings, confidence=confidence)  # type: ignore[arg-type]


def verdicts(*findings: Finding, source: str = "ai") -> list[Verdict]:
    return [f.verdict for f in verify(judged(*findings, source=source), POINTS, TEXT)]


def met(point: str, quote: str) -> Finding:
    return Finding(point, Verdict.MET, quote)


def test_every_point_has_one_finding_in_the_order_of_the_rubric() -> None:
    found = verify(
        judged(met("lock", "one request recomputes while"), met("no such", "x")), POINTS, TEXT
    )
    assert [f.point_id for f in found] == ["cause", "lock", "stale"]
    assert [f.verdict for f in found] == ["missing", "met", "missing"]


@pytest.mark.parametrize(
    "quote",
    [
        pytest.param("", id="none"),
        pytest.param("the cache stampedes at noon", id="not in the answer"),
        pytest.param("misses at once", id="three words"),
        pytest.param("so one while get", id="not in a row"),
    ],
)
def test_a_claim_without_words_of_the_answer_is_missing(quote: str) -> None:
    assert verdicts(met("cause", quote))[0] is Verdict.MISSING


def test_a_quote_may_differ_in_its_white_space_only() -> None:
    assert verdicts(met("lock", "one request  recomputes while readers"))[1] is Verdict.MET
    assert verdicts(met("lock", "one request RECOMPUTES while readers"))[1] is Verdict.MISSING


@pytest.mark.parametrize(
    "quote", ["4 s before the change", "we had 1.4 s before the change and 18"]
)
def test_a_quote_does_not_begin_or_end_within_a_number(quote: str) -> None:
    text = "At first we had 1.4 s before the change and 180 ms after it."
    (found, *_) = verify(judged(met("cause", quote)), POINTS, text)
    assert found.verdict is Verdict.MISSING


def test_one_span_carries_one_point() -> None:
    quote = "readers get the stale value"
    assert verdicts(met("lock", quote), met("stale", quote)) == ["missing", "met", "missing"]


def test_the_first_finding_on_a_point_stands() -> None:
    twice = (met("cause", "made up words of nobody"), met("cause", "Everyone misses at once, so"))
    assert verdicts(*twice)[0] is Verdict.MISSING


def test_a_keyword_may_be_short() -> None:
    assert verdicts(met("stale", "stale value"), source="keyword")[2] is Verdict.MET


@given(st.lists(st.sampled_from(list(Verdict))))
def test_the_score_is_the_share_of_points_met(states: list[Verdict]) -> None:
    findings = tuple(Finding(str(n), verdict) for n, verdict in enumerate(states))
    assert 0 <= score(findings) <= 5
    better = [replace(f, verdict=Verdict.MET) for f in findings]
    assert score(better) == (5.0 if findings else 0.0)


def test_half_a_point_for_partly_and_none_for_wrong() -> None:
    states = (Verdict.MET, Verdict.PARTLY, Verdict.WRONG, Verdict.MISSING)
    assert score([Finding(str(n), verdict) for n, verdict in enumerate(states)]) == 1.88


def test_a_second_look_pays_where_a_quote_is_made_up_or_the_judge_unsure() -> None:
    sure = judged(met("cause", "Everyone misses at once, so"))
    assert not doubtful(sure, verify(sure, POINTS, TEXT))
    unsure = replace(sure, confidence=0.5)
    assert doubtful(unsure, verify(unsure, POINTS, TEXT))
    made_up = judged(met("cause", "nobody ever wrote these words"))
    assert doubtful(made_up, verify(made_up, POINTS, TEXT))


def test_an_answer_of_nothing_meets_nothing() -> None:
    assert {f.verdict for f in verify(judged(met("cause", "x y z w")), QUESTION.points, "")} == {
        Verdict.MISSING
    }
