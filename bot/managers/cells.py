"""A week's first attempts in groups that may be shown (pure; docs/decisions/0007).

Every attempt is in one group at most, and every figure is a sum over whole groups. So no sum
and no difference of figures is about fewer people than the smallest group."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

AT_LEAST = 5  # people in a group: PRACTICE_RULES, 'Groups and managers'


@dataclass(frozen=True, slots=True)
class Attempt:
    """A member's first attempt at one question, as one critic judged it.

    `shares`: the member shows managers results of their own, `named`: boards say by how much they
    improved; so no group hides these, and they hide nobody in it."""

    member_id: int
    shares: bool
    track_id: int
    skill: str
    level: str
    question: str
    section: str
    met: int
    points: int
    missing: tuple[str, ...]  # the sentences of the missing points
    named: bool = False

    @property
    def coverage(self) -> float:
        return self.met / self.points


@dataclass(frozen=True, slots=True)
class Missed:
    """In how many of the cell's answers the point was missing."""

    point: str
    count: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A group: how many answers, and the sum of their coverages (0 to 1 each).

    None says that it holds several: each alone would have been too few people."""

    skill: str
    track_id: int | None
    level: str | None
    question: str | None
    section: str
    answers: int
    coverage: float
    missed: tuple[Missed, ...] = ()


_Key = Callable[[Attempt], Any]
_KEYS: tuple[_Key, ...] = (lambda a: a.track_id, lambda a: a.level, lambda a: a.question)


def cells(attempts: Sequence[Attempt]) -> tuple[Cell, ...]:
    """By skill, and within it by track, level and question as far as each has enough people.

    A skill with too few is left out."""
    skills = [group for group in _grouped(attempts, lambda a: a.skill) if _enough(group)]
    return tuple(_cell(group, depth) for skill in skills for group, depth in _split(skill, 0))


def _split(group: Sequence[Attempt], depth: int) -> Iterator[tuple[Sequence[Attempt], int]]:
    """The group's parts. Those with too few people are joined, with the next smallest if need be,
    so that what is left over is never too few either."""
    if depth == len(_KEYS):
        yield group, depth
        return
    pool: list[Attempt] = []
    for part in sorted(_grouped(group, _KEYS[depth]), key=lambda p: (_enough(p), _people(p))):
        if _enough(part) and (not pool or _enough(pool)):
            yield from _split(part, depth + 1)
        else:
            pool += part
    if pool:
        yield pool, depth


def _enough(group: Sequence[Attempt]) -> bool:
    """Enough people, and also without those whose results are known anyway."""
    unknown = {a.member_id for a in group if not (a.shares or a.named)}
    return _people(group) >= AT_LEAST and (not unknown or len(unknown) >= AT_LEAST)


def _people(group: Sequence[Attempt]) -> int:
    return len({a.member_id for a in group})


def _grouped(attempts: Sequence[Attempt], key: _Key) -> list[list[Attempt]]:
    groups: dict[Any, list[Attempt]] = {}
    for attempt in sorted(attempts, key=lambda a: (key(a), a.member_id)):
        groups.setdefault(key(attempt), []).append(attempt)
    return list(groups.values())


def _cell(group: Sequence[Attempt], depth: int) -> Cell:
    """`depth`: how many of the keys all of the group have in common."""
    one = group[0]
    return Cell(
        skill=one.skill,
        track_id=one.track_id if depth > 0 else None,
        level=one.level if depth > 1 else None,
        question=one.question if depth > 2 else None,
        section=one.section if depth > 2 else "",
        answers=len(group),
        coverage=round(sum(a.coverage for a in group), 6),
        missed=_missed(group) if depth > 2 else (),
    )


def _missed(group: Sequence[Attempt]) -> tuple[Missed, ...]:
    points = sorted({point for a in group for point in a.missing})
    return tuple(Missed(p, sum(1 for a in group if p in a.missing)) for p in points)
