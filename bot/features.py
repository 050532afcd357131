"""A feature: the commands, buttons and forms that it answers, by their names.

Services of the core offer one each; `bot/practice.py` joins them. A command's name is its path in
`bot/commands.py`; a form's is what stands before the colon of its id."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.message import Call, Press, Reply, Submission
from bot.model import Member
from bot.stores import Transaction

T = TypeVar("T")

CommandHandler = Callable[[Transaction, Member, Call, str], Awaitable[Reply]]
PressHandler = Callable[[Transaction, Member, Press], Awaitable[Reply]]
FormHandler = Callable[[Transaction, Member, Submission], Awaitable[Reply]]
LongFormHandler = Callable[[Submission], Awaitable[Reply]]
"""Handlers run in one urgent transaction; those of long forms begin their own, one after another.
They raise InvalidInput, NotAllowed or NotFound."""

OLDER = "That {} is from an older version. /practice help shows what there is now."


@dataclass(frozen=True, slots=True)
class Feature:
    commands: Mapping[str, CommandHandler] = field(default_factory=dict)
    presses: Mapping[str, PressHandler] = field(default_factory=dict)
    forms: Mapping[str, FormHandler] = field(default_factory=dict)
    long_forms: Mapping[str, LongFormHandler] = field(default_factory=dict)


def joined(features: Iterable[Feature]) -> Feature:
    """All of them as one. Raises ValueError where two answer the same."""
    every = list(features)
    return Feature(
        _merged(each.commands for each in every),
        _merged(each.presses for each in every),
        _merged(each.forms for each in every),
        _merged(each.long_forms for each in every),
    )


def _merged(parts: Iterable[Mapping[str, T]]) -> Mapping[str, T]:
    whole: dict[str, T] = {}
    for part in parts:
        twice = sorted(part.keys() & whole.keys())
        if twice:
            raise ValueError(f"two features answer {', '.join(twice)}")
        whole |= part
    return whole


def number(value: str) -> int | None:
    """The id that a button or a form names; None for what is none. 18 digits fit every database."""
    return int(value) if re.fullmatch(r"[0-9]{1,18}", value) else None
