import datetime as dt
from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from support.samples import QUESTION, a_track

from bot.memory.selection import DIFFICULTIES, Group, Pick, pick
from bot.model import LEVELS, Question

DAY = dt.date(2026, 11, 2)
Asked = list[tuple[str, dt.date]]


def bank(**sizes: int) -> list[Question]:
    return [
        replace(QUESTION, id=f"{skill}-{n}", skill=skill, concept=f"c{n}")
        for skill, size in sizes.items()
        for n in range(size)
    ]


def asked_in_turn(questions: list[Question], times: int) -> list[Question]:
    asked: Asked = []
    picked = []
    for n in range(times):
        found = pick(questions, asked)
        assert found is not None
        picked.append(found.question)
        asked.append((found.question.id, DAY + dt.timedelta(days=n)))
    return picked


def picked(questions: list[Question], asked: Asked, **how: object) -> Pick:
    found = pick(questions, asked, **how)  # type: ignore[arg-type]
    assert found is not None
    return found


@given(st.integers(1, 6), st.integers(1, 6), st.integers(1, 30))
def test_nothing_returns_while_something_is_unseen(a: int, b: int, times: int) -> None:
    first = asked_in_turn(bank(a=a, b=b), times)[: a + b]
    assert len({q.id for q in first}) == len(first)


@given(st.integers(1, 6), st.integers(1, 6))
def test_what_returns_waited_until_half_of_all_was_asked_since(a: int, b: int) -> None:
    ids = [q.id for q in asked_in_turn(bank(a=a, b=b), 4 * (a + b))]
    for at, question_id in enumerate(ids):
        since = ids[at + 1 :]
        if question_id in since:
            assert len(set(since[: since.index(question_id)])) >= (a + b) // 2


def test_skills_take_turns() -> None:
    assert [q.skill for q in asked_in_turn(bank(a=5, b=5), 6)] == ["a", "b"] * 3


def test_a_skill_that_is_added_later_takes_turns_and_does_not_catch_up() -> None:
    asked = [(f"a-{n}", DAY + dt.timedelta(days=n)) for n in range(6)]
    turns = []
    for n in range(6, 10):
        found = picked(bank(a=20, b=20), asked)
        turns.append(found.question.skill)
        asked.append((found.question.id, DAY + dt.timedelta(days=n)))
    assert turns == ["b", "a", "b", "a"]


def test_what_comes_back_was_asked_longest_ago_and_is_put_in_other_words() -> None:
    questions = bank(a=3)
    asked = [("a-1", DAY), ("a-2", DAY + dt.timedelta(days=1)), ("a-0", DAY + dt.timedelta(days=2))]
    found = picked(questions, asked)
    assert found.question.id == "a-1"
    assert found.prompt == QUESTION.rewordings[0]
    assert pick(questions, [asked[2], asked[0], asked[1]]) == found


def test_what_returns_is_what_the_group_remembers_least() -> None:
    asked = [(f"a-{n}", DAY + dt.timedelta(days=n)) for n in range(6)]
    group = Group({("a", f"c{n}"): 0.9 for n in range(6)} | {("a", "c1"): 0.4, ("a", "c5"): 0.1})
    assert picked(bank(a=6), asked, group=group).question.id == "a-1"  # a-5 was asked just now


def test_difficulty_follows_how_the_group_does_and_takes_the_nearest() -> None:
    questions = [
        replace(q, difficulty=level) for q, level in zip(bank(a=3), DIFFICULTIES, strict=True)
    ]
    for share, wanted in ((None, "medium"), (0.2, "easy"), (0.5, "medium"), (0.9, "hard")):
        found = picked(questions, [], group=Group(share=share))
        assert found.question.difficulty == found.difficulty == wanted
    assert picked(questions[:2], [], group=Group(share=0.9)).question.difficulty == "medium"


def test_only_levels_of_the_track_are_asked() -> None:
    questions = [replace(q, level=level) for q in bank(a=1) for level in ("junior", "mid", "staff")]
    track = a_track(1, lowest="mid", highest="senior")
    assert picked(questions, [], track=track).question.level == "mid"
    assert pick(questions, (), a_track(1, lowest="senior", highest="senior")) is None
    assert pick([], ()) is None


