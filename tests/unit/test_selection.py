import datetime as dt
from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from support.samples import QUESTION, a_track

from bot.model import Question
from bot.selection import pick

DAY = dt.date(2026, 11, 2)


def bank(**sizes: int) -> list[Question]:
    return [
        replace(QUESTION, id=f"{skill}-{n}", skill=skill)
        for skill, size in sizes.items()
        for n in range(size)
    ]


def asked_in_turn(questions: list[Question], times: int) -> list[Question]:
    asked: list[tuple[str, dt.date]] = []
    picked = []
    for n in range(times):
        found = pick(questions, asked)
        assert found is not None
        picked.append(found.question)
        asked.append((found.question.id, DAY + dt.timedelta(days=n)))
    return picked


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 30))
def test_nothing_returns_while_something_is_unseen(a: int, b: int, times: int) -> None:
    picked = Counter(q.id for q in asked_in_turn(bank(a=a, b=b), times))
    assert max(picked.values()) - (min(picked.values()) if len(picked) == a + b else 0) <= 1


def test_skills_take_turns() -> None:
    assert [q.skill for q in asked_in_turn(bank(a=5, b=5), 6)] == ["a", "b"] * 3


def test_what_comes_back_was_asked_longest_ago_and_is_put_in_other_words() -> None:
    questions = bank(a=3)
    asked = [("a-1", DAY), ("a-2", DAY + dt.timedelta(days=1)), ("a-0", DAY + dt.timedelta(days=2))]
    found = pick(questions, asked)
    assert found is not None
    assert found.question.id == "a-1"
    assert found.prompt == QUESTION.rewordings[0]
    unordered = pick(questions, [asked[2], asked[0], asked[1]])
    assert unordered == found


def test_only_levels_of_the_track_are_asked() -> None:
    questions = [replace(q, level=level) for q in bank(a=1) for level in ("junior", "mid", "staff")]
    track = a_track(1, lowest="mid", highest="senior")
    found = pick(questions, (), track)
    assert found is not None
    assert found.question.level == "mid"
    assert pick(questions, (), a_track(1, lowest="senior", highest="senior")) is None
    assert pick([], ()) is None


def test_what_left_the_bank_disturbs_nothing() -> None:
    found = pick(bank(a=2), [("gone", DAY)] * 5)
    assert found is not None
    assert found.question.id == "a-0"
