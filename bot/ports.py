"""What the core needs from outside. Stores are in `bot/stores.py`; fakes are arguments."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from bot.message import Message
from bot.model import Finding, Judgement, Question, Ref, Skill
from bot.pictures import Picture
from bot.sending.outbox import Place
from bot.stores import Transaction


class Clock(Protocol):
    def now(self) -> dt.datetime:
        """The present instant, aware, in UTC."""
        ...


class Store(Protocol):
    """The database. Transactions do not nest (that raises), and await nothing outside."""

    def transaction(self, *, urgent: bool = False) -> AbstractAsyncContextManager[Transaction]:
        """Read and write; commits at the end, or takes all back where the block raises.

        `urgent`: somebody waits for an acknowledgement, so go before background work.
        Raises StorageError where the database did not take it."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """One consistent view, read only."""
        ...


class Bank(Protocol):
    """The questions. All but `skills` raise NotFound."""

    def skills(self) -> Sequence[Skill]: ...
    def skill(self, skill_id: str) -> Skill: ...
    def questions(self, skill_id: str) -> Sequence[Question]: ...
    def question(self, question_id: str) -> Question: ...


FindingSeen = Callable[[Finding], Awaitable[None]]


class Critic(Protocol):
    """Judges one answer. Raises CriticFailed; never returns half a judgement.

    `member` is a keyed hash, never an id. `seen` is told of each finding as it is made, before
    the judgement is whole; what it was told is unverified."""

    name: str

    async def judge(
        self,
        question: Question,
        text: str,
        *,
        member: str = "",
        seen: FindingSeen | None = None,
    ) -> Judgement: ...


@runtime_checkable
class RoomyCritic(Critic, Protocol):
    """A critic that can be given more room for its output, for after CriticCutOff."""

    def with_room(self, factor: int = 2) -> Critic: ...


class Chat(Protocol):
    """One platform's sending side. Nothing here needs a live connection or a cache.

    `spacing`: the least time between two messages to one channel."""

    platform: str
    spacing: dt.timedelta

    async def post(self, team: str, key: str, place: Place, message: Message) -> Ref:
        """Sends once. Raises SendLater (not posted), SendUnknown, SendRefused."""
        ...

    async def update(self, team: str, ref: Ref, message: Message) -> None:
        """Replaces a message of ours; idempotent. Raises as `post` does."""
        ...

    async def find(self, team: str, key: str, place: Place, since: dt.datetime) -> Ref | None:
        """The message with that key, if it stands there. Raises SendUnknown if it can't look."""
        ...


@runtime_checkable
class ShowsProgress(Protocol):
    """A platform that can show what is happening just now, to one member, without lasting."""

    async def progress(self, team: str, key: str, place: Place, message: Message | None) -> None:
        """Shows or replaces what stands under `key`; None takes it away. Best effort."""
        ...


@runtime_checkable
class KeepsMessages(Protocol):
    """A platform that keeps something of members beside our tables, such as its messages."""

    async def forget(self, team: str, member: str | None) -> None:
        """Removes what it keeps of the member, and what only they were sent; None: of everybody
        in the team, whose data is deleted. Raises TryLater."""
        ...


@runtime_checkable
class KnowsChannels(Protocol):
    """A platform that can tell before a question whether it may ask in a channel."""

    async def obstacle(self, team: str, channel: str) -> str:
        """What keeps questions from being asked there and what to do about it, in sentences for
        who wants them there; '' where nothing does, or where nobody can tell just now."""
        ...


class Painter(Protocol):
    async def paint(self, picture: Picture, *, dark: bool = False) -> bytes:
        """A PNG, for a light or a dark page. Raises PictureFailed."""
        ...


class Documents(Protocol):
    async def read(self, content: bytes) -> str:
        """The text of a file: of text, Markdown or PDF. Raises DocumentUnreadable."""
        ...


@runtime_checkable
class HandsOver(Protocol):
    """A platform that hands over the files that members send with a form."""

    async def fetch(self, team: str, where: str, most: int) -> bytes:
        """Raises DocumentUnreadable, also for more than `most` bytes."""
        ...


class Moderator(Protocol):
    async def flags(self, text: str) -> str:
        """What a text is flagged for, in words; '' if for nothing. Raises CriticFailed."""
        ...


TaskFunction = Callable[[Mapping[str, int | str]], Awaitable[None]]
"""A task takes its ids. It may run more than once, so business rows make it one effect."""


class JobEngine(Protocol):
    """Runs tasks at least once, not before their time. Jobs are enqueued by a Transaction."""

    async def run(self, tasks: Mapping[str, TaskFunction]) -> None:
        """Works until cancelled; then finishes or gives back what it holds."""
        ...

    async def drain(self, tasks: Mapping[str, TaskFunction]) -> None:
        """Works all that is due now, and what that enqueues for now, then returns."""
        ...


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as an operator sees it."""

    id: int
    task: str
    args: Mapping[str, int | str]
    state: Literal["queued", "running", "parked"]
    run_at: dt.datetime
    attempts: int
    error: str


class JobAdmin(Protocol):
    async def listing(self, state: str | None = None, limit: int = 100) -> Sequence[JobRow]: ...
    async def retry(self, job_id: int) -> bool: ...
