"""What a month came to, by brute force: ledgers, chains and boards from the facts.

Written from PRACTICE_RULES and docs/streaks.md alone: plain loops that count everything anew, and
nothing of `bot` in it."""

import datetime as dt
from dataclasses import dataclass

from support.month_log import DAY, EVER, Facts

STATES = {
    "A": "answered",
    "X": "excused",  # for everybody
    "1": "excused",  # the first miss in the first week
    "B": "excused",  # earned back
    "W": "away",
    ".": "off",
    "R": "off",  # resting
    "O": "open",
    "F": "frozen",
    "M": "missed",
}


@dataclass(frozen=True)
class Ledger:
    states: dict[dt.date, str]
    current: int
    longest: int
    total: int
    freezes: int
    resting: bool


def letters(world: Facts, name: str, now: dt.datetime) -> dict[dt.date, str]:
    """The letter of each date from the first on, as far as anything is known."""
    someone = world.people[name]
    answered = {w[2] for w in someone.answered()}
    due: dict[dt.date, bool] = {}
    for where in world.rounds:
        kind, track, date, _ = where
        mine = kind == "daily" and someone.is_in(track, date)
        if mine and (track, date) not in world.excused:
            due[date] = due.get(date, True) and where in world.closed
    free = {d for t, d in world.excused if someone.is_in(t, d) and d not in due}
    today = someone.today(now)
    joined = min([*answered, *(since for _, since, _ in someone.joined)], default=today)
    found: dict[dt.date, str] = {}
    date = joined
    while date <= max([today, *answered, *due]):
        before = "".join(found.values())
        silent = before[before.rfind("A") + 1 :]
        if date in answered:
            found[date] = "A"
        elif date in free:
            found[date] = "X"
        elif someone.is_away(date):
            found[date] = "W"
        elif date not in due:
            found[date] = "."
        elif silent.count("F") + silent.count("M") >= 5:
            found[date] = "R"
        elif not due[date]:
            found[date] = "O"
        elif date < joined + 7 * DAY and not set(before) & set("1FBM"):
            found[date] = "1"
        elif _freezes(before):
            found[date] = "F"
        else:
            owed = sorted(d for d in due if d > date and d not in free and not someone.is_away(d))
            until = owed[1] if len(owed) > 1 else EVER
            alone = [w for w in someone.answered() if w[0] == "alone" and date < w[2] <= until]
            found[date] = "B" if len(alone) >= 2 else "M"
        date += DAY
    return found


def _freezes(letters: str) -> int:
    held, answers = 2, 0
    for letter in letters:
        if letter == "A":
            answers += 1
            held = min(3, held + 1) if answers % 7 == 0 else held
        held -= letter == "F"
    return held


def ledger(world: Facts, name: str, now: dt.datetime) -> Ledger:
    found = letters(world, name, now)
    line = "".join(found.values())
    runs = [part.count("A") for part in line.split("M")]
    silent = line[line.rfind("A") + 1 :]
    return Ledger(
        {date: STATES[letter] for date, letter in found.items()},
        runs[-1],
        max(runs),
        line.count("A"),
        _freezes(line),
        silent.count("F") + silent.count("M") >= 5,
    )


def chain(world: Facts, track: int) -> tuple[dict[dt.date, tuple[int, int, bool]], int, int]:
    """Each counted date with (expected, answered, kept); the chain as it runs, and the longest."""
    days = {d: v for (t, d), v in sorted(world.chain.items()) if t == track}
    kept = {d: answered >= expected * 0.6 for d, (expected, answered) in days.items()}
    runs = [len(run) for run in "".join("x" if k else " " for k in kept.values()).split(" ")]
    return {d: (*days[d], kept[d]) for d in days}, runs[-1], max(runs)


def days_board(world: Facts, first: dt.date, last: dt.date, skill: str) -> dict[str, int]:
    """Name to local dates answered, of who is not hidden."""
    found = {}
    for name, someone in world.people.items():
        dates = {
            w[2]
            for w in someone.answered()
            if w[1] and first <= w[2] <= last and skill in ("", world.skills[w])
        }
        if dates and not someone.hidden:
            found[name] = len(dates)
    return found


def streak_board(world: Facts, now: dt.datetime) -> dict[str, int]:
    """Name to the running streak, from 3 on, of who takes part and is not hidden."""
    here = {
        name: ledger(world, name, now).current
        for name, each in world.people.items()
        if not each.hidden and any(until == EVER for _, _, until in each.joined)
    }
    return {name: current for name, current in here.items() if current >= 3}
