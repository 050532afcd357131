"""What a scenario needs of a platform, besides what its people and rooms do.

A platform joins the scenarios with a class of these words and a line in `conftest.py`."""

from typing import Any, Protocol

from support.stage import Player, Post, Room, Team

from bot.model import Track
from bot.ports import Critic


class Play(Protocol):
    """The bot on a platform's local server, with the real core on a real database."""

    def workspace(self, name: str, *, unheard: bool = False) -> Team:
        """A workspace or guild that the bot is in. `unheard`: without plain replies."""

    models: tuple[Critic, ...]
    """What reviews and interviews from the next start on, beside the keyword check."""

    async def starts(self) -> None:
        """The bot starts, and hears people."""

    async def stops(self) -> None:
        """The bot is gone; the platform, its people and the database stay."""

    async def restarts(self) -> None:
        """The bot comes back on the same database."""

    async def track(self, workspace: Any, channel: Any, **wish: Any) -> Track:
        """A track in that channel, on workdays at 09:30 UTC unless wished otherwise."""

    async def asks(self, channel: Any) -> Post:
        """The time of the channel's next question comes; the question as it stands there."""

    async def later(self, **time: float) -> None:
        """Time passes, in the units of `timedelta`; all that is due by then is done."""

    def told(self, person: Any, where: Any) -> Post:
        """What only that person was told last, in that channel."""

    def replies(self, channel: Any, question: Any) -> list[Post]:
        """What the bot wrote in the question's thread, oldest first."""

    def given(self, person: Any, where: Any) -> str:
        """The text of the file that person was given last; '' for none."""

    async def stored(self, text: str) -> bool:
        """Whether the database holds that text anywhere."""


async def asked(
    play: Play, zone: str = "UTC", *, unheard: bool = False
) -> tuple[Player, Room, Post]:
    """Ada, acme's #practice, and the question that was just asked there."""
    acme = play.workspace("acme", unheard=unheard)
    ada, room = acme.user("Ada", zone), acme.channel("practice")
    await play.starts()
    await play.track(acme, room)
    return ada, room, await play.asks(room)


__all__ = ["Play", "Player", "Post", "Room", "Team", "asked"]
