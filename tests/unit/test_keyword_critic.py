"""What the keyword check finds, what it resists, and what it cannot see."""

import asyncio
import random
from dataclasses import replace
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.keyword import KeywordCritic
from adapters.keyword.words import words
from bot.model import Judgement, Point, Question, Verdict

QUESTION = Question(
    id="caching-stampede",
    skill="caching",
    concept="stampede",
    tags=("redis",),
    level="senior",
    difficulty="medium",
    kind="debugging",
    guide_section="core_concepts",
    prompt="A hot key expires at noon and the database is saturated for 40 seconds. Explain it.",
    rewordings=("Noon: one cached entry runs out and SQL load jumps. Say what happened and why.",),
    why_asked="Shows whether the candidate sees what happens during the rebuild.",
    hint="Count the requests that arrive while the value is being rebuilt.",
    follow_ups=("What if the holder of the lock dies?", "What does early refresh cost?"),
    model_answer=(
        "All readers miss at the same time and each runs the same query: a stampede. "
        "I let a single flight per key recompute, so only one request reaches the store. "
        "The rest are served the stale value while a background refresh runs."
    ),
    points=(
        Point(
            "all-miss",
            "All readers miss together and each runs the same query.",
            (("stampede", "miss at the same time"), ("same query", "identical queries")),
        ),
        Point(
            "one-rebuilds",
            "Only one request recomputes the value for a key.",
            (("single flight", "one request", "lock per key"),),
        ),
        Point(
            "serve-stale",
            "The others get the stale value while a refresh runs in the background.",
            (("stale", "old value"), ("background", "asynchronous")),
        ),
    ),
    rubric="0",
)


def judge(text: str, question: Question = QUESTION) -> Judgement:
    return asyncio.run(KeywordCritic().judge(question, text))


def found(text: str, question: Question = QUESTION) -> set[str]:
    return {f.point_id for f in judge(text, question).findings if f.verdict is Verdict.MET}


ALL = {"all-miss", "one-rebuilds", "serve-stale"}


def test_the_model_answer_is_found_for_every_point() -> None:
    assert found(QUESTION.model_answer) == ALL


def test_another_wording_of_an_idea_in_another_form_and_order_is_found() -> None:
    assert found("We would lock the row, per key, before the rebuild.") == {"one-rebuilds"}
    assert "serve-stale" in found("Serving old values, and refreshing asynchronously, is fine.")


def test_every_finding_names_its_point_once_and_in_order() -> None:
    judgement = judge("Only one request may recompute it.")
    assert [f.point_id for f in judgement.findings] == [p.id for p in QUESTION.points]
    assert (judgement.judge, judgement.source) == ("keyword-1", "keyword")


def test_a_quote_is_a_real_part_of_the_answer_of_four_words_or_more() -> None:
    for finding in judge(QUESTION.model_answer).findings:
        assert finding.evidence in QUESTION.model_answer
        assert len(finding.evidence.split()) >= 4


def test_half_of_the_ideas_is_not_enough() -> None:
    assert found("Something stale was sitting there for us to see.") == set()


def test_ideas_far_apart_are_not_one_point() -> None:
    filler = "Nobody in our team had looked at the graphs that day. " * 20
    assert found(f"It was stale, I think. {filler} The job ran in the background.") == set()


def test_a_wording_over_the_end_of_a_sentence_is_no_wording() -> None:
    assert found("We take a lock per key, and the value: we recompute it.") == {"one-rebuilds"}
    assert found("We take no lock per row. Key and value: we recompute them.") == set()


def test_the_quote_is_the_place_where_the_ideas_stand_nearest() -> None:
    text = "Stale data is common. Readers get stale values while a background refresh runs."
    (evidence,) = [f.evidence for f in judge(text).findings if f.evidence]
    assert evidence == "Readers get stale values while a background refresh runs"


def test_the_strongest_is_the_best_covered_point_and_the_next_step_is_one_not_found() -> None:
    judgement = judge("Only one request recomputes the value for a key, by single flight.")
    assert judgement.strongest == QUESTION.points[1].point
    assert judgement.next_step == f"No wording found for: {QUESTION.points[0].point}"


def test_there_is_no_next_step_where_all_was_found_and_no_strongest_where_nothing_was() -> None:
    assert judge(QUESTION.model_answer).next_step == ""
    assert judge("I have no idea, sorry about that.").strongest == ""


