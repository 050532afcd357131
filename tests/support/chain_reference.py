"""Team chains once more, slowly: each member's letters of the ledger, day by day.

The letters are those of `unit.streak_reference`; nothing is shared with the counted chain."""

import datetime as dt
from dataclasses import dataclass, field

from unit.streak_reference import letters

from bot.days.streaks import History

Dates = set[dt.date]


@dataclass
class Someone:
    """`joined`: track to the day of joining and the day of leaving, if there is one."""

    joined: dict[int, tuple[dt.date, dt.date | None]] = field(default_factory=dict)
    answers: dict[dt.date, set[int]] = field(default_factory=dict)  # 0: practice alone
    away: list[tuple[dt.date, dt.date]] = field(default_factory=list)


@dataclass
class World:
    asked: dict[int, Dates] = field(default_factory=dict)
    excused: dict[int, Dates] = field(default_factory=dict)
    people: dict[int, Someone] = field(default_factory=dict)


def is_in(someone: Someone, track: int, date: dt.date) -> bool:
    first, left = someone.joined.get(track, (dt.date.max, None))
    return first <= date and not (left and left <= date)


def letter(world: World, someone: Someone, date: dt.date) -> str:
    """The ledger's word on that date, as it is known on that date."""
    due = {
        day: True
        for track, days in world.asked.items()
        for day in days - world.excused.get(track, set())
        if day <= date and is_in(someone, track, day)
    }
    free = {
        day: "an outage"
        for track, days in world.excused.items()
        for day in days
        if day not in due and is_in(someone, track, day)
    }
    answered = {day for day, where in someone.answers.items() if where and day <= date}
    joined = min([*answered, *(first for first, _ in someone.joined.values())])
    alone = {day: 1 for day, where in someone.answers.items() if 0 in where and day <= date}
    line = letters(History(date, joined, answered, due, free, someone.away, alone))
    return line[-1] if line else "."


def counted(world: World, tracks: set[int], date: dt.date) -> tuple[int, int]:
    """(expected, answered) of those tracks together on that date."""
    asking = {
        t for t in tracks if date in world.asked[t] and date not in world.excused.get(t, set())
    }
    expected = answered = 0
    for someone in world.people.values():
        where = someone.answers.get(date, set())
        if where & tracks:
            answered += 1
            expected += 1
        elif not where and any(is_in(someone, t, date) for t in asking):
            expected += letter(world, someone, date) not in "RWX."
    return (expected, answered) if asking else (0, 0)
