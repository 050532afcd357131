"""What follows /leaderboard: a period, a skill and what to rank by, in any order of words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TypeVar

from bot.boards.standings import Kind, Span
from bot.errors import InvalidInput
from bot.wording.basics import named

T = TypeVar("T", bound=str)

ALL_SKILLS_NOTE = "A streak runs over all skills and has no period."
NO_BEFORE_NOTE = "An improvement needs a time before it, so this is the month."
FILLERS = {"by", "this", "in"}
KINDS = {
    "days": Kind.DAYS,
    "streak": Kind.STREAK,
    "streaks": Kind.STREAK,
    "improvement": Kind.IMPROVEMENT,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A board as asked for; None and '' where nothing was said."""

    kind: Kind | None = None
    span: Span | None = None
    skill: str = ""


def parse(text: str, skills: Sequence[str]) -> Asked:
    """`skills`: the ids of the bank's; 'rate limiting' is 'rate-limiting' too.

    Raises InvalidInput, which names the nearest word."""
    asked = Asked()
    for word in _words(text, skills):
        if word in KINDS:
            asked = replace(asked, kind=_one(asked.kind, KINDS[word], "ways to rank"))
        elif word in [span.value for span in Span]:
            asked = replace(asked, span=_one(asked.span, Span(word), "periods"))
        elif word in skills:
            asked = replace(asked, skill=_one(asked.skill, word, "skills"))
        else:
            raise InvalidInput(_unknown(word, skills))
    return asked


def settled(asked: Asked) -> tuple[Kind, Span, str, list[str]]:
    """The kind, the span and the skill to show, and a sentence on each word that could not be
    kept. The week's days where nothing was said; improvement by the month."""
    kind = asked.kind or Kind.DAYS
    if kind is Kind.STREAK:
        return kind, Span.ALL, "", [ALL_SKILLS_NOTE] if asked.span or asked.skill else []
    if kind is Kind.IMPROVEMENT and asked.span is Span.ALL:
        return kind, Span.MONTH, asked.skill, [NO_BEFORE_NOTE]
    usual = Span.MONTH if kind is Kind.IMPROVEMENT else Span.WEEK
    return kind, asked.span or usual, asked.skill, []


def _words(text: str, skills: Sequence[str]) -> list[str]:
    lowered = " ".join(re.findall(r"[^\s,]+", text.lower()))
    for skill in skills:
        lowered = re.sub(rf"\b{re.escape(skill.replace('-', ' '))}\b", skill, lowered)
    return [word for word in lowered.split() if word not in FILLERS]


def _one(before: T | None, now: T, what: str) -> T:
    if before and before != now:
        raise InvalidInput(f"Not shown: {before} and {now} are two {what}. Name one.")
    return now


def _unknown(word: str, skills: Sequence[str]) -> str:
    known = [*(span.value for span in Span), *KINDS, *skills]
    near = get_close_matches(word[:64], known, n=1)
    fix = f"Did you mean {near[0]}?" if near else "Write: /leaderboard month caching by days"
    return f"Not shown: {named(word)} is no period, no skill and no way to rank. {fix}"
