"""What an adapter may call: one call per thing a person does."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.hearing import Heard
from bot.message import (
    Call,
    Deletion,
    Incoming,
    Message,
    Person,
    Press,
    Reply,
    Submission,
    Suggestion,
)
from bot.model import Ref
from bot.ports import Chat


class Core(Protocol):
    """The practice as adapters see it. Every call is stored before it returns.

    Calls raise WhetstoneError with a text for the person, and TryLater where the platform
    should deliver the same thing again. All of them may be called twice with one effect."""

    async def receive(self, message: Incoming) -> bool:
        """Takes a member's message, new or edited; True if it was for us and is stored.

        A direct message, and its deletion, have '' as team where the platform names none."""
        ...

    async def deleted(self, deletion: Deletion) -> bool:
        """A message is gone: with it go its answer, critique and quotes.

        True if it was ours to know. One that stands in no thread may be a question."""
        ...

    async def press(self, press: Press) -> Reply:
        """A button. The reply is for that member's eyes only."""
        ...

    async def submit(self, submission: Submission) -> Reply:
        """A form. The reply is for that member's eyes only."""
        ...

    async def command(self, call: Call) -> Reply:
        """A slash command. The reply is for that member's eyes only.

        Where it was typed in a direct message, the reply, or why there is none, goes there by
        itself, once. What then is returned is the file that belongs to it, the first time."""
        ...

    def suggest(self, text: str) -> Sequence[Suggestion]:
        """What '/pra' or '/practice st' may become, best first."""
        ...

    async def choices(self, person: Person, what: str, typed: str) -> Sequence[tuple[str, str]]:
        """(value, label) of what a half-typed argument may become, at most 25, best first.

        `what`: 'skill', 'track' or 'zone', as `bot.commands.Command.takes` names it."""
        ...

    async def home(self, person: Person) -> Message:
        """The member's own page: today's question, streak, the week's board."""
        ...

    async def channel_gone(self, platform: str, team: str, channel: str, why: str = ...) -> None:
        """The channel is archived, deleted or closed to us. `why` ends 'Nobody owes this day:'."""
        ...

    async def thread_gone(self, platform: str, team: str, channel: str, thread: str) -> bool:
        """A thread is deleted. If it was a question's, that is closed and nobody owes its day."""
        ...

    async def team_gone(self, platform: str, team: str) -> None:
        """We were removed from the team: its data is deleted after a while."""
        ...

    async def team_back(self, platform: str, team: str, heard: Heard) -> None:
        """We are in the team: at the start, and when installed, for the first time or again."""
        ...

    async def open_threads(self, platform: str) -> Sequence[tuple[str, Ref, dt.datetime]]:
        """The threads that still take answers: team, first message, and since when (UTC)."""
        ...

    async def open_directs(self, platform: str) -> Sequence[tuple[str, Ref]]:
        """The direct messages in which somebody is asked something: team, and our first one."""
        ...

    async def thread_awaited(self, platform: str) -> bool:
        """Whether there may be one more of either, whose question is not known to be posted yet."""
        ...

    async def messages_held(self, platform: str, team: str, thread: Ref) -> Sequence[str]:
        """The messages of a thread that answers are made of, to see which are gone."""
        ...


class Platform(Protocol):
    """A chat platform at work. The name is the `platform` of its people and its `chat`."""

    @property
    def name(self) -> str: ...

    @property
    def chat(self) -> Chat: ...

    async def listen(self, core: Core) -> None:
        """Receives until cancelled. Raises SettingsError where it can never work."""
        ...

    def mount(self, app: object, core: Core) -> None:
        """Adds its pages or endpoints, if it has any, to the web process (a FastAPI app)."""
        ...

    async def ready(self) -> None:
        """Raises WhetstoneError with the reason where it cannot receive just now."""
        ...

    async def close(self) -> None: ...
