"""Leaderboards."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.boards.standings import BEFORE, WITHIN, Board, Kind, Row, Span, end_of
from bot.message import Button, Line, Message
from bot.pictures import Bars
from bot.wording.basics import called, count, note, title

NOBODY = "Nobody yet. The first answer opens it."
HOW = "/practice privacy"
SPANS = {Span.WEEK: "Week", Span.MONTH: "Month", Span.SEASON: "Season", Span.ALL: "All time"}
KINDS = {
    Kind.DAYS: "Days answered",
    Kind.STREAK: "Running streaks",
    Kind.IMPROVEMENT: "Most improved",
}
UNITS = {Kind.DAYS: "days", Kind.STREAK: "days", Kind.IMPROVEMENT: "points of 100"}


@dataclass(frozen=True, slots=True)
class View:
    """A board as one member sees it. `own`: their value, also where the board does not show it.

    `skill` is the skill's name, '' for all; `zone` the one whose dates count; `least` the value
    from which the board shows anybody."""

    board: Board
    skill: str
    zone: str
    rows: Sequence[Row]
    member_id: int
    own: int | None
    hidden: bool
    named: bool
    least: int


def board(view: View, *notes: str) -> Message:
    """`notes`: what of the question could not be asked of this board."""
    told = lines(view)
    if view.rows:
        told.append(note(_about(view)))
    told += [note(text) for text in (*_own(view), *notes)]
    return Message(tuple(told), tuple(_buttons(view)), _picture(view))


def lines(view: View) -> list[Line]:
    """The heading, and a line for each place."""
    items = [
        Line(f"{r.rank}. {_name(view, r)}, {_value(view, r.value)}", "item") for r in view.rows
    ]
    return [title(heading(view)), *(items or [Line(_nobody(view))])]


def heading(view: View) -> str:
    kind, span = view.board.kind, view.board.span
    what = KINDS[kind] + (f" in {view.skill}" if view.skill else "")
    if kind is Kind.STREAK:
        return what
    if span is Span.ALL:
        return f"{what}, all time"
    return f"{what}, this {span} ({dates(span, view.board.start)})"


def dates(span: Span, start: dt.date) -> str:
    """'16 to 22 Nov', 'November 2026', 'Oct to Dec 2026'."""
    end = end_of(span, start)
    if span is Span.MONTH:
        return f"{start:%B %Y}"
    if span is Span.SEASON:
        return f"{start:%b} to {end:%b %Y}"
    return between(start, end)


def between(first: dt.date, last: dt.date) -> str:
    """'16 to 20 Nov', '30 Nov to 4 Dec'."""
    start = f"{first.day}" if first.month == last.month else f"{first.day} {first:%b}"
    return f"{start} to {last.day} {last:%b}"


def _name(view: View, row: Row) -> str:
    name = called(row.name)
    return f"{name} (you)" if row.member_id == view.member_id else name


def _value(view: View, value: int) -> str:
    if view.board.kind is Kind.IMPROVEMENT:
        return f"up {value} of 100 points"
    return count(value, "day")


def _about(view: View) -> str:
    match view.board.kind:
        case Kind.DAYS:
            return f"A day counts once, whatever its number of answers. Dates are in {view.zone}."
        case Kind.STREAK:
            return f"A streak is shown from {view.least} days on. It runs over all skills."
    return (
        "Points met in first attempts, against each person's own earlier ones, as one AI reviewer "
        "found them. Only people who agreed are named."
    )


def _nobody(view: View) -> str:
    match view.board.kind:
        case Kind.DAYS:
            return NOBODY
        case Kind.STREAK:
            return f"No streak has reached {view.least} days yet."
    return (
        f"Nobody can be named yet. It takes {WITHIN} first attempts in this time and {BEFORE} "
        "before it, read by one AI reviewer, and the person's yes."
    )


def _own(view: View) -> list[str]:
    """Of one's own what the list does not say."""
    if any(row.member_id == view.member_id for row in view.rows):
        return []
    if view.hidden:
        return [f"You are hidden, so you are on no board. {HOW} changes it."]
    own = view.own
    if view.board.kind is Kind.DAYS:
        return ["You are not here yet. One answer is enough."] if view.rows else []
    if view.board.kind is Kind.STREAK:
        return [f"Yours runs at {count(own, 'day')}."] if own else []
    if own is None and not view.rows:
        return ["Yours: not known."]
    if own is None:
        return [
            f"Yours: not known. It takes {WITHIN} first attempts in this time and {BEFORE} "
            "before it, read by one AI reviewer."
        ]
    if own < view.least:
        return ["Yours: no rise in this time. A board shows rises only."]
    return [f"Yours: {_value(view, own)}. Nobody else sees it, for you have not agreed."]


def _buttons(view: View) -> list[Button]:
    """The other periods and boards, at most five."""
    here = view.board
    spans = [span for span in SPANS if not (here.kind is Kind.IMPROVEMENT and span is Span.ALL)]
    buttons = [
        _switch(kind, _span_for(kind, here.span), here.skill, KINDS[kind])
        for kind in KINDS
        if kind is not here.kind
    ]
    if here.kind is not Kind.STREAK:
        buttons += [
            _switch(here.kind, span, here.skill, SPANS[span])
            for span in spans
            if span is not here.span
        ]
    if here.kind is Kind.IMPROVEMENT and not view.hidden:
        label = "Do not name me" if view.named else "Name me"
        value = f"{'off' if view.named else 'on'}:{_address(here.kind, here.span, here.skill)}"
        buttons.append(Button("board_named", value, label))
    return buttons


def _span_for(kind: Kind, span: Span) -> Span:
    """An improvement needs a time before it."""
    return Span.MONTH if kind is Kind.IMPROVEMENT and span is Span.ALL else span


def _switch(kind: Kind, span: Span, skill: str, label: str) -> Button:
    return Button("board", _address(kind, span, skill), label)


def _address(kind: Kind, span: Span, skill: str) -> str:
    return f"{kind}:{span}:{skill}"


def _picture(view: View) -> Bars | None:
    if not view.rows:
        return None
    own = [at for at, row in enumerate(view.rows) if row.member_id == view.member_id]
    bars = tuple((f"{row.rank}. {_name(view, row)}", float(row.value)) for row in view.rows)
    return Bars(heading(view), bars, UNITS[view.board.kind], own[0] if own else None)
