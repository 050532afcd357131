"""The likeness of wording: its range, its features, and how it can be gamed."""

import random

from hypothesis import given
from hypothesis import strategies as st

from adapters.keyword.similarity import bm25, cosine, covered, letters, similarity
from adapters.keyword.words import content, words

ASKED = "Why does a token bucket allow bursts?"
REFERENCE = (
    "Tokens collect while nobody calls, up to the capacity of the bucket. A burst may spend all "
    "of them at once, and after that requests pass at the rate of refill."
)


def test_the_reference_itself_scores_full_and_an_empty_answer_nothing() -> None:
    assert similarity(ASKED, REFERENCE, REFERENCE) > 0.999
    assert similarity(ASKED, REFERENCE, "") == 0.0
    assert similarity(ASKED, "", "tokens") == 0.0


def test_more_of_the_reference_scores_higher() -> None:
    first = REFERENCE.split(".", maxsplit=1)[0]
    assert 0.3 < similarity(ASKED, REFERENCE, first) < similarity(ASKED, REFERENCE, REFERENCE)


def test_an_answer_without_a_word_that_carries_an_idea_scores_nothing() -> None:
    assert similarity(ASKED, REFERENCE, "it is what it is, and that is that") == 0.0


def test_pasting_the_question_scores_below_one_sentence_of_the_reference() -> None:
    first = REFERENCE.split(".", maxsplit=1)[0]
    assert similarity(ASKED, REFERENCE, ASKED) < similarity(ASKED, REFERENCE, first)


def test_a_word_repeated_500_times_gains_nothing_over_saying_it_once() -> None:
    once = similarity(ASKED, REFERENCE, "the capacity")
    assert similarity(ASKED, REFERENCE, "capacity " * 500) <= once


def test_a_typo_costs_less_than_leaving_the_word_out() -> None:
    typo = similarity(ASKED, REFERENCE, "the capacitty of it")
    assert similarity(ASKED, REFERENCE, "the of it") < typo


def test_a_shuffled_reference_scores_nearly_full_so_likeness_is_not_sense() -> None:
    shuffled = REFERENCE.split()
    random.Random(7).shuffle(shuffled)
    assert similarity(ASKED, REFERENCE, " ".join(shuffled)) > 0.9


def test_a_negated_reference_scores_nearly_full_so_likeness_is_not_truth() -> None:
    negated = REFERENCE.replace(" may ", " may never ").replace(" collect", " do not collect")
    assert similarity(ASKED, REFERENCE, negated) > 0.9


@given(st.text(), st.text(), st.text())
def test_it_stays_between_0_and_1(question: str, reference: str, answer: str) -> None:
    assert 0.0 <= similarity(question, reference, answer) <= 1.0 + 1e-9


def test_each_feature_by_hand() -> None:
    assert covered({"a", "b"}, {"b", "c"}) == 0.5
    assert covered(set(), {"b"}) == 0.0
    # Both have the mean length, so damping is 1.2: one of two words, said once.
    assert abs(bm25(["a", "b"], ["a", "c"]) - 0.5) < 1e-9
    assert letters(words("ab"))[" ab "] == 1
    assert cosine(letters(words("abc")), letters(words("xyz"))) == 0.0


def test_words_are_stemmed_without_case_and_parted_at_hyphens_and_underscores() -> None:
    assert content("The Requests were MAX_TOKENS-limited") == content("request max token limit")


def test_a_negation_is_a_word_that_counts() -> None:
    assert content("not found, no store") == ["not", "found", "no", "store"]
