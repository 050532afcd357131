"""Commands, buttons and forms: one call of the core each, and its reply to who acted."""

from collections.abc import Awaitable, Mapping
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from adapters.slack.blocks import Page, action_of, pages
from adapters.slack.extras import Background
from adapters.slack.files import Files, told
from adapters.slack.forms import CALLBACK, channel_of, files, modal, place_of, telling, values
from adapters.slack.homes import Homes
from adapters.slack.people import People
from adapters.slack.pictures import Pictures
from adapters.slack.web import FAULTS, Web, code
from adapters.slack.workspaces import Workspaces
from bot.core import Core
from bot.errors import InvalidInput, TryLater, WhetstoneError
from bot.message import Call, Form, Line, Message, Person, Press, Reply, Submission

log = structlog.get_logger()

Json = dict[str, Any]
NOT_SAVED = "Not saved; try again."
OUR_FAULT = "Not saved: a fault of ours, which is in the log. Try again."
TOO_LATE = "The form could not be opened in time. Try again."


class Interactions:
    def __init__(
        self,
        core: Core,
        web: Web,
        workspaces: Workspaces,
        people: People,
        pictures: Pictures,
        files: Files,
        homes: Homes,
        background: Background,
    ) -> None:
        self._core = core
        self._web = web
        self._workspaces = workspaces
        self._people = people
        self._pictures = pictures
        self._files = files
        self._homes = homes
        self._background = background

    async def command(self, ack: AsyncAck, command: Json, context: AsyncBoltContext) -> None:
        """A message is the acknowledgement itself, seen by nobody else; a form is opened."""
        team = str(context.team_id)
        reply = await _said(self._run(team, command))
        if isinstance(reply, Form):
            view = modal(reply, command["channel_id"])
            failed = await self._open(team, command["trigger_id"], view)
            reply = Message((Line(failed),)) if failed else None
        if reply is None:
            await ack()
        else:
            await self._answer(ack, team, command["response_url"], reply)
            self._file_later(team, command["user_id"], reply)
        self._homes.soon(team, command["user_id"])

    async def press(
        self, ack: AsyncAck, body: Json, action: Json, context: AsyncBoltContext
    ) -> None:
        view = body.get("view") or {}
        team, channel = str(context.team_id), _channel(body)
        reply = await _said(self._press(team, body, action, channel))
        if reply is not None and view.get("type") == "modal":
            await self._change(team, view["id"], _view(reply, channel))
        elif isinstance(reply, Form) or (reply is not None and view):
            failed = await self._open(team, body["trigger_id"], _view(reply, channel))
            if failed and body.get("response_url"):
                await self._respond(body["response_url"], pages(Message((Line(failed),))))
        elif reply is not None:
            thread = body.get("container", {}).get("thread_ts")
            await self._respond(body["response_url"], pages(told(reply)), thread)
            self._picture_later(team, body["response_url"], reply, thread)
        self._file_later(team, body["user"]["id"], reply)
        await ack()
        self._homes.soon(team, body["user"]["id"])

    async def form(self, ack: AsyncAck, body: Json, view: Json, context: AsyncBoltContext) -> None:
        """What is refused is said at a field, so that nothing typed is lost."""
        team, channel = str(context.team_id), channel_of(view)
        try:
            reply = await self._submit(team, body, view, channel)
        except TryLater:
            await _refuse(ack, view, NOT_SAVED)
        except InvalidInput as error:
            await _refuse(ack, view, str(error), error.field)
        except WhetstoneError as error:
            await _refuse(ack, view, str(error))
        except Exception as error:
            log.error("slack: a form was not taken", error=error)
            await _refuse(ack, view, OUR_FAULT)
        else:
            if reply is None:
                await ack()
            else:
                await ack(response_action="update", view=_view(reply, channel))
            self._homes.soon(team, body["user"]["id"])

    async def other(self, ack: AsyncAck) -> None:
        """A press on a link, for example: nothing follows."""
        await ack()

    async def _answer(self, ack: AsyncAck, team: str, url: str, reply: Message) -> None:
        """What goes to the `response_url` may arrive before the acknowledgement, so several pages
        all go there, in their order."""
        first, *rest = pages(told(reply))
        if rest:
            await self._respond(url, [first, *rest])
            await ack()
        else:
            await ack(text=first.text, blocks=first.blocks, response_type="ephemeral")
        self._picture_later(team, url, reply)

    async def _run(self, team: str, command: Json) -> Reply:
        user = command["user_id"]
        call = Call(
            person=await self._people.person(team, user, command.get("user_name", "")),
            id=command["trigger_id"],
            name=command["command"].removeprefix("/"),
            text=command.get("text") or "",
            channel=command["channel_id"],
            admin=await self._people.is_admin(team, user),
        )
        return await self._core.command(call)

    async def _press(self, team: str, body: Json, action: Json, channel: str) -> Reply:
        person = await self._person(team, body)
        chosen = (action.get("selected_option") or {}).get("value")
        press = Press(
            person=person,
            id=f"{person.member}:{action['action_ts']}",
            action=action_of(action["action_id"]),
            value=action.get("value") or chosen or "",
            channel=channel,
        )
        return await self._core.press(press)

    async def _submit(self, team: str, body: Json, view: Json, channel: str) -> Reply:
        """The same form sent again has the same id; one that was put in its place has not."""
        submission = Submission(
            person=await self._person(team, body),
            id=f"{view['id']}:{view.get('hash', '')}",
            form=view["callback_id"].removeprefix(CALLBACK),
            values=values(view),
            channel=channel,
            files=files(view),
        )
        return await self._core.submit(submission)

    async def _person(self, team: str, body: Json) -> Person:
        user = body["user"]
        return await self._people.person(team, user["id"], user.get("name") or "")

    async def _open(self, team: str, trigger: str, view: Json) -> str:
        """What went wrong, in words for the person; '' where nothing did."""
        try:
            await (await self._workspaces.client(team)).views_open(trigger_id=trigger, view=view)
        except (*FAULTS, TryLater) as error:
            log.warning("slack: a form was not opened", why=code(error))
            return TOO_LATE
        return ""

    async def _change(self, team: str, view_id: str, view: Json) -> None:
        try:
            await (await self._workspaces.client(team)).views_update(view_id=view_id, view=view)
        except (*FAULTS, TryLater) as error:
            log.warning("slack: a form was not changed", why=code(error))

    async def _respond(self, url: str, told: list[Page], thread: str | None = None) -> None:
        where = {"response_type": "ephemeral", "replace_original": False}
        where |= {"thread_ts": thread} if thread else {}
        try:
            for page in told:
                await self._web.respond(url, where | {"text": page.text, "blocks": page.blocks})
        except FAULTS as error:
            log.warning("slack: a reply did not arrive", why=code(error))

    def _picture_later(
        self, team: str, url: str, reply: Message, thread: str | None = None
    ) -> None:
        """Slack waits 3 s for an answer, and a picture may take longer."""

        async def show() -> None:
            await self._respond(url, await self._pictures.alone(team, reply.picture), thread)

        if reply.picture is not None:
            self._background.start(show())

    def _file_later(self, team: str, user: str, reply: Reply) -> None:
        if isinstance(reply, Message) and reply.attachment is not None:
            self._background.start(self._files.give(team, user, reply.attachment))


async def _said(work: Awaitable[Reply]) -> Reply:
    """The reply, or what went wrong, in words for the person: their act is not repeated."""
    try:
        return await work
    except TryLater:
        text = NOT_SAVED
    except WhetstoneError as error:
        text = str(error)
    except Exception as error:
        log.error("slack: what a member did was not taken", error=error)
        text = OUR_FAULT
    return Message((Line(text),))


async def _refuse(ack: AsyncAck, view: Json, text: str, field: str = "") -> None:
    await ack(response_action="errors", errors={place_of(view, field): text})


def _view(reply: Message | Form, channel: str) -> Json:
    return modal(reply, channel) if isinstance(reply, Form) else telling(told(reply), channel)


def _channel(body: Mapping[str, Any]) -> str:
    """Where it was pressed; a modal brings the channel that it was opened from."""
    if body.get("channel"):
        return str(body["channel"]["id"])
    return channel_of(body.get("view") or {})
