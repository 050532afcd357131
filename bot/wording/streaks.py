"""A member's streak: its page, with a calendar as a picture and as text, and its good news."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.days.streaks import Day, DayState, Ledger
from bot.message import Button, Line, Message
from bot.pictures import Calendar
from bot.wording.basics import count, day, listed, note, other_zone, title
from bot.wording.days import streak_line

WEEKS = 12
TITLE = f"Your last {WEEKS} weeks"
SAID = {  # the states that a week names, with the days they fall on; answers are counted
    DayState.FROZEN: "frozen",
    DayState.EXCUSED: "excused",
    DayState.AWAY: "away",
    DayState.MISSED: "missed",
    DayState.OPEN: "open",
}


def page(ledger: Ledger, today: dt.date, ahead: Sequence[Line]) -> Message:
    """The streak, what comes next (`ahead`), and the weeks."""
    lines = [Line(streak_line(ledger)), *ahead]
    if ledger.resting:
        lines.append(note("You are resting: nothing is expected. Any answer brings you back."))
    weeks = list(_weeks(ledger, today)) if ledger.total else []
    if weeks:
        lines += [title(TITLE), *weeks]
    shown = calendar(ledger, today) if weeks else None
    return Message(tuple(lines), (Button("why", "streak", "Why"),), shown)


def calendar(ledger: Ledger, today: dt.date) -> Calendar:
    """Twelve weeks, the last of them the one of today, or of the ledger's end where that is later.
    Days outside the ledger are blank."""
    first = _first(ledger, today)
    states = {each.date: each.state.value for each in _shown(ledger, today)}
    days = (first + dt.timedelta(days=n) for n in range(7 * WEEKS))
    return Calendar(TITLE, first, tuple(states.get(date, "") for date in days))


def _first(ledger: Ledger, today: dt.date) -> dt.date:
    """The ledger may know tomorrow: before the rollover hour, or by a track a day ahead."""
    last = max([today, *(each.date for each in ledger.days[-1:])])
    return last - dt.timedelta(days=last.weekday(), weeks=WEEKS - 1)


def _shown(ledger: Ledger, today: dt.date) -> list[Day]:
    first = _first(ledger, today)
    return [each for each in ledger.days if first <= each.date]


def _weeks(ledger: Ledger, today: dt.date) -> Iterator[Line]:
    """'Week of 9 Nov: 4 answered, frozen Fri.', oldest first; weeks that are alike in one line."""
    by_week = groupby(_shown(ledger, today), key=_monday)
    told = [(monday, _told(list(days))) for monday, days in by_week]
    for words, alike in groupby(told, key=lambda week: week[1]):
        mondays = [monday for monday, _ in alike]
        first, last = (f"{monday.day} {monday:%b}" for monday in (mondays[0], mondays[-1]))
        if len(mondays) > 1:
            yield Line(f"Weeks of {first} to {last}, each: {words}.", "item")
        else:
            yield Line(f"Week of {first}: {words}.", "item")


def _monday(each: Day) -> dt.date:
    return each.date - dt.timedelta(days=each.date.weekday())


def _told(days: Sequence[Day]) -> str:
    answered = sum(each.state is DayState.ANSWERED for each in days)
    parts = [f"{answered} answered"] if answered else []
    for state, word in SAID.items():
        names = [f"{each.date:%a}" for each in days if each.state is state]
        if names:
            parts.append(f"{word} {listed(names)}")
    return ", ".join(parts) or "nothing was due"


def open_now(skill: str, channel: str, until: str) -> Line:
    return Line(f"Open now: {skill} in #{channel}, until {until}. Your answer keeps today.")


def ahead(channel: str, at: str, *, kept: bool) -> Line:
    """The next question, when and where. `kept`: today has its answer."""
    return Line(f"{'Today is kept. ' if kept else ''}Next question: {at} in #{channel}.")


def no_track() -> Line:
    return Line("No answer is expected of you: you take part in no track that asks.")


def in_this_zone(zone: str) -> Line:
    """For who never told a zone."""
    return note(f"Times are in {zone}. If that is not yours: /practice zone {other_zone(zone)}")


def good_news(milestone: int, freezes: int, ledger: Ledger) -> Message:
    """What an answer brought. `milestone` and `freezes` (now held) are 0 where it brought none."""
    lines = []
    if milestone:
        lines.append(
            Line(
                f"{milestone} question days answered in this streak. "
                f"Longest {ledger.longest}, {ledger.total} in all."
            )
        )
    if freezes:
        held = count(freezes, "freeze")
        lines.append(
            Line(
                f"This answer earned a freeze; you hold {held}. One covers a missed day by itself."
            )
        )
    return Message(tuple(lines), (Button("why", "streak", "Why"),))


def restored(earned: Day, ledger: Ledger) -> Message:
    return Message(
        (
            Line(
                f"Your streak is restored: what you answered on your own excuses "
                f"{day(earned.date)}. It stands at {count(ledger.current, 'day')}."
            ),
        ),
        (Button("why", "streak", "Why"),),
    )


def milestone_in_thread(name: str, days: int) -> Message:
    return Message((Line(f"{name} has answered on {days} question days in this streak."),))
