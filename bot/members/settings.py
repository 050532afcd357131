"""What a member chose about boards, reminders and quiet hours."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class MemberSettings:
    """Times are wall-clock times in the member's zone.

    Nobody is named, and no result of one person is shown, unless that person said so."""

    member_id: int
    hidden: bool = False  # on no board
    shares_scores: bool = False  # managers may see this member's own results
    named: bool = False  # milestones in the thread and 'most improved' may name them
    reminders: bool = True
    remind_at: dt.time | None = None  # None: near the usual hour
    quiet_from: dt.time = dt.time(20)
    quiet_to: dt.time = dt.time(8)
    reminders_ignored: int = 0  # in a row; three end them (PRACTICE_RULES, 'Days' 12)
    interview_nudges: bool = True  # a word when a mock interview's question takes long


class SettingsOfMembers(Protocol):
    async def of(self, member_id: int) -> MemberSettings:
        """The defaults where nothing was chosen."""
        ...

    async def save(self, settings: MemberSettings) -> None: ...
