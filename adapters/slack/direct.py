"""Direct messages to the bot: commands can be written there without a slash, and what `/practice`
takes without that word too.

What they ask for is done, and the reply stored to be sent, before the message is acknowledged. Only
a file follows by itself: it is asked for again where it did not arrive."""

from typing import Any

from adapters.slack.blocks import page
from adapters.slack.extras import Background, Extras
from adapters.slack.files import Files
from adapters.slack.people import People
from adapters.slack.workspaces import Workspaces
from bot.commands import COMMANDS
from bot.core import Core
from bot.errors import WhetstoneError
from bot.message import Call, Line, Message

SUGGESTED = (("What can I ask for?", "help"), ("How is my streak?", "streak"))
NAMES = {command.path.split()[0] for command in COMMANDS}


class Direct:
    def __init__(
        self,
        core: Core,
        workspaces: Workspaces,
        people: People,
        files: Files,
        extras: Extras,
        background: Background,
    ) -> None:
        self._core = core
        self._files = files
        self._extras = extras
        self._background = background
        self._workspaces = workspaces
        self._people = people

    async def answer(self, team: str, event: dict[str, Any], text: str) -> None:
        """Runs the text as a command. Where Slack does not say who that is, they are told so and
        write again. Raises TryLater where the core did not take it."""
        try:
            call = await self._call(team, event, text)
        except WhetstoneError as error:
            self._background.start(self._say(team, event["channel"], str(error)))
            return
        reply = await self._core.command(call)
        if isinstance(reply, Message):
            self._background.start(self._files.give(team, event["user"], reply.attachment))

    async def _say(self, team: str, channel: str, text: str) -> None:
        client, shown = await self._workspaces.client(team), page(Message((Line(text),)))
        call = client.chat_postMessage(channel=channel, text=shown.text, blocks=shown.blocks)
        await self._extras.try_(team, "chat.postMessage", call)

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
            message=event["ts"],
        )


def _called(text: str) -> tuple[str, str]:
    """A command's name and what follows it."""
    first, _, rest = text.strip().removeprefix("/").partition(" ")
    return (first.lower(), rest) if first.lower() in NAMES else ("practice", text)
