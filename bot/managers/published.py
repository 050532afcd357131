"""What the figures of a team are made from, and what was made of it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.managers.figures import Place, Result, Week
from bot.members.settings import MemberSettings
from bot.model import Judgement, Question


@dataclass(frozen=True, slots=True)
class Judged:
    """A first attempt in a track's round, made before the model answer was seen, and what one
    critic said of it as it now stands."""

    member_id: int
    track_id: int
    question: Question
    judgement: Judgement


class Published(Protocol):
    """Rows are added once and never changed; `add_…` does nothing where one is there."""

    async def began(self, team_id: int) -> dt.date | None:
        """The local date of the team's first round."""
        ...

    async def unsettled(self, team_id: int, now: dt.datetime) -> dt.date | None:
        """The first local date with a round that is not closed, or whose closing is not done."""
        ...

    async def judged(self, team_id: int, first: dt.date, last: dt.date) -> Sequence[Judged]:
        """By models only, both ends included; of each answer the newest revision's."""
        ...

    async def chosen(self, team_id: int) -> Mapping[int, MemberSettings]:
        """Member id to what they chose, of those who chose anything."""
        ...

    async def weeks(self, team_id: int, since: dt.date) -> Sequence[Week]:
        """In order."""
        ...

    async def add_week(self, team_id: int, week: Week) -> bool: ...
    async def add_results(self, results: Sequence[Result]) -> None: ...
    async def results(self, team_id: int, since: dt.date) -> Sequence[Result]:
        """Of those who share them just now and are not hidden."""
        ...

    async def days(self, team_id: int, since: dt.date) -> Mapping[dt.date, Sequence[Place]]:
        """In order."""
        ...

    async def add_day(self, team_id: int, date: dt.date, places: Sequence[Place]) -> None: ...
