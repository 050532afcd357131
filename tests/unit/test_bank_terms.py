"""The key terms of the bank find their own model answers, and seldom another question's."""

import asyncio
from functools import cache

import pytest

from adapters.keyword import KeywordCritic
from adapters.keyword.words import words
from bot.model import Question, Verdict
from questions.files import BANK
from questions.loader import TomlBank, open_bank

FEW = 0.2  # of the points of other questions of the skill; 0.07 to 0.14 when this was written

each_skill = pytest.mark.parametrize("skill", sorted(path.stem for path in BANK.glob("*.toml")))


@each_skill
def test_a_model_answer_is_found_for_at_least_four_fifths_of_its_points(skill: str) -> None:
    poor = []
    for question in bank().questions(skill):
        missing = [p.id for p in question.points if p.id not in found(question, question)]
        if len(missing) > 0.2 * len(question.points):
            poor.append(f"{question.id}: {', '.join(missing)}")
    assert poor == []


@each_skill
def test_another_questions_model_answer_is_found_for_few_points(skill: str) -> None:
    every = bank().questions(skill)
    pairs = [(one, other) for one in every for other in every if one is not other]
    hits = sum(len(found(one, other)) for one, other in pairs)
    assert hits <= FEW * sum(len(one.points) for one, _ in pairs)


@each_skill
def test_pasting_a_question_of_the_bank_finds_none_of_its_points(skill: str) -> None:
    for question in bank().questions(skill):
        for asked in (question.prompt, *question.rewordings):
            assert not verdicts(question, asked), question.id


@each_skill
def test_every_term_has_a_word_that_can_be_looked_for(skill: str) -> None:
    terms = [t for q in bank().questions(skill) for p in q.points for idea in p.terms for t in idea]
    assert [term for term in terms if not words(term)] == []


@cache
def bank() -> TomlBank:
    return open_bank()


@cache
def found(question: Question, answered: Question) -> frozenset[str]:
    return verdicts(question, answered.model_answer)


def verdicts(question: Question, text: str) -> frozenset[str]:
    judgement = asyncio.run(KeywordCritic().judge(question, text))
    return frozenset(f.point_id for f in judgement.findings if f.verdict is Verdict.MET)
