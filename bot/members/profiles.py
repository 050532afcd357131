"""What a member told of their aims, and the claims that they want to rehearse."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

MOST_CLAIMS = 20
LONGEST_CLAIM = 300  # characters
LARGEST_FILE = 2_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Profile:
    """`level` is one of `bot.model.LEVELS`, '' where none is named; `skills` are ids."""

    member_id: int
    role: str = ""
    level: str = ""
    skills: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.role or self.level or self.skills)


@dataclass(frozen=True, slots=True)
class Claim:
    """The member's own words, without names, addresses and numbers of people."""

    id: int
    member_id: int
    text: str


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """A file that waits to be read; its row goes once it was. `where`: for its platform alone.

    `key`: the form that it came with."""

    id: int
    member_id: int
    key: str
    name: str
    where: str
    sent_at: dt.datetime


class Profiles(Protocol):
    async def of(self, member_id: int) -> Profile:
        """An empty one where nothing is stored."""
        ...

    async def save(self, profile: Profile) -> None: ...
    async def claims(self, member_id: int) -> Sequence[Claim]:
        """Oldest first."""
        ...

    async def add_claim(self, claim: Claim) -> Claim | None:
        """None where the member has one of that text."""
        ...

    async def remove_claim(self, member_id: int, claim_id: int) -> bool:
        """False if it is not there, or not theirs."""
        ...

    async def add_file(self, file: ProfileFile) -> ProfileFile | None:
        """None where the member has sent one with that key."""
        ...

    async def file(self, file_id: int) -> ProfileFile | None: ...
    async def remove_file(self, file_id: int) -> None: ...
    async def clear(self, member_id: int) -> None:
        """Removes all of it."""
        ...
