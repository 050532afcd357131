"""Stores of a team besides its practice: who manages it, what was asked to be set up, secrets."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.model import Member


class SetupState(StrEnum):
    OPEN = "open"  # its member is still filling the form
    ASKED = "asked"  # waits for a manager's yes
    STARTED = "started"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Setup:
    """A track on its way: `values` as they were typed, by the form's field names."""

    id: int
    team_id: int
    member_id: int
    values: Mapping[str, str]
    state: SetupState
    created_at: dt.datetime
    track_id: int | None = None  # once started


class Setups(Protocol):
    async def add(self, setup: Setup) -> Setup:
        """`setup.id` is ignored."""
        ...

    async def get(self, setup_id: int) -> Setup:
        """Raises NotFound. Until the transaction ends, others wait for it."""
        ...

    async def save(self, setup: Setup) -> None: ...
    async def of_team(self, team_id: int, state: SetupState) -> Sequence[Setup]:
        """Oldest first."""
        ...

    async def started(self, track_id: int) -> Setup | None:
        """The one that made this track."""
        ...


@dataclass(frozen=True, slots=True)
class ManagerRole:
    """A role of the chat platform whose holders manage: its id there, and its name."""

    role: str
    name: str


class Roles(Protocol):
    """Who manages: members who were named, and for a while who was seen with a role that was.

    Admins are the platform's; we remember only until when we know it."""

    async def managers(self, team_id: int) -> Sequence[Member]:
        """By id."""
        ...

    async def manager_roles(self, team_id: int) -> Sequence[ManagerRole]:
        """By name."""
        ...

    async def set_manager_role(self, team_id: int, role: ManagerRole, *, manager: bool) -> bool:
        """False if that is so already. Who managed by a role has to be seen with one again."""
        ...

    async def seen_with(self, member: Member, held: Sequence[str], lasts: dt.timedelta) -> None:
        """The platform says which roles they hold: if one manages, they do for that long."""
        ...

    async def is_manager(self, member_id: int) -> bool: ...
    async def set_manager(self, member_id: int, *, manager: bool) -> bool:
        """False if that is so already."""
        ...

    async def admin_until(self, member_id: int) -> dt.datetime | None: ...
    async def set_admin(self, member_id: int, until: dt.datetime | None) -> None: ...


class Vault(Protocol):
    """Named blobs, such as encrypted tokens. Names say whose they are: 'slack/team/T1'."""

    async def get(self, name: str) -> bytes | None: ...
    async def put(self, name: str, value: bytes) -> None: ...
    async def add(self, name: str, value: bytes) -> bool:
        """False, and nothing changed, where the name is there already."""
        ...

    async def delete(self, name: str) -> None: ...
    async def names(self, prefix: str) -> Sequence[str]:
        """In order."""
        ...
