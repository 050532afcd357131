"""What taking replies needs of a transaction."""

from collections.abc import Sequence
from typing import Protocol

from bot.message import Incoming


class Inbox(Protocol):
    """Replies that are kept until their turn comes."""

    async def add(self, team_id: int, messages: Sequence[Incoming]) -> None: ...
    async def waiting(self, after: int, limit: int) -> Sequence[int]:
        """The ids of what is kept, those above `after`, in the order in which they came."""
        ...

    async def take(self, ident: int) -> Incoming | None:
        """Removes it; None where somebody else has."""
        ...

    async def drop(self, team_id: int, source: str) -> None:
        """Removes what is kept of a message that is gone."""
        ...