@pytest.mark.parametrize("text", [QUESTION.model_answer, "No idea at all, sorry.", ""])
def test_it_says_nothing_of_truth_and_blames_nobody(text: str) -> None:
    judgement = judge(text)
    assert {f.verdict for f in judgement.findings} <= {Verdict.MET, Verdict.MISSING}
    said = f"{judgement.strongest} {judgement.next_step} {judgement.stronger}".lower()
    assert not any(word in said for word in ("you missed", "wrong", "incorrect", "forgot"))


# What it resists


@pytest.mark.parametrize("asked", [QUESTION.prompt, *QUESTION.rewordings])
def test_pasting_the_question_finds_nothing(asked: str) -> None:
    point = Point("given", "The hot key expires at noon.", (("hot key",), ("noon", "expires")))
    question = replace(QUESTION, points=(*QUESTION.points, point))
    assert found(f"{asked} {asked}", question) == set()


def test_a_point_whose_ideas_the_question_gives_away_needs_the_words_of_its_own_sentence() -> None:
    point = Point("given", "Every reader recomputes the expired entry.", (("hot key", "noon"),))
    question = replace(QUESTION, points=(point,))
    assert found("The hot key, at noon, it was the hot key.", question) == set()
    assert found("Every reader recomputes the expired entry by itself.", question) == {"given"}


def test_a_bag_of_unrelated_buzzwords_finds_nothing() -> None:
    bag = "kubernetes microservices blockchain idempotent sharding CAP quorum kafka REST saga "
    assert found(bag * 5) == set()


@pytest.mark.parametrize("term", ["stampede", "one request", "stale", "background"])
def test_one_term_repeated_500_times_finds_nothing(term: str) -> None:
    assert found(f"{term} " * 500) == set()


@pytest.mark.parametrize("text", ["", "   \n", "🙂👍🏽🙈", "…!?", "\u200b\u202e\ufeff", "\x00"])
def test_a_text_without_words_finds_nothing(text: str) -> None:
    assert found(text) == set()


def test_zero_width_characters_do_not_hide_a_word_and_stay_in_the_quote() -> None:
    text = "Only o\u200bne requ\u00adest should rebuild it."
    (evidence,) = [f.evidence for f in judge(text).findings if f.evidence]
    assert evidence in text
    assert "\u200b" in evidence


def test_right_to_left_text_around_the_wording_does_not_hide_it() -> None:
    assert found("\u202eרק בקשה אחת\u202c: only one request rebuilds it. شكرا") == {"one-rebuilds"}


PIECES = st.sampled_from([*QUESTION.model_answer.split(), ".", ",", "(", "\n\n", "\u200b", "🙂"])


@given(st.text() | st.lists(PIECES).map(" ".join) | st.lists(PIECES).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_text_gets_a_whole_judgement_with_quotes_of_its_own(text: str) -> None:
    findings = judge(text).findings
    assert len(findings) == len(QUESTION.points)
    for finding in findings:
        assert finding.evidence in text
        assert (len(words(finding.evidence)) >= 4) == (finding.verdict is Verdict.MET)


@pytest.mark.parametrize(
    "piece", ["stale background ", "same query ", "a", "stale. ", "\n", "é\u0301"]
)
def test_the_time_grows_no_faster_than_the_text_up_to_40_000_characters(piece: str) -> None:
    short, long = (_quickest((piece * 40_000)[:size]) for size in (5_000, 40_000))
    assert long < 24 * short + 0.005  # linear is 8 times, quadratic 64 times


# What it cannot see: these hold today, and are why its figure is coverage and never a grade


def test_a_negated_answer_still_finds_wording_so_the_check_must_not_be_called_a_grade() -> None:
    negated = QUESTION.model_answer.replace(" are ", " are never ").replace(" runs", " never runs")
    assert found(negated.replace("I let", "I would never let")) == ALL


def test_a_shuffled_model_answer_still_finds_wording_so_the_check_cannot_tell_sense() -> None:
    shuffled = QUESTION.model_answer.replace(".", "").split()
    random.Random(7).shuffle(shuffled)
    assert found(" ".join(shuffled)) >= {"all-miss", "serve-stale"}


def test_a_bag_of_the_right_terms_is_found_so_the_check_cannot_tell_understanding() -> None:
    assert found("stampede same query single flight stale background") >= {"all-miss"}


def test_a_right_answer_in_other_words_is_not_found_so_missing_only_means_no_wording() -> None:
    assert found("Everybody recalculates the very thing simultaneously; elect a leader.") == set()


def _quickest(text: str) -> float:
    times = []
    for _ in range(3):
        start = perf_counter()
        judge(text)
        times.append(perf_counter() - start)
    return min(times)
