"""What exists on the server: the application, guilds, members, channels, messages."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

Json = dict[str, Any]

# docs: message, "Message Flags"
SUPPRESS_EMBEDS, HAS_THREAD, EPHEMERAL, LOADING = 1 << 2, 1 << 5, 1 << 6, 1 << 7
SILENT, VOICE, V2 = 1 << 12, 1 << 13, 1 << 15
MESSAGE_CONTENT, GUILD_MEMBERS, GUILD_PRESENCES = 1 << 15, 1 << 1, 1 << 8


@dataclass(eq=False)
class User:
    id: int
    name: str
    bot: bool = False
    takes_dms: bool = True

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(eq=False)
class Role:
    id: int
    name: str
    permissions: int = 0
    mentionable: bool = False


@dataclass(eq=False)
class Member:
    user: User
    guild: "Guild"
    joined_at: str
    roles: list[Role] = field(default_factory=list)


@dataclass
class Overwrite:
    """What a channel allows or denies to one role or member."""

    allow: int = 0
    deny: int = 0
    role: bool = False


@dataclass(eq=False)
class Guild:
    id: int
    name: str
    owner: User
    everyone: Role
    members: dict[int, Member] = field(default_factory=dict)
    roles: list[Role] = field(default_factory=list)
    channels: dict[int, "Channel"] = field(default_factory=dict)
    available: bool = True
    most_active_threads: int = 1000

    @property
    def threads(self) -> list["Channel"]:
        return [c for c in self.channels.values() if c.is_thread]


@dataclass(eq=False)
class Channel:
    """A text or forum channel, a thread, or a direct message."""

    TEXT: ClassVar[int] = 0
    DM: ClassVar[int] = 1
    PUBLIC_THREAD: ClassVar[int] = 11
    PRIVATE_THREAD: ClassVar[int] = 12
    FORUM: ClassVar[int] = 15

    id: int
    name: str
    kind: int
    guild: Guild | None = None
    parent: "Channel | None" = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    history: dict[int, "Message"] = field(default_factory=dict)
    recipient: User | None = None
    owner: User | None = None
    joined: set[int] = field(default_factory=set)
    archived: bool = False
    locked: bool = False
    archive_minutes: int = 1440
    archive_changed_at: str = ""
    ever_sent: int = 0
    tags: list[str] = field(default_factory=list)
    typing: int = 0  # how often the bot showed that it types

    @property
    def is_thread(self) -> bool:
        return self.kind in (self.PUBLIC_THREAD, self.PRIVATE_THREAD)

    @property
    def messages(self) -> list["Message"]:
        """What people see in it, oldest first; in a forum, the first message of each post."""
        if self.kind == self.FORUM and self.guild:
            posts = [thread for thread in self.guild.threads if thread.parent is self]
            return [post.history[post.id] for post in posts if post.id in post.history]
        return [m for m in self.history.values() if m.kind != Message.THREAD_STARTER]

    def thread_of(self, message: "Message | int") -> "Channel | None":
        """The thread that was started from a message; its id is the message's."""
        of = message if isinstance(message, int) else message.number
        return self.guild.channels.get(of) if self.guild else None

    def thread(self, of: "Message | int") -> list["Message"]:
        """The replies in the thread of a message, oldest first; none where there is no thread."""
        found = self.thread_of(of)
        return [m for m in found.messages if m.number != found.id] if found else []


@dataclass
class Pings:
    """Whom a message notifies, after `allowed_mentions` and permissions."""

    everyone: bool = False
    users: list[User] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        found = [f"@{user.name}" for user in self.users] + [f"@{role.name}" for role in self.roles]
        return (["@everyone"] if self.everyone else []) + found


@dataclass(eq=False)
class Message:
    """A message as the server keeps it; `only_for` is the one who sees an ephemeral."""

    DEFAULT: ClassVar[int] = 0
    REPLY: ClassVar[int] = 19
    COMMAND: ClassVar[int] = 20
    THREAD_STARTER: ClassVar[int] = 21

    number: int
    channel: Channel
    author: User
    at: str
    kind: int = DEFAULT
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    edited_at: str | None = None
    reference: "Message | None" = None
    notified: Pings = field(default_factory=Pings)
    reactions: dict[str, list[int]] = field(default_factory=dict)
    only_for: User | None = None
    origin: Json | None = None  # `interaction_metadata`
    deleted: bool = False
    edits: int = 0

    @property
    def id(self) -> str:
        """Its number as the API writes it."""
        return str(self.number)

    @property
    def plain(self) -> str:
        """All that a person reads in it."""
        texts = [self.content] if self.content else []
        for embed in self.embeds:
            fields = [(f["name"], f["value"]) for f in embed.get("fields", [])]
            texts += [embed.get("title", ""), embed.get("description", "")]
            texts += [f"{name}: {value}" for name, value in fields]
        texts += [part["content"] for part in walk(self.components) if part["type"] == 10]
        return "\n".join(text for text in texts if text)

    @property
    def pings(self) -> list[str]:
        """Whom it would ping, by name; empty where nobody is."""
        return self.notified.names

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, disabled ones too."""
        return [part.get("label", "") for part in walk(self.components) if part["type"] == 2]


def walk(components: list[Json]) -> list[Json]:
    """All components, each before its children."""
    found: list[Json] = []
    for part in components:
        inner = [*part.get("components", [])]
        inner += [part[name] for name in ("accessory", "component") if part.get(name)]
        found += [part, *walk(inner)]
    return found


@dataclass(eq=False)
class Application:
    """The one application of this server. `privileged`: intents its owner has turned on."""

    id: int
    user: User
    token: str
    privileged: int = MESSAGE_CONTENT
    commands: dict[int, dict[str, Json]] = field(default_factory=dict)  # 0: the global ones
    creates: dict[int, list[float]] = field(default_factory=dict)

    @property
    def flags(self) -> int:
        """docs: application, "Application Flags": the limited forms, for under 100 servers."""
        found = 1 << 19 if self.privileged & MESSAGE_CONTENT else 0
        found |= 1 << 15 if self.privileged & GUILD_MEMBERS else 0
        return found | (1 << 13 if self.privileged & GUILD_PRESENCES else 0)
