"""Who looked at a team's figures. Members can read it: `/practice privacy`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class View:
    """One look of a manager. `what`: where and through which filter, in words.

    `member_id` is None once that manager deleted their data."""

    team_id: int
    member_id: int | None
    at: dt.datetime
    what: str


class Views(Protocol):
    async def add(self, view: View) -> None: ...
    async def of_team(self, team_id: int, since: dt.datetime) -> Sequence[View]:
        """Newest first."""
        ...
