"""What exists on the server: the app, its installations, workspaces, channels, messages."""

import html
from dataclasses import dataclass, field
from typing import Any

from . import pings

Json = dict[str, Any]

# The default manifest of PLATFORMS.md, with what reading channels and opening DMs needs.
SCOPES = [
    "app_mentions:read", "assistant:write", "channels:history", "channels:read",
    "chat:write", "commands", "files:read", "files:write", "groups:history", "groups:read",
    "im:history", "im:read", "im:write", "reactions:write", "team:read", "users:read",
]  # fmt: skip
EVENTS = [
    "app_home_opened", "app_mention", "app_uninstalled", "channel_archive", "channel_left",
    "channel_unarchive", "group_archive", "group_left", "member_joined_channel",
    "member_left_channel", "message.channels", "message.groups", "message.im", "team_join",
    "tokens_revoked",
]  # fmt: skip


@dataclass
class App:
    """The one app of this server. With a `request_url` all goes there, else to its sockets.

    `commands` maps each to its `should_escape`; without any, every command is taken."""

    id: str = "A0WHETSTONE"
    client_id: str = "1111.2222"
    client_secret: str = "client-secret"
    signing_secret: str = "signing-secret"
    app_token: str = "xapp-1-A0WHETSTONE-1-local"
    scopes: list[str] = field(default_factory=lambda: list(SCOPES))
    events: set[str] = field(default_factory=lambda: set(EVENTS))
    commands: dict[str, bool] = field(default_factory=dict)
    request_url: str = ""
    rotates_tokens: bool = False
    interactive: bool = True
    has_home: bool = True
    has_messages: bool = True

    def follows(self, manifest: Json) -> None:
        """Takes over scopes, events, commands and switches (docs: App manifest reference)."""
        scopes, settings = manifest["oauth_config"]["scopes"], manifest["settings"]
        features = manifest.get("features", {})
        app_home = features.get("app_home", {})
        self.scopes = scopes.get("bot", []) + scopes.get("bot_optional", [])
        self.events = set(settings.get("event_subscriptions", {}).get("bot_events", []))
        self.commands = {
            c["command"]: c.get("should_escape", False) for c in features.get("slash_commands", [])
        }
        self.rotates_tokens = settings.get("token_rotation_enabled", False)
        self.interactive = settings.get("interactivity", {}).get("is_enabled", False)
        self.has_home = app_home.get("home_tab_enabled", False)
        self.has_messages = app_home.get("messages_tab_enabled", False)


@dataclass
class Installation:
    """The app in one workspace."""

    team: str
    bot_user: str
    bot_id: str
    scopes: list[str]
    active: bool = True


@dataclass
class Token:
    installation: Installation
    expires_at: float | None = None
    revoked: bool = False


@dataclass
class User:
    id: str
    team: str
    name: str
    tz: str = "UTC"
    admin: bool = False
    owner: bool = False
    bot: bool = False
    guest: bool = False
    deleted: bool = False


@dataclass
class Channel:
    """A channel, private channel (`private`) or direct message (`im`: the person in it)."""

    id: str
    team: str
    name: str
    private: bool = False
    im: str = ""
    archived: bool = False
    members: list[str] = field(default_factory=list)
    all: dict[str, "Message"] = field(default_factory=dict)
    replies: dict[str, list["Message"]] = field(default_factory=dict)
    statuses: dict[str, tuple[str, float]] = field(default_factory=dict)
    prompts: list[Json] = field(default_factory=list)
    next_free: float = 0.0

    @property
    def kind(self) -> str:
        """`channel_type` of the events: channel, group or im."""
        return "im" if self.im else "group" if self.private else "channel"

    @property
    def messages(self) -> list["Message"]:
        """What stands in the channel itself, oldest first; no replies but broadcast ones."""
        return [m for m in self.all.values() if not m.is_reply or m.subtype == "thread_broadcast"]

    def thread(self, of: "Message | str") -> list["Message"]:
        """The replies to a message or its ts, oldest first; without the message itself."""
        ts = of if isinstance(of, str) else of.thread_ts or of.ts
        return list(self.replies.get(ts, []))

    def find(self, ts: str) -> "Message | None":
        return self.all.get(ts)

    def add(self, message: "Message") -> None:
        self.all[message.ts] = message
        if message.is_reply:
            self.replies.setdefault(message.thread_ts, []).append(message)

    def remove(self, message: "Message") -> None:
        del self.all[message.ts]
        if message.is_reply:
            self.replies[message.thread_ts].remove(message)


@dataclass
class Message:
    """A message as the server keeps it; `only_for` is the one who sees an ephemeral."""

    channel: Channel
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    bot_id: str = ""
    app_id: str = ""
    subtype: str = ""
    metadata: Json = field(default_factory=dict)
    edited: Json = field(default_factory=dict)
    attachments: list[Json] = field(default_factory=list)
    files: list[Json] = field(default_factory=list)
    reactions: list[Json] = field(default_factory=list)
    client_msg_id: str = ""
    only_for: str = ""
    names_link: bool = False
    streaming_until: float = 0.0

    @property
    def id(self) -> str:
        """The platform-neutral name of `ts`."""
        return self.ts

    @property
    def is_reply(self) -> bool:
        return self.thread_ts not in ("", self.ts)

    @property
    def plain(self) -> str:
        """All that a person reads in it, unescaped: the blocks, else the text."""
        return "\n".join(pings.readable(self.blocks)) or html.unescape(self.text)

    @property
    def pings(self) -> list[str]:
        """Whom it would ping, in the text or the blocks."""
        texts = [self.text, *pings.marked_up(self.blocks)]
        found = [p for text in texts for p in pings.pings_in(text, by_name=self.names_link)]
        return list(dict.fromkeys(found))

    @property
    def links(self) -> list[str]:
        """The addresses it would make clickable."""
        found = [x for text in (self.text, *pings.marked_up(self.blocks))
                 for x in pings.links_in(text)]  # fmt: skip
        return list(dict.fromkeys(found))

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        parts = pings.parts_with_actions(self.blocks)
        return [part["text"]["text"] for part in parts if isinstance(part.get("text"), dict)]

    def payload(self, team: str, *, with_metadata: bool = False) -> Json:
        """As it stands in events and histories (docs: message event)."""
        told: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        told |= {"team": team, "blocks": self.blocks}
        names = ("thread_ts", "bot_id", "app_id", "subtype", "edited", "attachments", "files",
                 "reactions", "client_msg_id")  # fmt: skip
        told |= {name: value for name in names if (value := getattr(self, name))}
        if with_metadata and self.metadata:
            told["metadata"] = self.metadata
        if not self.is_reply and (replies := self.channel.thread(self)):
            told |= {"thread_ts": self.ts, "reply_count": len(replies),
                     "reply_users": sorted({m.user for m in replies}),
                     "latest_reply": replies[-1].ts}  # fmt: skip
        return told
