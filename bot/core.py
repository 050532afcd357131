"""What an adapter may call: one call per thing a person does."""

from collections.abc import Sequence
from typing import Protocol

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
from bot.ports import Chat


class Core(Protocol):
    """The practice as adapters see it. Every call is stored before it returns.

    Calls raise WhetstoneError with a text for the person, and TryLater where the platform
    should deliver the same thing again. All of them may be called twice with one effect."""

    async def receive(self, message: Incoming) -> bool:
        """Takes a member's message, new or edited; True if it was for us and is stored."""
        ...

    async def deleted(self, deletion: Deletion) -> bool:
        """A message is gone: with it go its answer, critique and quotes."""
        ...

    async def press(self, press: Press) -> Reply:
        """A button. The reply is for that member's eyes only."""
        ...

    async def submit(self, submission: Submission) -> Reply:
        """A form. The reply is for that member's eyes only."""
        ...

    async def command(self, call: Call) -> Reply:
        """A slash command. The reply is for that member's eyes only."""
        ...

    def suggest(self, text: str) -> Sequence[Suggestion]:
        """What '/pra' or '/practice st' may become, best first."""
        ...

    async def home(self, person: Person) -> Message:
        """The member's own page: today's question, streak, the week's board."""
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
