"""Direct messages to the bot: commands can be written there without a slash, and what `/practice`
takes without that word too.

What they ask for is done before the message is acknowledged. The reply follows, for pictures and
long texts take their time: a message that is sent once, and not again where nobody knows whether it
arrived."""

from collections import OrderedDict
from typing import Any

import structlog

from adapters.slack.blocks import pages
from adapters.slack.extras import Background
from adapters.slack.files import Files
from adapters.slack.people import People
from adapters.slack.pictures import Pictures
from adapters.slack.web import FAULTS, code
from adapters.slack.workspaces import Workspaces
from bot.commands import COMMANDS
from bot.core import Core
from bot.errors import TryLater, WhetstoneError
from bot.message import Button, Call, Form, Line, Message, Reply

log = structlog.get_logger()

SUGGESTED = (("What can I ask for?", "help"), ("How is my streak?", "streak"))
REMEMBERED = 10_000  # messages
NAMES = {command.path.split()[0] for command in COMMANDS}
FORM = Message((Line("That is a form."),), (Button("solo", "", "Practise now", primary=True),))


class Direct:
    def __init__(
        self,
        core: Core,
        workspaces: Workspaces,
        people: People,
        pictures: Pictures,
        files: Files,
        background: Background,
    ) -> None:
        self._core = core
        self._pictures = pictures
        self._files = files
        self._background = background
        self._workspaces = workspaces
        self._people = people
        self._answered: OrderedDict[tuple[str, ...], None] = OrderedDict()

    async def answer(self, team: str, event: dict[str, Any], text: str) -> None:
        """Runs the text as a command, and starts posting what comes of it; once, though it is
        delivered again. Raises TryLater where the core did not take it."""
        message = (team, event["channel"], event["ts"])
        if message in self._answered:
            return
        reply = await self._run(team, event, text)
        if self._is_new(message):
            self._background.start(self._post(team, event, reply))

    async def _run(self, team: str, event: dict[str, Any], text: str) -> Reply:
        """Where Slack does not say who that is, they are told so and write again."""
        try:
            call = await self._call(team, event, text)
        except WhetstoneError as error:
            return _said(error)
        try:
            return await self._core.command(call)
        except TryLater:
            raise
        except WhetstoneError as error:
            return _said(error)

    async def _post(self, team: str, event: dict[str, Any], reply: Reply) -> None:
        """As messages beneath."""
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
            for page in await self._pictures.alone(team, reply.picture):
                await client.chat_postMessage(
                    channel=event["channel"], text=page.text, blocks=page.blocks
                )
        except (*FAULTS, WhetstoneError) as error:
            log.warning("slack: a direct message was not answered", why=code(error))
            return
        await self._files.give(team, event["user"], reply.attachment)

    def _is_new(self, message: tuple[str, ...]) -> bool:
        if message in self._answered:
            return False
        self._answered[message] = None
        if len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)
        return True

    async def _call(self, team: str, event: dict[str, Any], text: str) -> Call:
        """The message's id is the call's, so the core does it once. The role is asked first: where
        Slack does not tell it, the name is not waited for as well. Raises WhetstoneError."""
        name, rest = _called(text)
        admin = await self._people.is_admin(team, event["user"])
        return Call(
            person=await self._people.person(team, event["user"]),
            id=f"message:{event['ts']}",
            name=name,
            text=rest,
            channel=event["channel"],
            admin=admin,
        )


def _said(error: WhetstoneError) -> Message:
    return Message((Line(str(error)),))


def _called(text: str) -> tuple[str, str]:
    """A command's name and what follows it."""
    first, _, rest = text.strip().removeprefix("/").partition(" ")
    return (first.lower(), rest) if first.lower() in NAMES else ("practice", text)