def test_nothing_returns_before_the_weeks_that_a_track_wants_are_over() -> None:
    track, asked = a_track(1, repeat_weeks=8), [("a-0", DAY), ("a-1", DAY)]
    for days, found in ((55, False), (56, True)):
        on = DAY + dt.timedelta(days=days)
        assert bool(pick(bank(a=2), asked, track, on=on)) is found


def test_it_says_how_many_unseen_ones_are_left() -> None:
    assert [
        picked(bank(a=3), [(f"a-{m}", DAY) for m in range(n)]).unseen_left for n in range(4)
    ] == [2, 1, 0, 0]


def test_what_left_the_bank_disturbs_nothing() -> None:
    assert picked(bank(a=2), [("gone", DAY)] * 5).question.id == "a-0"


questions = st.lists(
    st.builds(
        lambda n, skill, level, difficulty: replace(
            QUESTION,
            id=f"{skill}-{n}",
            skill=skill,
            concept=f"c{n}",
            level=level,
            difficulty=difficulty,
        ),
        st.integers(0, 30),
        st.sampled_from("abc"),
        st.sampled_from(LEVELS),
        st.sampled_from(DIFFICULTIES),
    ),
    unique_by=lambda q: q.id,
    min_size=1,
    max_size=15,
)


@given(
    questions,
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, 9)), max_size=40),
    st.dictionaries(st.tuples(st.sampled_from("abc"), st.integers(0, 30)), st.floats(0, 1)),
    st.sampled_from([None, 0.1, 0.5, 0.9]),
)
def test_it_picks_as_a_plain_reference_does(
    all_: list[Question],
    history: list[tuple[int, int]],
    recall: dict[tuple[str, int], float],
    share: float | None,
) -> None:
    asked = [(all_[n % len(all_)].id, DAY + dt.timedelta(days=day)) for n, day in history]
    group = Group({(skill, f"c{n}"): value for (skill, n), value in recall.items()}, share)
    found = picked(all_, asked, group=group)
    assert found.question in reference(all_, asked, group)


def reference(all_: list[Question], asked: Asked, group: Group) -> list[Question]:
    """Every question that the rules allow, written as filters one after the other."""
    dates = {q.id: [day for qid, day in asked if qid == q.id] for q in all_}
    unseen = [q for q in all_ if not dates[q.id]]
    allowed = unseen
    if not unseen:
        newer = {q.id: sum(max(dates[p.id]) > max(dates[q.id]) for p in all_) for q in all_}
        order = sorted(all_, key=lambda q: -newer[q.id])
        allowed = order[: (len(all_) + 1) // 2]
    skill_dates = {
        s: [d for qid, d in asked for q in all_ if q.id == qid and q.skill == s] for s in "abc"
    }
    skills = {q.skill for q in allowed}
    waited = {s: max(skill_dates[s], default=dt.date.min) for s in skills}
    skills = {s for s in skills if waited[s] == min(waited.values())}
    fewest = min(len(skill_dates[s]) for s in skills)
    allowed = [q for q in allowed if q.skill in skills and len(skill_dates[q.skill]) == fewest]
    allowed = [q for q in allowed if q.skill == allowed[0].skill]
    if unseen:
        aim = "medium" if share_is_middling(group) else "easy" if group.share < 0.3 else "hard"  # type: ignore[operator]
        gap = {q.id: abs(DIFFICULTIES.index(q.difficulty) - DIFFICULTIES.index(aim)) for q in all_}
        allowed = [q for q in allowed if gap[q.id] == min(gap[p.id] for p in allowed)]
    due = {q.id: 1 - group.recall.get((q.skill, q.concept), 0) for q in allowed}
    return [q for q in allowed if due[q.id] == max(due.values())]


def share_is_middling(group: Group) -> bool:
    return group.share in (None, 0.5)


def test_counts_of_unequal_skills_stay_near_while_both_have_unseen_ones() -> None:
    counts = Counter(q.skill for q in asked_in_turn(bank(a=4, b=9, c=6), 12))
    assert max(counts.values()) - min(counts.values()) <= 1
