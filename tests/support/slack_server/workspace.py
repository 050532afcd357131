"""A workspace: who and what is in it, and what befalls it. Events go out from here."""

import dataclasses
from typing import Any

from .person import Person
from .state import State
from .world import Channel, Installation, Json, Message, User


@dataclasses.dataclass
class Granted:
    """An OAuth code's worth (docs: Installing with OAuth)."""

    workspace: "Workspace"
    user: str
    scopes: list[str]
    redirect_uri: str
    born: float


class Workspace:
    """Make one with `server.workspace("acme")`; it comes with the app installed."""

    def __init__(self, state: State, name: str) -> None:
        self.state = state
        self.name, self.domain = name, name.lower().replace(" ", "-")
        self.id = state.new_id("T")
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.installation: Installation | None = None
        state.workspaces[self.id] = self

    # Who and what is here

    def user(self, name: str, tz: str = "UTC", *, joins: bool = False, **roles: bool) -> Person:
        """A member; `roles`: admin, owner, guest, bot. `joins`: just now (docs: team_join)."""
        person = Person(self, User(self.state.new_id("U"), self.id, name, tz, **roles))
        self.people[person.id] = person
        if joins:
            self.emit({"type": "team_join", "user": person.profile()})
        return person

    def channel(self, name: str, *, private: bool = False, bot: bool = True) -> Channel:
        """The channel of that name, `#` or not; made, with everybody in it, where it is new.

        `bot`: with the app in it from the start."""
        name = name.removeprefix("#")
        for channel in self.channels.values():
            if channel.name == name:
                return channel
        apps = {p.id for p in self.people.values() if p.user.bot}
        members = [p for p in self.people if p not in apps]
        if bot and self.installation and self.installation.active:
            members.append(self.installation.bot_user)
        channel = Channel(self.state.new_id("C"), self.id, name, private, members=members)
        self.channels[channel.id] = channel
        return channel

    def direct(self, user: str) -> Channel:
        """The direct message of a user and the app."""
        assert self.installation, "the app is not installed here"
        bot = self.installation.bot_user
        for channel in self.channels.values():
            if channel.im == user and bot in channel.members:
                return channel
        channel = Channel(self.state.new_id("D"), self.id, "", im=user, members=[user, bot])
        self.channels[channel.id] = channel
        return channel

    # The app

    def install(self, scopes: list[str] | None = None, name: str = "whetstone") -> Installation:
        """The app, installed or installed again with more scopes; its token: `bot_token()`."""
        scopes = list(self.state.app.scopes) if scopes is None else scopes
        if self.installation and self.installation.active:
            self.installation.scopes = list(dict.fromkeys(self.installation.scopes + scopes))
            return self.installation
        bot = Person(self, User(self.state.new_id("U"), self.id, name, bot=True))
        self.people[bot.id] = bot
        self.installation = Installation(self.id, bot.id, self.state.new_id("B"), scopes)
        return self.installation

    def bot_token(self) -> str:
        """A new token of the installation, as shown on the app's page (`SLACK_BOT_TOKEN`)."""
        assert self.installation, "the app is not installed here"
        return self.state.new_token(self.installation)

    def approves(self, who: Person, scopes: list[str], redirect_uri: str = "") -> str:
        """Somebody says yes on the consent page; the code for oauth.v2.access."""
        code = self.state.new_id("code")
        now = self.state.clock.now()
        self.state.codes[code] = Granted(self, who.id, scopes, redirect_uri, now)
        return code

    def uninstall(self) -> None:
        """The app is removed; its two farewells come in either order (docs: app_uninstalled)."""
        gone = self.installation
        assert gone, "the app is not installed here"
        tokens = {"bot": [gone.bot_user], "oauth": []}
        self.emit({"type": "tokens_revoked", "tokens": tokens})
        self.emit({"type": "app_uninstalled"})
        gone.active = False
        for channel in self.channels.values():
            channel.members = [m for m in channel.members if m != gone.bot_user]

    def invites(self, channel: Channel, by: Person) -> None:
        """The bot joins a channel (docs: member_joined_channel)."""
        assert self.installation, "the app is not installed here"
        channel.members.append(self.installation.bot_user)
        letter = "G" if channel.private else "C"
        self.emit({"type": "member_joined_channel", "user": self.installation.bot_user,
                   "channel": channel.id, "channel_type": letter, "team": self.id,
                   "inviter": by.id})  # fmt: skip

    def expels(self, channel: Channel, by: Person) -> None:
        """The bot is removed from a channel (docs: channel_left, group_left)."""
        assert self.installation, "the app is not installed here"
        channel.members.remove(self.installation.bot_user)
        kind = "group_left" if channel.private else "channel_left"
        self.emit({"type": kind, "channel": channel.id, "actor_id": by.id})

    def archive(self, channel: Channel, by: Person, *, undo: bool = False) -> None:
        """docs: channel_archive, group_archive, channel_unarchive."""
        channel.archived = not undo
        kind = "group" if channel.private else "channel"
        name = f"{kind}_{'un' if undo else ''}archive"
        self.emit({"type": name, "channel": channel.id, "user": by.id})

    # Messages

    def place(self, message: Message, *, also: list[Json] | None = None) -> None:
        """A new message stands in its channel; the app hears it, and `also` beside it."""
        message.channel.add(message)
        self._tell(message.channel, message.payload(self.id), message.ts)
        for event in also or []:
            self._tell(message.channel, event, message.ts)

    def change(self, message: Message, *, edited_by: str = "", **content: Any) -> None:
        """A message becomes another: `message_changed`, without `user` of its own."""
        before = message.payload(self.id)
        ts = self.state.new_ts()
        for name, value in content.items():
            setattr(message, name, value)
        if edited_by:
            message.edited = {"user": edited_by, "ts": ts}
        self._tell(message.channel, {
            "type": "message", "subtype": "message_changed", "hidden": True, "ts": ts,
            "message": message.payload(self.id), "previous_message": before,
        }, ts)  # fmt: skip

    def remove(self, message: Message) -> None:
        """docs: message_deleted."""
        before = message.payload(self.id)
        message.channel.remove(message)
        ts = self.state.new_ts()
        self._tell(message.channel, {
            "type": "message", "subtype": "message_deleted", "hidden": True, "ts": ts,
            "deleted_ts": message.ts, "previous_message": before,
        }, ts)  # fmt: skip

    def status(self, of: Message) -> str:
        """What the app's status says in a message's thread; it lasts for two minutes."""
        text, until = of.channel.statuses.get(of.thread_ts or of.ts, ("", 0.0))
        return text if until > self.state.clock.now() else ""

    def unfurls(self, message: Message, title: str = "A page") -> None:
        """A link preview: the message changes though nobody edited it (`edited` stays)."""
        self.change(message, attachments=[{"title": title, "id": 1}])

    def _tell(self, channel: Channel, event: Json, ts: str) -> None:
        to = self.installation
        if to and to.bot_user in channel.members:
            place = {"channel": channel.id, "event_ts": ts, "channel_type": channel.kind}
            self.emit(event | place)

    def emit(self, event: Json) -> None:
        """Any event, to the app as it is installed here."""
        stamped = {"event_ts": self.state.new_ts()} | event
        self.state.outbox.event(self.installation, stamped)
