"""App Home: each member's own page, published when they open it or when something happened."""

import asyncio
from dataclasses import replace

from adapters.slack.extras import Background, Extras
from adapters.slack.forms import home
from adapters.slack.people import People
from adapters.slack.pictures import Pictures
from adapters.slack.workspaces import Workspaces
from bot.core import Core
from bot.message import Button

METHOD = "views.publish"
PAUSE = 0.5  # seconds in which several reasons to publish become one
BUTTONS = (
    Button("solo", "", "Practise now", primary=True),
    Button("why", "streak", "Why this streak"),
)

pause = asyncio.sleep  # until Slack may be asked again; tests move their clock instead


class Homes:
    def __init__(
        self,
        core: Core,
        workspaces: Workspaces,
        people: People,
        pictures: Pictures,
        extras: Extras,
        background: Background,
    ) -> None:
        self._core = core
        self._workspaces = workspaces
        self._people = people
        self._pictures = pictures
        self._extras = extras
        self._background = background
        self._due: set[tuple[str, str]] = set()
        self._turn = asyncio.Lock()

    async def publish(self, team: str, user: str) -> None:
        """Shows the page as it is now, and tells the core who that is, as Slack says it now.

        Raises TryLater where the database is away."""
        message = await self._core.home(await self._people.person(team, user))
        if not self._extras.has(team, METHOD):
            return
        image = await self._pictures.blocks(team, message.picture)
        view = home(replace(message, buttons=message.buttons or BUTTONS), image)
        client = await self._workspaces.client(team)
        call = client.views_publish(user_id=user, view=view)
        await self._extras.try_(team, METHOD, call)

    def soon(self, team: str, user: str) -> None:
        """Publishes in a moment, once for all that happens until then, and one page at a time:
        when many answer at once, these pages must not hold up their acknowledgements. Once more for
        whom Slack had no time to name."""
        if (team, user) not in self._due:
            self._due.add((team, user))
            self._background.start(self._publish_later(team, user))

    async def _publish_later(self, team: str, user: str) -> None:
        await asyncio.sleep(PAUSE)
        async with self._turn:
            self._due.discard((team, user))
            await self.publish(team, user)
        if wait := self._people.waits(team, user):
            await pause(wait)
            self.soon(team, user)
