"""Outgoing messages and jobs: rows that are written with what asks for them."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.message import Message
from bot.model import Ref


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: a channel, a thread in it, or one member's eyes only.

    With `member`, only that member sees it: in the thread or channel if they are given and the
    platform can, else as a direct message. `channel` is '' for a direct message."""

    channel: str
    thread: str | None = None
    member: str | None = None

    @property
    def lane(self) -> str:
        """What goes out in order: its channel, or 'dm:' and the member for a direct message."""
        return self.channel or f"dm:{self.member}"


class SendState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"  # committed before the request leaves
    SENT = "sent"
    UNKNOWN = "unknown"  # parked: nobody can tell whether it was posted
    REFUSED = "refused"
    DROPPED = "dropped"  # by an operator, or too late to be of use


@dataclass(frozen=True, slots=True)
class Send:
    """An outgoing message. Where `updates` is set, it replaces the message of that send.

    After `useful_until` it is dropped rather than sent."""

    id: int
    key: str
    platform: str
    team_id: int
    place: Place
    message: Message
    state: SendState
    created_at: dt.datetime
    not_before: dt.datetime
    token: str | None = None
    attempts: int = 0
    updates: int | None = None
    ref: Ref | None = None
    error: str = ""
    useful_until: dt.datetime | None = None


class Sends(Protocol):
    async def add(
        self,
        key: str,
        team_id: int,
        place: Place,
        message: Message,
        *,
        not_before: dt.datetime | None = None,
        useful_until: dt.datetime | None = None,
        updates: int | None = None,
    ) -> Send | None:
        """Queues a message and its delivery; None where the key is there already.

        The job is 'deliver' with team and channel (the place's lane), at `not_before`."""
        ...

    async def get(self, send_id: int) -> Send:
        """Raises NotFound."""
        ...

    async def by_key(self, key: str) -> Send | None: ...
    async def next_in(self, team_id: int, lane: str, now: dt.datetime) -> Send | None:
        """The oldest send of that lane which is sending, or pending and due."""
        ...

    async def about(self, prefix: str) -> Sequence[Send]:
        """Those whose key starts so, oldest first."""
        ...

    async def save(self, send: Send) -> None:
        """Writes everything but the key and the message: `rename` and `rewrite` change those."""
        ...

    async def rewrite(self, send_id: int, message: Message) -> None: ...
    async def rename(self, send_id: int, key: str) -> None:
        """Gives it another key: the old one said whose it was."""
        ...

    async def of_member(self, member_id: int) -> Sequence[Send]:
        """Reviews of the member's answers and their milestones, with what replaced them, by id."""
        ...

    async def directs(self, team_id: int, since: dt.datetime, until: dt.datetime) -> Sequence[Ref]:
        """Of each channel of direct messages in which we wrote since then, the last message of
        ours up to `until`, else the first after it. The channels by age of that message."""
        ...

    async def that_name(self, team_id: int, names: Collection[str]) -> Sequence[Send]:
        """Of those that tell who manages, asked for a track or improved: where one of these names
        stands, by id."""
        ...

    async def drop(self, team_id: int, why: str) -> None:
        """What waits for that team will not be sent."""
        ...

    async def listing(self, states: Sequence[str], limit: int = 100) -> Sequence[Send]:
        """Newest first."""
        ...

    async def claim_lane(
        self, team_id: int, lane: str, token: str, until: dt.datetime, now: dt.datetime
    ) -> bool:
        """One sender at a time per channel. False while another's claim has not run out."""
        ...

    async def release_lane(
        self, team_id: int, lane: str, token: str, next_free_at: dt.datetime
    ) -> None: ...
    async def lane_free_at(self, team_id: int, lane: str) -> dt.datetime | None:
        """When the channel may get its next message, or None for at once."""
        ...


class JobQueue(Protocol):
    async def enqueue(
        self,
        task: str,
        args: Mapping[str, int | str],
        *,
        run_at: dt.datetime | None = None,
        key: str | None = None,
    ) -> None:
        """In this transaction. `args` are ids only, for they are logged.

        `key`: nothing is added while a job with that key waits to start; that one then waits no
        longer than this one would."""
        ...

    async def enqueue_many(self, task: str, args: Sequence[Mapping[str, int | str]]) -> None:
        """Many at once, due now."""
        ...
