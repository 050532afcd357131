"""Streaks, the ledger and a member's own page."""

from collections.abc import Sequence

from bot.days.chains import FRACTIONS_FROM, ChainDay
from bot.days.streaks import NOBODY_OWES, Day, DayState, Ledger
from bot.message import Button, Line, Message
from bot.model import Track
from bot.wording.basics import count, day, say, title

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
                f"Two reviews{by} restore it. Where nothing is due, questions that you ask for "
                "yourself count too."
            ),
        ),
        (
            Button("due", "", "Review", primary=True),
            Button("was_away", broken.date.isoformat(), "I was away"),
            Button("why", "streak", "Why"),
        ),
    )


def kept_by(spent: Day) -> Message:
    """A frozen or excused miss, told kindly and privately."""
    if spent.rule.startswith(NOBODY_OWES):
        why = spent.rule.removeprefix(NOBODY_OWES)
        return Message(
            (Line(f"Nobody owes {spent.date:%A}: {why} Your streak goes on."),),
            (Button("why", "streak", "Why"),),
        )
    told = f"no answer; your streak goes on. {spent.rule}"
    if spent.state is DayState.FROZEN:
        told = f"{spent.rule[0].lower()}{spent.rule[1:]}"
    return Message(
        (Line(f"{spent.date:%A} had {told}"),),
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


def home(
    rounds: Sequence[tuple[str, bool]],
    interview: Sequence[Line],
    page: Message,
    board_lines: Sequence[Line],
) -> Message:
    """`rounds`: those open, each with its skill's name and whether it is answered.

    `interview`: the line of one that is open. `page`: the streak, its first lines and then the
    calendar's, which come last here."""
    split = next((at for at, line in enumerate(page.lines) if line.kind == "title"), None)
    lines = [title("Your streak"), *page.lines[:split], title("Open now")]
    for skill, answered in rounds:
        lines.append(Line(f"{skill}: {'answered' if answered else 'waiting for you'}", "item"))
    lines += interview
    if not rounds and not interview:
        lines.append(Line("Nothing is open. /practice solo asks you a question at once."))
    weeks = page.lines[split:] if split is not None else ()
    return Message((*lines, *board_lines, *weeks), picture=page.picture)


def leave(track: Track) -> Button:
    return Button("leave", str(track.id), f"Leave track {track.id}")


def chain_day(counted: ChainDay, run: int, before: int) -> str:
    """One sentence for the thread; '' where there was no chain to speak of.

    `run`: how long the chain is with that day, `before`: how long it was."""
    share = f"{counted.answered} of {counted.expected} expected"
    shown = counted.expected >= FRACTIONS_FROM
    if counted.kept:
        length = f"{run} days in a row" if run > 1 else "day 1"
        return f"Chain kept: {share}, {length}." if shown else f"Chain kept: {length}."
    if before < 2:
        return ""
    why = f": {share}" if shown else ""
    return f"Chain ended at {before}{why}. The next question begins a new one."


def left() -> Message:
    return say("You left. Nothing is expected of you here; any answer brings you back.")
