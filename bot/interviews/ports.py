"""What mock interviews need from outside: an interviewer, and their store."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.interviews.model import (
    Appraisal,
    Exchange,
    FollowUp,
    Held,
    Interview,
    Item,
    Mode,
    Turn,
    Whole,
)
from bot.model import Finding, Judgement, Question


@dataclass(frozen=True, slots=True)
class Appraised:
    """One question with what was said to it, as an interviewer looks back on it."""

    question: Question
    exchanges: Sequence[Exchange]
    judgement: Judgement | None


class Interviewer(Protocol):
    """Asks on, and looks back. Both raise CriticFailed; `member` is a keyed hash, never an id.

    Everything it gets is cleaned, masked and capped. What it returns is verified by the core:
    quotes must stand in what the member said, and texts lose links, pings and totals."""

    name: str

    async def follow_up(
        self,
        question: Question,
        exchanges: Sequence[Exchange],
        gaps: Sequence[Finding],
        *,
        mode: Mode,
        member: str,
    ) -> FollowUp:
        """One short question about one of `gaps` (points that are not met, never empty)."""
        ...

    async def appraise(self, items: Sequence[Appraised], *, member: str) -> Appraisal:
        """What all the answers show, per dimension. `items` were answered, at least one."""
        ...


class Interviews(Protocol):
    """The store. `get` and `open_of` keep an interview for this transaction: others wait."""

    async def add(self, interview: Interview) -> Interview | None:
        """None where the member has an open one, or one of that key."""
        ...

    async def get(self, interview_id: int) -> Interview:
        """Raises NotFound."""
        ...

    async def of_key(self, member_id: int, key: str) -> Interview | None: ...
    async def open_of(self, member_id: int) -> Interview | None: ...
    async def of_member(self, member_id: int) -> Sequence[Interview]:
        """Newest first."""
        ...

    async def save(self, interview: Interview) -> None: ...
    async def whole(self, interview: Interview) -> Whole: ...
    async def add_item(self, item: Item) -> Item | None:
        """None where that number is there already."""
        ...

    async def save_item(self, item: Item) -> None: ...
    async def add_turn(self, turn: Turn) -> Turn | None:
        """The turn with its number; None where its source is there already."""
        ...

    async def of_source(self, team_id: int, source: str) -> Turn | None:
        """The newest turn of that source in the team."""
        ...

    async def save_turn(self, turn: Turn) -> None: ...
    async def asked(self, member_id: int) -> Sequence[str]:
        """Ids of the questions the member was asked in interviews, newest first."""
        ...

    async def days(self, member_id: int) -> Sequence[dt.datetime]:
        """When the interviews ended in which the member answered."""
        ...

    async def hold(self, held: Held) -> Held | None:
        """None where that source is held already."""
        ...

    async def held(self, held_id: int) -> Held:
        """Raises NotFound."""
        ...

    async def held_of(self, team_id: int, source: str) -> Held | None: ...
    async def save_held(self, held: Held) -> None: ...
    async def team_of(self, platform: str, source: str, member: str = "") -> str | None:
        """The team, by its id there, of a direct message whose platform names none.

        That of its turn, or of the answer it is part of; of what is new, that of the member's
        open interview: a running one before a paused one, then the one that had the latest turn.
        """
        ...

    async def open_on(self, platform: str) -> Sequence[tuple[str, Interview]]:
        """All that are open there, with the ids of their teams; none of teams that are gone."""
        ...
