"""The store of what members and teams decide about their data."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Personal(Protocol):
    async def stored(self, member_id: int) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """All that is stored of a member: table to rows, in JSON's types. Raises NotFound."""
        ...

    async def delete(self, member_id: int) -> None:
        """Every row of every table that belongs to the member, and what only they were sent.

        Looks at figures and what model calls cost stay, without the member. Raises NotFound."""
        ...

    async def keep(self, team_id: int, days: int) -> None:
        """So long that team's texts are kept; 0 for ever."""
        ...

    async def blank(self, team_id: int, before: dt.datetime, limit: int) -> int:
        """Blanks texts of that team from before that instant, at most so many answers,
        interviews and messages each; returns how many it found. Live messages stay."""
        ...
