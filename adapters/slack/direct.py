"""Direct messages to the bot: what `/practice` takes can be written there without it.

The answer is a message that is sent once, and not again where nobody knows whether it arrived."""

from typing import Any

import structlog

from adapters.slack.blocks import pages
from adapters.slack.people import People
from adapters.slack.web import FAULTS, code
from adapters.slack.workspaces import Workspaces
from bot.core import Core
from bot.errors import WhetstoneError
from bot.message import Button, Call, Form, Line, Message, Reply

log = structlog.get_logger()

SUGGESTED = (("What can I ask for?", "help"), ("How is my streak?", "streak"))
FORM = Message((Line("That is a form."),), (Button("solo", "", "Practise now", primary=True),))


class Direct:
    def __init__(self, core: Core, workspaces: Workspaces, people: People) -> None:
        self._core = core
        self._workspaces = workspaces
        self._people = people

    async def answer(self, team: str, event: dict[str, Any], text: str) -> None:
        """Runs the text as a command, and posts what comes of it beneath."""
        try:
            reply: Reply = await self._run(team, event, text)
        except WhetstoneError as error:
            reply = Message((Line(str(error)),))
        if isinstance(reply, Form):
            reply = FORM  # a form opens on a press only
        if reply is None:
            return
        try:
            client = await self._workspaces.client(team)
            for page in pages(reply):
                await client.chat_postMessage(
                    channel=event["channel"], text=page.text, blocks=page.blocks
                )
        except (*FAULTS, WhetstoneError) as error:
            log.warning("slack: a direct message was not answered", why=code(error))

    async def _run(self, team: str, event: dict[str, Any], text: str) -> Reply:
        call = Call(
            person=await self._people.person(team, event["user"]),
            id=f"message:{event['ts']}",
            name="practice",
            text=text,
            channel=event["channel"],
            admin=await self._people.is_admin(team, event["user"]),
        )
        return await self._core.command(call)
