"""Streaks, the ledger, boards and a member's own page."""

import datetime as dt
from collections.abc import Sequence

from bot.message import Button, Line, Message
from bot.model import Round, Track
from bot.streaks import Day, DayState, Ledger
from bot.wording.basics import count, day, note, say, title

LEDGER_DAYS = 14


def streak_line(ledger: Ledger) -> str:
    """'Streak 12 days, longest 41, 58 in all. 2 freezes left.'"""
    if not ledger.total:
        return "No day yet. One answer makes the first."
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
    lines += [Line(f"{day(d.date)}: {_decided(d)}", "item") for d in reversed(shown)]
    if not shown:
        lines.append(Line("The ledger is empty: nothing was asked of you yet."))
    return Message(tuple(lines))


def _decided(settled: Day) -> str:
    """'missed. No answer, and no freeze was left.', without saying the state twice."""
    rule = settled.rule
    for twice in ("You answered: ", "You answered.", "You were away."):
        rule = rule.removeprefix(twice)
    return f"{settled.state.value}. {rule.strip()[:1].upper()}{rule.strip()[1:]}".strip()


def ended(ledger: Ledger, broken: Day, streak: int, until: str) -> Message:
    """`until`: when earning it back ends, as `when` writes it; '' where nobody knows."""
    by = f" by {until}" if until else ""
    return Message(
        (
            Line(
                f"Your streak ended at {streak}: {broken.date:%A} had no answer and no freeze was "
                f"left. Longest ({ledger.longest}) and total ({ledger.total}) stay. "
                f"Two questions answered on your own{by} restore it."
            ),
            note(f"If you were away: /practice away {broken.date}"),
        ),
        (Button("solo", "", "Practise now", primary=True), Button("why", "streak", "Why")),
    )


def kept_by(spent: Day) -> Message:
    """A frozen or excused miss, told kindly and privately."""
    rule = spent.rule.removeprefix("No answer; ")
    return Message(
        (Line(f"{spent.date:%A} had no answer; your streak goes on. {rule[0].upper()}{rule[1:]}"),),
        (Button("why", "streak", "Why"),),
    )


def resting() -> Message:
    return Message(
        (
            Line(
                "Five question days in a row had no answer, so you are resting now: not "
                "expected, not reminded. Any answer brings you back."
            ),
        )
    )


def board(rows: Sequence[tuple[int, str, int]]) -> list[Line]:
    """Rows of (rank, name, days answered)."""
    lines = [title("Days answered this week")]
    if not rows:
        return [*lines, Line("Nobody yet. The first answer opens it.")]
    lines += [Line(f"{rank}. {name}, {count(days, 'day')}", "item") for rank, name, days in rows]
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


def leave(track: Track) -> Button:
    return Button("leave", str(track.id), f"Leave track {track.id}")


def left() -> Message:
    return say("You left. Nothing is expected of you here; any answer brings you back.")


def away_set(first: dt.date, last: dt.date) -> Message:
    return Message(
        (
            Line(
                f"Away from {day(first)} to {day(last)}: nothing is expected of you. "
                "Nobody is shown that you are away. /practice away off takes it back."
            ),
        )
    )
