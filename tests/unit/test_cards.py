import datetime as dt
import itertools
import math
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.clock import MONDAY

from bot.memory.cards import Card, Grade, Recalled, card_of, grade_of, recall
from bot.model import Critique, Finding, Judgement, Verdict

# FSRS-6's published weights and formulas, written once more from their description:
# github.com/open-spaced-repetition/awesome-fsrs, wiki page 'The Algorithm'.
W = (0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
     1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542)  # fmt: skip
NUMBER = {Grade.AGAIN: 1, Grade.HARD: 2, Grade.GOOD: 3}

grades = st.sampled_from(list(Grade))
histories = st.lists(st.tuples(grades, st.integers(1, 24 * 120)), min_size=1, max_size=12)


def shown(steps: list[tuple[Grade, int]]) -> list[Recalled]:
    """Grades, each so many hours after the one before."""
    at = itertools.accumulate((dt.timedelta(hours=h) for _, h in steps), initial=MONDAY)
    return [
        Recalled(1, n, n, "caching", "stampede", grade, when)
        for n, ((grade, _), when) in enumerate(zip(steps, list(at)[1:], strict=True))
    ]


def forgetting(stability: float, days: int) -> float:
    factor = 0.9 ** (-1 / W[20]) - 1
    return float((1 + factor * days / stability) ** -W[20])


def reference(history: list[Recalled]) -> tuple[float, float]:
    """(stability, difficulty) by the formulas."""
    s = d = 0.0
    for n, each in enumerate(history):
        g = NUMBER[each.grade]
        if n == 0:
            s, d = W[g - 1], first_difficulty(g)
        else:
            days = (each.at - history[n - 1].at).days
            s = same_day(s, g) if days < 1 else later(s, d, forgetting(s, days), g)
            change = -W[6] * (g - 3) * (10 - d) / 9
            easiest = W[4] - math.exp(3 * W[5]) + 1  # of 'easy', not yet between 1 and 10
            d = W[7] * easiest + (1 - W[7]) * (d + change)
        s, d = max(s, 0.001), min(10.0, max(1.0, d))
    return s, d


def first_difficulty(g: int) -> float:
    return W[4] - math.exp(W[5] * (g - 1)) + 1


def same_day(s: float, g: int) -> float:
    gain = math.exp(W[17] * (g - 3 + W[18])) * s ** -W[19]
    return s * (max(gain, 1.0) if g >= 2 else gain)


def later(s: float, d: float, r: float, g: int) -> float:
    if g == 1:
        after = W[11] * d ** -W[12] * ((s + 1) ** W[13] - 1) * math.exp(W[14] * (1 - r))
        return min(after, s / math.exp(W[17] * W[18]))
    hard = W[15] if g == 2 else 1.0
    grown = math.exp(W[8]) * (11 - d) * s ** -W[9] * (math.exp(W[10] * (1 - r)) - 1)
    return s * (1 + grown * hard)


def made(history: list[Recalled]) -> Card:
    card = card_of(history)
    assert card is not None
    return card


@given(histories)
def test_a_card_is_what_the_published_formulas_say(steps: list[tuple[Grade, int]]) -> None:
    history = shown(steps)
    card, (stability, difficulty) = made(history), reference(history)
    assert card.stability == pytest.approx(stability, rel=1e-6)
    assert card.difficulty == pytest.approx(difficulty, rel=1e-6)
    assert card.reviewed_at == history[-1].at
    whole = max(1, round(stability))
    assert abs((card.due_at - card.reviewed_at) / dt.timedelta(days=1) - whole) <= 1
    for days in (0, 3, 40):
        then = recall(card, card.reviewed_at + dt.timedelta(days=days))
        assert then == pytest.approx(forgetting(stability, days))


@given(histories, st.randoms())
def test_a_card_is_the_same_for_its_history_in_any_order(
    steps: list[tuple[Grade, int]], random: object
) -> None:
    history = shown(steps)
    mixed = sorted(history, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert made(mixed) == made(history)


@given(histories, grades, grades)
def test_a_better_grade_never_comes_back_sooner(
    steps: list[tuple[Grade, int]], one: Grade, other: Grade
) -> None:
    worse, better = sorted((one, other), key=lambda grade: NUMBER[grade])
    due = [made(shown([*steps, (grade, 48)])).due_at for grade in (worse, better)]
    assert due[0] <= due[1]


@given(histories)
def test_what_is_known_fades_day_by_day(steps: list[tuple[Grade, int]]) -> None:
    card = made(shown(steps))
    known = [recall(card, card.reviewed_at + dt.timedelta(days=n)) for n in range(30)]
    assert known == sorted(known, reverse=True)
    assert 0 < known[-1] < known[0] == 1


def test_without_a_history_there_is_no_card() -> None:
    assert card_of([]) is None


def test_another_zone_is_the_same_instant() -> None:
    east = dt.timezone(dt.timedelta(hours=9))
    [each] = shown([(Grade.GOOD, 1)])
    moved = Recalled(1, 0, 0, "caching", "stampede", Grade.GOOD, each.at.astimezone(east))
    assert made([moved]) == made([each])


def judged(*verdicts: str, source: Literal["ai", "keyword"] = "ai") -> Critique:
    findings = tuple(Finding(str(n), Verdict(v)) for n, v in enumerate(verdicts))
    judgement = Judgement("judge", source, findings)
    return Critique(1, 1, 1, "ab12", judgement, 0.0, MONDAY)


@pytest.mark.parametrize(
    ("verdicts", "by_model", "by_keywords"),
    [
        (["met", "met", "met"], Grade.GOOD, Grade.GOOD),
        (["met", "met", "missing"], Grade.GOOD, Grade.GOOD),
        (["met", "met", "wrong"], Grade.HARD, Grade.HARD),
        (["met", "partly", "missing"], Grade.HARD, Grade.HARD),
        (["partly", "partly", "partly"], Grade.HARD, Grade.HARD),
        (["met", "missing", "missing"], Grade.HARD, Grade.HARD),
        (["partly", "missing", "missing"], Grade.AGAIN, Grade.HARD),
        (["wrong", "missing", "wrong"], Grade.AGAIN, Grade.HARD),
        ([], Grade.AGAIN, Grade.HARD),
    ],
)
def test_verdicts_become_a_grade_and_keywords_never_say_again(
    verdicts: list[str], by_model: Grade, by_keywords: Grade
) -> None:
    assert grade_of(judged(*verdicts)) is by_model
    assert grade_of(judged(*verdicts, source="keyword")) is by_keywords
