"""One card per member and concept: how well it is remembered. Pure; the memory model is FSRS-6.

Source: package `fsrs` with the weights it ships, desired retention 0.9. No learning steps, for
nothing here is repeated within minutes, and no fuzz: the same history gives the same card."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import fsrs

from bot.critiques.critique import WORTH
from bot.model import Critique, Judgement, Verdict


class Grade(StrEnum):
    """FSRS's 'easy' is left out: no text tells how little effort it took."""

    AGAIN = "again"
    HARD = "hard"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Recalled:
    """What one round showed of one concept. `answer_id` is None after *I don't know yet*."""

    member_id: int
    round_id: int
    answer_id: int | None
    skill: str
    concept: str
    grade: Grade
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Card:
    """`stability`: days until recall has sunk to 0.9. `difficulty`: 1 to 10. Instants in UTC."""

    member_id: int
    skill: str
    concept: str
    stability: float
    difficulty: float
    reviewed_at: dt.datetime
    due_at: dt.datetime


class Cards(Protocol):
    """Cards and the history they follow from. A round has one grade per member."""

    async def note(self, shown: Recalled) -> None:
        """Stores a grade; a newer one of the same member and round replaces it.

        Until the transaction ends, other changes of that member's cards wait."""
        ...

    async def forget(self, answer_id: int) -> Recalled | None:
        """Takes back the grade that rests on that answer."""
        ...

    async def forget_round(self, member_id: int, round_id: int) -> Recalled | None:
        """Takes back the grade that the member has for that round."""
        ...

    async def history(self, member_id: int, skill: str, concept: str) -> Sequence[Recalled]:
        """Oldest first."""
        ...

    async def put(self, card: Card) -> None: ...
    async def remove(self, member_id: int, skill: str, concept: str) -> None: ...
    async def of_members(self, member_ids: Iterable[int]) -> Sequence[Card]: ...
    async def lately(self, track_id: int, number: int) -> Sequence[Recalled]:
        """Of the track's last so many rounds that have a grade."""
        ...

    async def expected(self, track_id: int, date: dt.date) -> Sequence[int]:
        """The members in the track on that local date who are not away, by id."""
        ...

    async def attempted(self, member_id: int) -> Mapping[str, int]:
        """Question id to the newest round in which an answer of the member stands."""
        ...

    async def reviews_on(self, member_id: int, date: dt.date) -> Mapping[int, bool]:
        """The member's review rounds of that local date, in order: whether each has a grade
        or an answer, so that it is over."""
        ...


_SCHEDULER = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
_RATINGS = {
    Grade.AGAIN: fsrs.Rating.Again,
    Grade.HARD: fsrs.Rating.Hard,
    Grade.GOOD: fsrs.Rating.Good,
}


def card_of(history: Iterable[Recalled]) -> Card | None:
    """The card that follows from one concept's history, in any order; None without one."""
    card, shown = fsrs.Card(card_id=0), None
    for shown in sorted(history, key=lambda each: (each.at, each.round_id)):
        card, _ = _SCHEDULER.review_card(card, _RATINGS[shown.grade], shown.at.astimezone(dt.UTC))
    if shown is None:
        return None
    assert card.stability is not None, "a reviewed card has one"
    assert card.difficulty is not None, "a reviewed card has one"
    assert card.last_review is not None, "a reviewed card has one"
    return Card(
        shown.member_id,
        shown.skill,
        shown.concept,
        card.stability,
        card.difficulty,
        card.last_review,
        card.due,
    )


def recall(card: Card, at: dt.datetime) -> float:
    """How likely the concept is recalled at that instant, 0 to 1; whole days count."""
    remembered = fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=card.stability,
        difficulty=card.difficulty,
        last_review=card.reviewed_at,
    )
    return _SCHEDULER.get_card_retrievability(remembered, at)


def grade_of(critique: Critique) -> Grade:
    return grade_from(critique.judgement)


def grade_from(judgement: Judgement) -> Grade:
    """Met points say good, partly hard, missing or wrong again; the answer has their mean.

    Good from two thirds on, hard from one third. A wrong point is never good. The keyword check
    feeds cards weakly: wording it does not find is no sign of forgetting, so it never says
    again, which would throw a card back by weeks."""
    findings = judgement.findings
    share = sum(WORTH[finding.verdict] for finding in findings) / max(1, len(findings))
    wrong = any(finding.verdict is Verdict.WRONG for finding in findings)
    if share >= 2 / 3 and not wrong:
        return Grade.GOOD
    if share >= 1 / 3 or judgement.source == "keyword":
        return Grade.HARD
    return Grade.AGAIN
