"""The weekly digest."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.boards.standings import Row
from bot.days.chains import FRACTIONS_FROM, Chain, ChainDay
from bot.message import Line, Message
from bot.model import Point, Question, Round, Track
from bot.pictures import Bars
from bot.wording.basics import called, count, day, listed, note, say, title, when
from bot.wording.boards import between
from bot.wording.reviews import label

MOST_NAMED = 3  # skills in the title


@dataclass(frozen=True, slots=True)
class Week:
    """What a digest tells. `ahead`: which week follows, and the skills, by name."""

    track: Track
    first: dt.date
    last: dt.date
    chain: Chain
    open_until: dt.datetime | None
    worth_reading: Round | None
    overlooked: tuple[Question, Point] | None
    improved: Row | None
    ahead: tuple[str, Sequence[str]]
    now: dt.datetime


def digest(week: Week) -> Message:
    which, skills = week.ahead
    what = listed(skills) if len(skills) <= MOST_NAMED else f"{len(skills)} skills"
    lines = [title(f"{what}, {between(week.first, week.last)}"), Line(_chain(week))]
    if week.worth_reading:
        asked = week.worth_reading
        concept = asked.question.concept.replace("-", " ")
        lines.append(Line(f"Worth reading: {asked.local_date:%A}'s question on {concept}."))
    if week.overlooked:
        question, point = week.overlooked
        guide = f"/practice guide {question.skill}"
        lines.append(Line(f"Most overlooked: {label(point)}, {guide}"))
    if week.improved:
        best = week.improved
        rise = f"up {best.value} of 100 points on their own earlier answers"
        lines.append(Line(f"Most improved: {called(best.name)}, {rise}."))
    lines.append(Line(f"{which} week: {listed(skills)}."))
    return Message(tuple(lines), picture=_picture(week))


def _chain(week: Week) -> str:
    days, current = week.chain.days, week.chain.current
    said = "No question of this week is over yet."
    if days:
        kept = sum(day.kept for day in days)
        row = f", {current} in a row" if current > 1 else ""
        said = f"Chain kept {kept} of {count(len(days), 'day')}{row}{_fractions(days)}."
    if week.open_until is None:
        return said
    until = when(week.open_until, week.track.zone, week.now)
    return f"{said} The last question is open until {until}."


def _fractions(days: Sequence[ChainDay]) -> str:
    """How many answered, if no day had so few that it would say who."""
    if any(day.expected < FRACTIONS_FROM for day in days):
        return ""
    each = (f"{day.date:%a} {day.answered} of {day.expected}" for day in days)
    return f": {', '.join(each)}"


def _picture(week: Week) -> Bars | None:
    days = week.chain.days
    if not days or not _fractions(days):
        return None
    rows = tuple((f"{day.date:%a} {day.date.day}", float(day.answered)) for day in days)
    return Bars(f"Answers, {between(week.first, week.last)}", rows, "people")


def switched_on(track: Track, weekday: str, at: dt.time, first: dt.datetime) -> Message:
    return Message(
        (
            Line(
                f"Track {track.id} gets a digest in its channel every {weekday.capitalize()} at "
                f"{at:%H:%M} {track.zone}, first on {day(first.date())}."
            ),
            note(
                "It tells how the team did, a question worth reading and what comes next. It "
                "names only people who agreed. A week without a question gets none."
            ),
        )
    )


def switched_off(track: Track, *, was_on: bool) -> Message:
    if not was_on:
        return say(f"Track {track.id} has no digest.")
    return say(f"Track {track.id} gets no digest any more.")
