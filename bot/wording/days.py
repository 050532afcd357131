"""Streaks, the ledger, boards and a member's own page."""

import datetime as dt
from collections.abc import Sequence

from bot.message import Button, Line, Message
from bot.model import Round
from bot.streaks import Day, DayState, Ledger
from bot.wording.basics import count, day, note, title

LEDGER_DAYS = 14


def streak_line(ledger: Ledger) -> str:
    """'Streak 12 days, longest 41, 58 in all. 2 freezes left.'"""
    if not ledger.total:
        return "No day yet. One answer, today, makes the first."
    freezes = count(ledger.freezes, "freeze") if ledger.freezes else "No freeze"
    return (
        f"Streak {count(ledger.current, 'day')}, longest {ledger.longest}, "
        f"{ledger.total} in all. {freezes} left."
    )


def streak(ledger: Ledger) -> Message:
    lines = [Line(streak_line(ledger))]
    if ledger.resting:
        lines.append(note("You are resting: nothing is expected. Any answer brings you back."))
    return Message(tuple(lines), (Button("why", "streak", "Why"),))


def why(ledger: Ledger) -> Message:
    shown = [d for d in ledger.days if d.state is not DayState.OFF][-LEDGER_DAYS:]
    lines = [Line(streak_line(ledger))]
    lines += [Line(f"{day(d.date)}: {d.state.value}. {d.rule}", "item") for d in reversed(shown)]
    if not shown:
        lines.append(Line("The ledger is empty: nothing was asked of you yet."))
    return Message(tuple(lines))


def ended(ledger: Ledger, broken: Day, streak: int) -> Message:
    return Message(
        (
            Line(
                f"Your streak ended at {streak}: {broken.date:%A} had no answer and no freeze was "
                f"left. Longest ({ledger.longest}) and total ({ledger.total}) stay. "
                "Two questions of your own within two expected days restore it."
            ),
        ),
        (Button("solo", "", "Practise now", primary=True), Button("why", "streak", "Why")),
    )


def kept_by(spent: Day) -> Message:
    """A frozen or excused miss, told kindly and privately."""
    return Message(
        (Line(f"{spent.date:%A} had no answer; your streak goes on. {spent.rule}"),),
        (Button("why", "streak", "Why"),),
    )


def resting() -> Message:
    return Message(
        (
            Line(
                "Five questions in a row without an answer, so you are resting now: not "
                "expected, not reminded. Any answer brings you back."
            ),
        )
    )


def board(rows: Sequence[tuple[int, str, int]], mine: tuple[int, int] | None) -> list[Line]:
    """Rows of (rank, name, days answered); `mine` is (rank, days) when not among them."""
    lines = [title("Days answered this week")]
    if not rows:
        return [*lines, Line("Nobody yet. The first answer opens it.")]
    lines += [Line(f"{rank}. {name}, {count(days, 'day')}", "item") for rank, name, days in rows]
    if mine is not None:
        lines.append(Line(f"{mine[0]}. You, {count(mine[1], 'day')}", "item"))
    return lines


def home(
    rounds: Sequence[Round], answered: set[int], ledger: Ledger, board_lines: Sequence[Line]
) -> Message:
    lines = [title("Your streak"), Line(streak_line(ledger)), title("Open now")]
    for round_ in rounds:
        done = "answered" if round_.id in answered else "waiting for you"
        lines.append(Line(f"{round_.question.skill}: {done}", "item"))
    if not rounds:
        lines.append(Line("Nothing is open. /practice now asks a question at once."))
    return Message((*lines, *board_lines))


def away_set(first: dt.date, last: dt.date) -> Message:
    return Message(
        (
            Line(
                f"Away from {day(first)} to {day(last)}: nothing is expected of you. "
                "Nobody is shown that you are away. /practice away off takes it back."
            ),
        )
    )
