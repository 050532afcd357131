"""The words in which scenarios are told, the same for every platform.

A local server of a platform (Slack's, Discord's) offers these, so that one list of scenarios
runs on each. What only one platform has stays with its server.
"""

from collections.abc import Callable
from typing import Any, Protocol


class Post(Protocol):
    """A message somebody can see."""

    @property
    def id(self) -> str: ...
    @property
    def plain(self) -> str:
        """All that a person reads in it."""

    @property
    def buttons(self) -> list[str]:
        """The labels of what can be pressed."""

    @property
    def pings(self) -> list[str]:
        """Whom it would ping: a scenario mostly wants none."""


class Room(Protocol):
    """A channel or a direct message."""

    @property
    def messages(self) -> list[Any]:
        """The posts in the channel itself, oldest first."""

    def thread(self, of: Any) -> list[Any]:
        """The posts in a post's thread, oldest first."""


class Player(Protocol):
    """A person: what they do, and what they see."""

    async def says(
        self, where: Any, text: str, *, thread: Any = None, mentions_bot: bool = False
    ) -> Any: ...
    async def edits(self, message: Any, text: str) -> None: ...
    async def deletes(self, message: Any) -> None: ...
    async def presses(self, where: Any, label: str) -> Any:
        """A button by its label."""

    async def submits(self, view: Any = None, fields: dict[str, Any] | None = None) -> Any:
        """Fills a form by its labels and sends it."""

    async def runs(self, command: str, text: str = "", where: Any = "") -> Any: ...
    def sees_privately(self, where: Any) -> list[Any]:
        """What only they can see there, oldest first."""

    @property
    def open_view(self) -> Any:
        """The form before them, if one is."""

    @property
    def dm(self) -> Room:
        """Their direct messages with the bot."""


class Team(Protocol):
    """A workspace or guild."""

    def user(self, name: str, tz: str = "UTC", **roles: bool) -> Player: ...
    def channel(self, name: str) -> Room: ...


class Stage(Protocol):
    """The platform's local server."""

    def workspace(self, name: str) -> Team: ...
    async def until(self, condition: Callable[[], Any], timeout: float = 30.0) -> Any:  # noqa: ASYNC109
        """The condition's value once it holds; AssertionError after `timeout` real seconds."""
