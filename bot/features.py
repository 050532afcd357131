"""A feature: the commands, buttons and forms that it answers, by their names.

Services of the core offer one each; `bot/practice.py` joins them. A command's name is its path in
`bot/commands.py`; a form's is what stands before the colon of its id."""

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
"""Handlers run in one urgent transaction. They raise InvalidInput, NotAllowed or NotFound."""


@dataclass(frozen=True, slots=True)
class Feature:
    commands: Mapping[str, CommandHandler] = field(default_factory=dict)
    presses: Mapping[str, PressHandler] = field(default_factory=dict)
    forms: Mapping[str, FormHandler] = field(default_factory=dict)


def joined(features: Iterable[Feature]) -> Feature:
    """All of them as one. Raises ValueError where two answer the same."""
    every = list(features)
    return Feature(
        _merged(each.commands for each in every),
        _merged(each.presses for each in every),
        _merged(each.forms for each in every),
    )


def _merged(parts: Iterable[Mapping[str, T]]) -> Mapping[str, T]:
    whole: dict[str, T] = {}
    for part in parts:
        twice = sorted(part.keys() & whole.keys())
        if twice:
            raise ValueError(f"two features answer {', '.join(twice)}")
        whole |= part
    return whole
