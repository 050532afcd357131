"""A person in a guild: what they do, and what they see."""

import re
from typing import TYPE_CHECKING, Any

from . import command_line, form_filling, permissions
from .check_components import SELECTS
from .command_line import NotPossible
from .errors import Json
from .interactions import Interaction, Interactions, Modal
from .state import State
from .world import Channel, Member, Message, walk

if TYPE_CHECKING:
    from .workspace import Workspace

BUTTON, LINK = 2, 5


class Person:
    """`warnings`: each 'The application did not respond' that they were shown."""

    def __init__(self, workspace: "Workspace", member: Member) -> None:
        self.workspace, self.member, self.user = workspace, member, member.user
        self.id = member.user.id
        self.warnings: list[str] = []

    # What they do

    async def says(
        self,
        where: Channel | str,
        text: str,
        *,
        thread: Message | Channel | None = None,
        mentions_bot: bool = False,
        reply_to: Message | None = None,
        files: dict[str, bytes] | None = None,
    ) -> Message:
        """Writes as at a keyboard: `@Ada` pings. `thread`: it, or the message it hangs on.
        A `reply_to` pings its author, as the client does unless told not to."""
        place = self._place(where, thread)
        self._may_write(place)
        if mentions_bot:
            text = f"{self._state.bot.mention} {text}"
        message = Message(self._state.ids.new(), place, self.user, self._state.clock.iso(),
                          content=self._typed(text), reference=reply_to)  # fmt: skip
        message.kind = Message.REPLY if reply_to else Message.DEFAULT
        message.attachments = [
            self._state.keep(self.workspace.base, place.id, name, "application/octet-stream", told)
            for name, told in (files or {}).items()
        ]
        return self._state.post(message)

    async def edits(self, message: Message, text: str) -> None:
        self._state.change(message, content=self._typed(text))

    async def deletes(self, *messages: Message) -> None:
        """Several at once, as a moderator can, are one event."""
        self._state.remove(list(messages))

    async def reacts(self, message: Message, emoji: str) -> None:
        self._state.react(message, emoji, self.user)

    async def posts(self, forum: Channel | str, title: str, text: str) -> Message:
        """A new post in a forum; its first message."""
        place = self._place(forum, None)
        kind = Channel.PUBLIC_THREAD
        thread = self._state.open_thread(place, self.user, title, kind, 1440)
        first = Message(thread.id, thread, self.user, self._state.clock.iso(), content=text)
        return self._state.post(first)

    async def presses(
        self, where: Message, label: str, option: str | list[str] = ""
    ) -> Interaction | None:
        """A button by its label or custom_id, or `option` of a select by its placeholder.

        None: the application did not answer in time. Raises NotPossible."""
        self._may_use(where.channel)
        if where.deleted or where.only_for not in (None, self.user):
            raise NotPossible("that message is not there for them")
        part = _find(where, label)
        data: Json = {"custom_id": part["custom_id"], "component_type": part["type"],
                      "id": part["id"]}  # fmt: skip
        if part["type"] in SELECTS:
            wanted = [option] if isinstance(option, str) else option
            by_label = {o["label"]: o["value"] for o in part.get("options", [])}
            data["values"] = [by_label.get(each, each) for each in wanted]
        return await self._interact(Interaction.COMPONENT, where.channel, data, where)

    async def submits(
        self, view: Modal | None = None, fields: dict[str, Any] | None = None
    ) -> Interaction | None:
        """Fills a modal by its fields' labels and sends it; it stays open without an answer.

        Raises NotPossible for what the client refuses, such as a required field left empty."""
        view = view or self.open_view
        if view is None:
            raise NotPossible("no form is open")
        data = form_filling.filled(view, fields or {})
        source = view.source
        found = await self._interact(Interaction.SUBMIT, source.channel, data, source.message)
        if found and self.open_view is view:
            self.closes()
        return found

    def closes(self) -> None:
        """Closes the modal; the application is not told."""
        self._interactions.modals.pop(self.id, None)

    async def runs(
        self, command: str, text: str = "", where: Channel | str | Message = ""
    ) -> Interaction | None:
        """A slash command: `runs("practice", "track add skill:caching", "#general")`.

        Raises NotPossible where the client would not offer or send it."""
        place, known = self._at(where), self._offered(command, where)
        given, resolved = command_line.options(known, text, place.guild)
        data = _command_data(known) | {"options": given}
        if resolved:
            data["resolved"] = resolved
        return await self._interact(Interaction.COMMAND, place, data)

    async def completes(
        self, command: str, option: str, partial: str = "", where: Channel | str = ""
    ) -> list[str]:
        """What is offered for `option`: `completes("practice track add", "skill", "ca")`.

        Empty, and a warning, where the application did not answer in time."""
        name, _, text = command.partition(" ")
        known = self._offered(name, where)
        data = _command_data(known)
        data["options"] = command_line.focused(known, text, option, partial)
        found = await self._interact(Interaction.AUTOCOMPLETE, self._at(where), data)
        return [choice["name"] for choice in found.choices] if found else []

    # What they see

    @property
    def dm(self) -> Channel:
        """Their direct messages with the bot."""
        return self._state.direct_with(self.user)

    def sees_privately(self, where: Channel | str | None = None) -> list[Message]:
        """The ephemerals shown to them there, or anywhere, oldest first."""
        mine = [m for m in self._state.private if m.only_for is self.user]
        return mine if where is None else [m for m in mine if m.channel is self._at(where)]

    @property
    def open_view(self) -> Modal | None:
        """The modal before them, if one is."""
        return self._interactions.modals.get(self.id)

    @property
    def manages(self) -> bool:
        return permissions.manages(self.workspace.guild, self.member)

    # How it goes out

    @property
    def _state(self) -> State:
        return self.workspace.state

    @property
    def _interactions(self) -> Interactions:
        return self.workspace.interactions

    def _at(self, where: Channel | str | Message) -> Channel:
        if isinstance(where, Message):
            return where.channel
        if isinstance(where, Channel):
            return where
        return self.workspace.channel(where) if where else self.dm

    def _place(self, where: Channel | str, thread: Message | Channel | None) -> Channel:
        if isinstance(thread, Channel):
            return thread
        place = self._at(where)
        if thread is None:
            return place
        found = thread.channel if thread.channel.is_thread else place.thread_of(thread)
        if found is None:  # like the client's 'Create Thread'
            name, kind = thread.plain[:100] or "Thread", Channel.PUBLIC_THREAD
            return self._state.open_thread(place, self.user, name, kind, 1440, thread)
        return found

    def _may_write(self, place: Channel) -> None:
        sends = "send_messages_in_threads" if place.is_thread else "send_messages"
        may = permissions.may(self._member_at(place), place, sends)
        if not may or (place.locked and not self.manages) or place.kind == Channel.FORUM:
            raise NotPossible(f"{self.user.name} cannot write there")

    def _may_use(self, place: Channel) -> None:
        """docs: threads: no application commands in archived threads."""
        if place.archived or not permissions.sees(self._member_at(place), place):
            raise NotPossible(f"{self.user.name} cannot use anything there")

    def _member_at(self, place: Channel) -> Member | None:
        return place.guild.members.get(self.id) if place.guild else None

    def _offered(self, name: str, where: Channel | str | Message) -> Json:
        """docs: application commands, "Contexts", "Permissions": a guild's own come first."""
        place, name = self._at(where), name.removeprefix("/")
        self._may_use(place)
        scopes = [place.guild.id, 0] if place.guild else [0]
        commands = self._state.app.commands
        known = next((commands[s][name] for s in scopes if name in commands.get(s, {})), None)
        if known is None or (place.guild and self._state.me(place.guild) is None):
            raise NotPossible(f"there is no /{name}")
        contexts = known.get("contexts")
        if contexts is not None and (0 if place.guild else 1) not in contexts:
            raise NotPossible(f"/{name} is not offered here")
        needs = known.get("default_member_permissions")
        if needs is not None and place.guild:
            mine = permissions.in_guild(self.member)
            if mine != permissions.ALL and (int(needs) == 0 or mine & int(needs) != int(needs)):
                raise NotPossible(f"/{name} is not offered to {self.user.name}")
        return known

    def _typed(self, text: str) -> str:
        """`@Ada` becomes `<@…>`, as it is picked from the list."""
        for who in [self._state.bot, *(p.user for p in self.workspace.people.values())]:
            text = re.sub(rf"(?<!\w)@{re.escape(who.name)}\b", who.mention, text)
        return text

    async def _interact(self, kind: int, place: Channel, data: Json,
                        message: Message | None = None) -> Interaction | None:  # fmt: skip
        found = await self._interactions.send(kind, self.user, place, data, message)
        if found is None:
            self.warnings.append("The application did not respond")
        return found


def _find(message: Message, label: str) -> Json:
    parts = [p for p in walk(message.components) if p["type"] in (BUTTON, *SELECTS)]
    for part in parts:
        if label in (part.get("label"), part.get("custom_id"), part.get("placeholder")):
            if part.get("disabled") or part.get("style") == LINK:
                raise NotPossible(f"{label} cannot be pressed")
            return part
    names = [p.get("label") or p.get("placeholder") for p in parts]
    raise NotPossible(f"nothing is called {label!r}, only {names}")


def _command_data(known: Json) -> Json:
    """docs: "Application Command Data Structure"; `guild_id` where it is a guild's own."""
    names = ("id", "name", "type", "guild_id")
    return {name: known[name] for name in names if name in known}
