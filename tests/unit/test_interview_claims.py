"""The rules of claims: what is asked about one, and what an answer holds for it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.samples import LEADERSHIP, METRIC

from bot.interviews import claims, evidence
from bot.interviews.model import Exchange
from bot.members.profiles import Claim
from bot.model import Finding, Judgement, Verdict
from bot.wording.claims import OPENINGS, Part


@pytest.mark.parametrize(
    ("quote", "verdict"),
    [
        ("it fell from 900 ms to 120 ms", Verdict.MET),
        ("it is at 120 ms these days", Verdict.PARTLY),
        ("it is much faster these days", Verdict.MISSING),
    ],
)
def test_a_models_before_and_after_needs_two_figures(quote: str, verdict: Verdict) -> None:
    asked = claims.question(Claim(1, 1, METRIC), "mid", 0)
    made = Judgement("x", "ai", (Finding(Part.BEFORE_AFTER, Verdict.MET, quote),))
    (finding,) = evidence.judged(asked, quote, made).findings
    assert finding.verdict is verdict


WORDS = st.sampled_from(
    "I we cut changed the cache from 7 to 900 ms 12 % by adding before after was measured on 3.5 "
    "Grafana users 10,000 it cost instead of . differently and".split()
)
SAYING = st.lists(WORDS, min_size=4, max_size=30).map(" ".join)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(claim=SAYING, answer=SAYING, turn=st.integers(0, 9))
def test_no_number_is_said_that_is_not_in_the_claim_or_the_answer(
    claim: str, answer: str, turn: int
) -> None:
    asked = claims.question(Claim(1, 1, claim), "mid", turn)
    judged = evidence.judged(asked, answer, Judgement("x", "keyword", ()))
    follow_up = claims.fixed_follow_up([Exchange(asked.prompt, answer)], judged.findings)
    said_ = [asked.prompt, asked.hint, asked.model_answer, *(f.evidence for f in judged.findings)]
    said_ += [follow_up.text] if follow_up else []
    for text in said_:
        assert not evidence.invents(text, f"{claim}\n{answer}"), text


@pytest.mark.parametrize(
    ("text", "known", "made_up"),
    [
        ("It fell by 40 %.", "by 40 %", False),
        ("It fell by 41 %.", "by 40 %", True),
        ("10,000 users", "10000 users", False),
        ("It doubled.", "it grew", True),
        ("Half of it", "half of it", False),
        ("One step", "", False),
        ("Version 2.5", "25", True),
    ],
)
def test_what_counts_as_an_invented_number(text: str, known: str, made_up: bool) -> None:
    assert evidence.invents(text, known) is made_up


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (METRIC, "metric"),
        ("Cut the build from 40 to 6 minutes", "metric"),
        (LEADERSHIP, "leadership"),
        ("Saved $40k a year on logs", "cost"),
        ("Raised availability of search to three nines", "reliability"),
        ("Encrypted the backups of all customers", "security"),
        ("Built a pipeline for 2 billion events a day", "scale"),
        ("Removed the flaky tests of the API", "quality"),
        ("Shipped the mobile app", "delivery"),
        ("Migrated the ledger to PostgreSQL with a team of three", "delivery"),
        ("Built a compiler in Rust", "technology"),
        ("Represented the works council", "work"),
    ],
)
def test_a_claim_is_asked_about_by_what_it_is_about(claim: str, kind: str) -> None:
    assert claims.kind_of(claim) == kind
    assert kind in OPENINGS


@pytest.mark.parametrize(
    ("answer", "quote"),
    [
        (
            "The p99 was 1.4 s. I built a table. After the switch it was 180 ms for weeks.",
            "After the switch it was 180 ms for weeks.",
        ),
        (
            "It used to take 40 minutes each time.\n\nNow it takes 6 minutes.",
            "Now it takes 6 minutes.",
        ),
        ("Now it takes 6 minutes. I built a table.", ""),
        ("The team was small. After the switch it was 180 ms for weeks.", ""),
    ],
)
def test_before_and_after_may_stand_in_two_sentences(answer: str, quote: str) -> None:
    asked = claims.question(Claim(1, 1, METRIC), "mid", 0)
    judged = evidence.judged(asked, answer, Judgement("x", "keyword", ()))
    (finding,) = [f for f in judged.findings if f.point_id == Part.BEFORE_AFTER]
    assert finding.evidence == quote


@pytest.mark.parametrize(
    ("answer", "part", "found"),
    [
        ("I rewrote the import as a stream.", Part.OWN, True),
        ("We rewrote the import as a stream.", Part.OWN, False),
        ("I think the import was rewritten.", Part.OWN, False),
        ("It went from 900 ms to 120 ms.", Part.BEFORE_AFTER, True),
        ("Before that it took 40 minutes, after it 6.", Part.BEFORE_AFTER, True),
        ("It went from slow to fast in the end.", Part.BEFORE_AFTER, False),
        ("It is at 120 ms these days.", Part.BEFORE_AFTER, False),
        ("We saw it on the dashboard every day.", Part.MEASURED, True),
        ("Next time I would begin with the index.", Part.HINDSIGHT, True),
        ("Stale prices were the risk we took on.", Part.TRADE_OFF, True),
        ("There was nothing against it at all.", Part.TRADE_OFF, False),
        ("We took stale prices in exchange for speed.", Part.TRADE_OFF, True),
    ],
)
def test_the_rules_find_what_is_there_and_nothing_else(
    answer: str, part: Part, found: bool
) -> None:
    asked = claims.question(Claim(1, 1, METRIC), "mid", 0)
    judged = evidence.judged(asked, answer, Judgement("x", "keyword", ()))
    (finding,) = [f for f in judged.findings if f.point_id == part]
    assert (finding.verdict is Verdict.MET) is found
    assert finding.evidence == (answer if found else "")
