"""A person in a workspace: what they do, and what they see."""

import html
import re
import uuid
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from . import forms
from .outbox import Ack
from .pings import parts_with_actions
from .world import Channel, Json, Message, User

if TYPE_CHECKING:
    from .workspace import Workspace


class Person:
    """`private` holds the ephemerals, `views` the open modals, `warnings` the red triangles."""

    def __init__(self, workspace: "Workspace", user: User) -> None:
        self.workspace = workspace
        self.user = user
        self.id = user.id
        self.private: list[Message] = []
        self.views: list[Json] = []
        self.home: Json | None = None
        self.warnings: list[str] = []
        self._drafts: dict[str, dict[str, Any]] = {}

    # What they do

    async def says(
        self,
        where: Channel | str,
        text: str,
        *,
        thread: Message | str | None = None,
        mentions_bot: bool = False,
    ) -> Message:
        """Writes as at a keyboard: `@Ada`, `@channel` ping, `<`, `>` and `&` arrive escaped."""
        channel = self._at(where)
        self.joins(channel)
        bot = self.workspace.installation
        text = self._typed(text)
        if mentions_bot and bot:
            text = f"<@{bot.bot_user}> {text}"
        ts = self.workspace.state.new_ts()
        message = Message(
            channel, ts, self.id, text, thread_ts=_ts(thread),
            client_msg_id=str(uuid.uuid4()), bot_id="B0OTHERBOT" if self.user.bot else "",
        )  # fmt: skip
        # docs: app_mention: a second event beside message.channels, without client_msg_id's twin
        # in direct messages.
        mentioned = bot and f"<@{bot.bot_user}>" in text and channel.kind != "im"
        twin = message.payload(self.workspace.id) | {"type": "app_mention"}
        self.workspace.place(message, also=[twin] if mentioned else None)
        return message

    def joins(self, where: Channel | str) -> None:
        """Becomes a member, as anybody does who writes (docs: member_joined_channel)."""
        channel = self._at(where)
        if self.id not in channel.members:
            channel.members.append(self.id)
            letter = "G" if channel.private else "C"
            self.workspace.emit({"type": "member_joined_channel", "user": self.id,
                                 "channel": channel.id, "channel_type": letter,
                                 "team": self.workspace.id})  # fmt: skip

    async def edits(self, message: Message, text: str) -> None:
        self.workspace.change(message, edited_by=self.id, text=self._typed(text))

    async def deletes(self, message: Message) -> None:
        self.workspace.remove(message)

    async def presses(self, where: Message | Json, label: str, option: str = "") -> Ack | None:
        """A button by its label or action_id, or an `option` of a menu; in a message or view.

        None: the app did not acknowledge, and a warning is shown."""
        blocks = where.blocks if isinstance(where, Message) else where["blocks"]
        part = forms.find_part(parts_with_actions(blocks), label)
        action = {"type": part["type"], "action_id": part["action_id"],
                  "block_id": part["block"]["block_id"],
                  "action_ts": self._state.new_ts()}  # fmt: skip
        if "text" in part:
            action |= {"text": part["text"], "value": part.get("value")}
        if option:
            action |= forms.filled(part, option, self.workspace)
        payload = self._payload("block_actions", where) | {"actions": [action]}
        return await self._interact("interactive", payload)

    def fills(self, view: Json, fields: dict[str, Any]) -> None:
        """Fills fields of a modal by their labels without sending it; a press tells them too."""
        draft = self._drafts.get(view["id"], {}) | fields
        told = forms.values(view["blocks"], draft, self.workspace, sending=False)
        view["state"] = {"values": told}
        self._drafts[view["id"]] = draft

    async def submits(
        self, view: Json | None = None, fields: dict[str, Any] | None = None
    ) -> Ack | None:
        """Fills a modal by its fields' labels and sends it; the newest one if none is given."""
        view = view or self.views[-1]
        self.fills(view, fields or {})
        forms.values(view["blocks"], self._drafts[view["id"]], self.workspace)
        payload = self._payload("view_submission", view) | {"response_urls": []}
        ack = await self._interact("interactive", payload)
        if ack:
            forms.after_submit(self, view, ack.body or {})
        return ack

    async def closes(self, view: Json | None = None) -> None:
        """Closes a modal; the app hears it if it asked to (`notify_on_close`)."""
        view = view or self.views[-1]
        self.views.remove(view)
        if view["notify_on_close"]:
            payload = self._payload("view_closed", view) | {"is_cleared": False}
            await self._interact("interactive", payload)

    async def runs(self, command: str, text: str = "", where: Channel | str = "") -> Ack | None:
        """A slash command (docs: Slash commands); what the ack says is seen privately."""
        bot, app = self.workspace.installation, self._state.app
        known = not app.commands or command in app.commands
        if not bot or not bot.active or "commands" not in bot.scopes or not known:
            self.warnings.append("invalid_command")
            return None
        channel = self._at(where) if where else self.workspace.direct(self.id)
        ack = await self._interact("slash_commands", {
            "token": "verification-token", "team_id": self.workspace.id,
            "team_domain": self.workspace.domain, "channel_id": channel.id,
            "channel_name": channel.name or "directmessage", "user_id": self.id,
            "user_name": self.user.name, "command": command,
            "text": self._named(text) if app.commands.get(command, True) else text,
            "api_app_id": app.id, "is_enterprise_install": "false",
            "response_url": self._state.new_response_url(channel, self.user, None),
            "trigger_id": self._state.new_trigger(self.user),
        })  # fmt: skip
        if ack and ack.body:
            said = {"text": ack.body} if isinstance(ack.body, str) else ack.body
            forms.respond(self.workspace, channel, self.id, said, None)
        return ack

    async def opens_home(self, tab: str = "home") -> None:
        """Opens the app's Home, or its `messages` tab (docs: app_home_opened)."""
        event = {"type": "app_home_opened", "user": self.id, "tab": tab,
                 "channel": self.workspace.direct(self.id).id}  # fmt: skip
        self.workspace.emit(event | ({"view": self.home} if self.home and tab == "home" else {}))

    # What they see

    @property
    def dm(self) -> Channel:
        """Their direct messages with the app."""
        return self.workspace.direct(self.id)

    def sees_privately(self, where: Channel | str) -> list[Message]:
        """The ephemerals shown to them there, oldest first."""
        channel = self._at(where)
        return [m for m in self.private if m.channel is channel]

    @property
    def open_view(self) -> Json | None:
        """The modal on top, if one is open."""
        return self.views[-1] if self.views else None

    def profile(self) -> Json:
        """docs: User object; the fields that `users:read` gives."""
        user = self.user
        now = self._state.clock.now()
        offset = ZoneInfo(user.tz).utcoffset(forms.utc(now))
        return {
            "id": user.id, "team_id": user.team, "name": user.name.lower(), "deleted": user.deleted,
            "real_name": user.name, "tz": user.tz, "tz_label": user.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": user.admin or user.owner, "is_owner": user.owner,
            "is_primary_owner": False, "is_restricted": user.guest,
            "is_ultra_restricted": False, "is_bot": user.bot, "is_app_user": False,
            "updated": int(now),
            "profile": {"real_name": user.name, "display_name": user.name, "team": user.team},
        }  # fmt: skip

    # How it goes out

    @property
    def _state(self) -> Any:
        return self.workspace.state

    def _at(self, where: Channel | str) -> Channel:
        return where if isinstance(where, Channel) else self.workspace.channel(where)

    def _typed(self, text: str) -> str:
        return self._named(html.escape(text, quote=False), pings=True)

    def _named(self, text: str, *, pings: bool = False) -> str:
        """`@Ada` becomes `<@U…>` (in commands with the name), `@channel` `<!channel>`."""
        for person in self.workspace.people.values():
            tail = "" if pings else f"|{person.user.name.lower()}"
            name = re.escape(person.user.name)
            text = re.sub(rf"(?<!\w)@{name}\b", f"<@{person.id}{tail}>", text, flags=re.I)
        return re.sub(r"(?<!\w)@(channel|here|everyone)\b", r"<!\1>", text) if pings else text

    def _payload(self, kind: str, where: Message | Json) -> Json:
        """docs: block_actions, view_submission payloads."""
        ws, user = self.workspace, self.user
        payload: Json = {
            "type": kind, "token": "verification-token", "api_app_id": self._state.app.id,
            "team": {"id": ws.id, "domain": ws.domain}, "enterprise": None,
            "is_enterprise_install": False,
            "user": {"id": user.id, "username": user.name.lower(), "name": user.name.lower(),
                     "team_id": ws.id},
        }  # fmt: skip
        if isinstance(where, Message):
            return payload | self._message_part(where)
        if kind != "view_closed":
            payload["trigger_id"] = self._state.new_trigger(user, where["id"])
        return payload | {"view": where, "container": {"type": "view", "view_id": where["id"]}}

    def _message_part(self, message: Message) -> Json:
        channel = message.channel
        container = {"type": "message", "message_ts": message.ts, "channel_id": channel.id,
                     "is_ephemeral": bool(message.only_for)}  # fmt: skip
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        shown = message.payload(self.workspace.id, with_metadata=True)
        part: Json = {
            "container": container,
            "trigger_id": self._state.new_trigger(self.user),
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "response_url": self._state.new_response_url(channel, self.user, message),
            "state": {"values": {}},
        }
        # docs: block_actions: an ephemeral message's content is not sent along.
        return part if message.only_for else part | {"message": shown}

    async def _interact(self, kind: str, payload: Json) -> Ack | None:
        if kind == "interactive" and not self._state.app.interactive:
            self.warnings.append("interactivity_disabled")
            return None
        ack: Ack | None = await self._state.outbox.interaction(kind, payload)
        if ack is None:
            self.warnings.append("operation_timeout")
        return ack


def _ts(of: Message | str | None) -> str:
    if of is None or isinstance(of, str):
        return of or ""
    return of.thread_ts or of.ts
