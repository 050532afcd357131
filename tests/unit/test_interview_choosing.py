"""Which opening question next, and what the bank's own interviewer asks and sees."""

from dataclasses import replace

import pytest
from support.bank import BANK
from support.clock import MONDAY

from bot.interviews.choosing import KINDS, choose
from bot.interviews.model import Band, Exchange, Interview, Item, ItemState, State, Whole
from bot.interviews.plain import PlainInterviewer
from bot.interviews.ports import Appraised
from bot.memory.selection import DIFFICULTIES
from bot.model import Finding, Judgement, Question, Verdict

INTERVIEW = Interview(
    1,
    1,
    1,
    "k",
    "skill",
    "real",
    "caching",
    "senior",
    State(10),
    created_at=MONDAY,
    turned_at=MONDAY,
    since=MONDAY,
    due_at=MONDAY,
)
QUESTION = BANK.question("caching-hot-key-spike")


def answered(question: Question, number: int, verdict: Verdict) -> Item:
    findings = tuple(Finding(point.id, verdict) for point in question.points)
    judgement = Judgement("j", "ai", findings)
    return Item(1, number, question, question.prompt, ItemState.ANSWERED, judgement, 1)


def run(verdict: Verdict, length: int, had: tuple[str, ...] = ()) -> list[Question]:
    """The questions of an interview in which each answer goes like that."""
    items: list[Item] = []
    for number in range(1, length + 1):
        asked = [item.question.id for item in reversed(items)] + list(had)
        question = choose(BANK, Whole(INTERVIEW, tuple(items), ()), asked)
        assert question is not None
        items.append(answered(question, number, verdict))
    return [item.question for item in items]


def hardness(questions: list[Question]) -> int:
    return sum(DIFFICULTIES.index(question.difficulty) for question in questions)


def test_kinds_take_turns_and_nothing_comes_twice() -> None:
    questions = run(Verdict.PARTLY, 10)
    assert {question.kind for question in questions[:4]} == set(KINDS)
    assert len({question.id for question in questions}) == 10


def test_difficulty_follows_how_it_goes() -> None:
    well, badly = (run(verdict, 5) for verdict in (Verdict.MET, Verdict.MISSING))
    assert hardness(well[1:]) > hardness(badly[1:])


def test_after_the_skill_come_related_ones_and_then_what_was_longest_ago() -> None:
    skill = [question.id for question in BANK.questions("caching")]
    (related,) = run(Verdict.MET, 1, tuple(skill))
    assert related.skill in BANK.skill("caching").related
    every = [q.id for s in BANK.skills() for q in BANK.questions(s.id)]
    newest_first = tuple(every[::-1])
    assert run(Verdict.MET, 2, newest_first)[0].id == skill[0]
    assert run(Verdict.MET, 2, newest_first)[1].id == skill[1]


def test_where_the_bank_has_none_left_there_is_none() -> None:
    items = [answered(q, n, Verdict.MET) for n, q in enumerate(BANK.questions("caching"), 1)]
    every = [q.id for s in BANK.skills() for q in BANK.questions(s.id)]
    assert choose(BANK, Whole(INTERVIEW, tuple(items), ()), every) is None


async def test_a_follow_up_of_the_bank_is_the_one_nearest_to_a_gap() -> None:
    gap = Finding("lock-safety-or-early", Verdict.MISSING)
    asked = [Exchange(QUESTION.prompt, "a lock")]
    first = await PlainInterviewer().follow_up(QUESTION, asked, [gap])
    assert (first.text, first.point_id) == (QUESTION.follow_ups[1], gap.point_id)
    asked.append(Exchange(first.text, "it costs load"))
    second = await PlainInterviewer().follow_up(QUESTION, asked, [gap])
    assert second.text not in {first.text, QUESTION.prompt}


async def test_where_no_follow_up_is_near_the_gap_is_named() -> None:
    bare = replace(QUESTION, follow_ups=())
    gap = Finding("serve-stale", Verdict.MISSING)
    asked = [Exchange(QUESTION.prompt, "a lock")]
    first = await PlainInterviewer().follow_up(bare, asked, [gap], mode="study")
    assert first.text == "What would you say about this part: serve stale?"
    asked.append(Exchange(first.text, "no"))
    assert (await PlainInterviewer().follow_up(bare, asked, [gap], mode="study")).text == ""


async def test_in_real_mode_no_gap_is_named() -> None:
    far, asked = ("Who pays for it?", "Who runs it?"), [Exchange(QUESTION.prompt, "a lock")]
    gap, texts = Finding("serve-stale", Verdict.MISSING), []
    for _ in range(3):
        on = replace(QUESTION, follow_ups=far)
        texts.append((await PlainInterviewer().follow_up(on, asked, [gap], mode="real")).text)
        asked.append(Exchange(texts[-1], "no"))
    assert sorted(texts[:2]) == sorted(far)
    assert texts[2] == ""


async def test_a_band_by_wording_quotes_the_sentence_that_shows_most_of_it() -> None:
    said = "It is cached unless told not to. I gave up fresh reads, a cost worth it for the load."
    appraisal = await PlainInterviewer().appraise(
        [Appraised(QUESTION, [Exchange("q", said)], None)]
    )
    (rating,) = [r for r in appraisal.ratings if r.dimension == "trade-offs"]
    assert rating.quote == "I gave up fresh reads, a cost worth it for the load."


@pytest.mark.parametrize(
    "said", ["The p99 fell from 1.4 s to 180 ms.", "We saw it at shop.example before anybody else."]
)
async def test_a_point_within_a_number_or_a_name_ends_no_quote(said: str) -> None:
    appraisal = await PlainInterviewer().appraise(
        [Appraised(QUESTION, [Exchange("q", said)], None)]
    )
    (rating,) = [r for r in appraisal.ratings if r.dimension == "evidence"]
    assert rating.quote == said


async def test_bands_by_wording_quote_what_was_said() -> None:
    said = "First I measured 40 ms. A lock costs latency, whereas stale data costs trust. Fine."
    items = [Appraised(QUESTION, [Exchange("q", said)], None)]
    appraisal = await PlainInterviewer().appraise(items)
    bands = {rating.dimension: (rating.band, rating.quote) for rating in appraisal.ratings}
    assert bands == {
        "technical depth": (Band.UNSEEN, ""),
        "trade-offs": (Band.PARTLY, "A lock costs latency, whereas stale data costs trust."),
        "structure": (Band.PARTLY, "First I measured 40 ms."),
        "evidence": (Band.PARTLY, "First I measured 40 ms."),
    }
