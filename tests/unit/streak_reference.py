"""The rules of streaks once more, slowly: a history as a string of one letter per day.

A answered, X excused, W away, . nothing due, O open, F frozen, M missed, R resting,
1 the first miss in the first week, B earned back; E is an expected day not yet decided, e
the same with its round open. The leftmost of them is rewritten again and again by looking at
the letters before it, which are read afresh each time: nothing is carried from day to day."""

import datetime as dt
import re

from bot.days.streaks import DayState, History

STATES = {
    "A": DayState.ANSWERED,
    "X": DayState.EXCUSED,
    "1": DayState.EXCUSED,
    "B": DayState.EXCUSED,
    "W": DayState.AWAY,
    ".": DayState.OFF,
    "R": DayState.OFF,
    "O": DayState.OPEN,
    "F": DayState.FROZEN,
    "M": DayState.MISSED,
}
DAY = dt.timedelta(days=1)


def letters(history: History) -> str:
    """The letter of each day, from the first answer or joining to `as_of`."""
    start = min([history.joined, *history.answered])
    length = max((history.as_of - start).days + 1, 0)
    line = "".join(_plain(history, start + i * DAY) for i in range(length))
    while found := re.search("[Ee]", line):
        at = found.start()
        line = line[:at] + _decide(history, start, line, at) + line[at + 1 :]
    return line


def _plain(history: History, date: dt.date) -> str:
    if date in history.answered:
        return "A"
    if date in history.excused:
        return "X"
    if any((date - first).days >= 0 >= (date - last).days for first, last in history.away):
        return "W"
    if date < history.joined or date not in history.expected:
        return "."
    return "E" if history.expected[date] else "e"


def _decide(history: History, start: dt.date, line: str, at: int) -> str:
    before = line[:at]
    if len(re.sub("[^FM]", "", before.rpartition("A")[2])) >= 5:
        return "R"
    if line[at] == "e":
        return "O"
    week = (history.joined - start).days + 7
    if at < week and not re.search("[1FMB]", before):
        return "1"
    if freezes(before):
        return "F"
    return "B" if _practised(history, start, at) >= 2 else "M"


def freezes(line: str) -> int:
    """How many freezes are left after those days."""
    held = 2
    for i, letter in enumerate(line, 1):
        if letter == "A" and line[:i].count("A") % 7 == 0:
            held = min(held + 1, 3)
        held -= letter == "F"
    return held


def _practised(history: History, start: dt.date, at: int) -> int:
    """Reviews done from the next day to the second day after it on which a round was due."""
    seen = done = 0
    for i in range(at + 1, (history.as_of - start).days + 1):
        date = start + i * DAY
        done += history.practised.get(date, 0)
        due = date in history.expected and date >= history.joined
        seen += due and date not in history.excused and not _in_away(history, date)
        if seen == 2:
            break
    return done


def _in_away(history: History, date: dt.date) -> bool:
    return any(first <= date and date <= last for first, last in history.away)


def streaks(line: str) -> tuple[int, int, int]:
    """Current, longest and total, in answered days."""
    runs = [run.count("A") for run in line.split("M")]
    return runs[-1], max(runs), line.count("A")
