"""The server's state and what changes it; each change tells the gateway."""

from typing import Any, Protocol

from . import mentions, payloads
from .check_components import numbered
from .clock import Clock, Ids
from .errors import Json
from .journal import Journal
from .world import HAS_THREAD, Application, Channel, Guild, Member, Message, User


class Tell(Protocol):
    def __call__(self, event: str, data: Json, guild: Guild | None, place: Channel | None = None
                 ) -> None: ...  # fmt: skip


class State:
    """`tell` sends an event to the bot, if it may know of it."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.ids, self.journal = clock, Ids(clock), Journal()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.direct: dict[int, Channel] = {}  # by the other person's id
        self.private: list[Message] = []  # what one person alone sees
        self.files: dict[str, tuple[str, bytes]] = {}  # by the attachment's path
        self.owner = self.new_user("Owner")
        bot = self.new_user("Whetstone", bot=True)
        # docs: for apps made since 2016 the application's id is the bot user's.
        self.app = Application(bot.id, bot, f"{bot.id}.local.token")
        self.tell: Tell = lambda event, data, guild, place=None: None

    def new_user(self, name: str, *, bot: bool = False) -> User:
        user = User(self.ids.new(), name, bot)
        self.users[user.id] = user
        return user

    @property
    def bot(self) -> User:
        return self.app.user

    def me(self, guild: Guild | None) -> Member | None:
        """The bot as a member, if it is one."""
        return guild.members.get(self.bot.id) if guild else None

    def channel(self, channel_id: int) -> Channel | None:
        for guild in self.guilds.values():
            if channel_id in guild.channels:
                return guild.channels[channel_id]
        return next((c for c in self.direct.values() if c.id == channel_id), None)

    def direct_with(self, person: User) -> Channel:
        """docs: user, "Create DM": the same channel each time."""
        if person.id not in self.direct:
            dm = Channel(self.ids.new(), "", Channel.DM, recipient=person)
            self.direct[person.id] = dm
        return self.direct[person.id]

    def keep(self, base: str, place: int, name: str, kind: str, content: bytes) -> Json:
        """Stores a file, to be had at its address; as an attachment of a message."""
        number = self.ids.new()
        path = f"/attachments/{place}/{number}/{name}"
        self.files[path] = (kind, content)
        return {"id": str(number), "filename": name, "size": len(content), "content_type": kind,
                "url": base + path, "proxy_url": base + path}  # fmt: skip

    def post(self, message: Message, allowed: Json | None = None) -> Message:
        """Puts a message where it belongs, settles whom it pings, and tells of it."""
        numbered(message.components)
        place = message.channel
        message.notified = mentions.found(message, allowed, self.users)
        if message.author is self.bot:
            self.journal.posts.append(message)
        if message.only_for is not None:
            self.private.append(message)
            return message
        if place.is_thread:
            self._enter(place, message.author)
        place.history[message.number] = message
        place.ever_sent += 1
        self.tell_of(message, "MESSAGE_CREATE")
        return message

    def _enter(self, thread: Channel, author: User) -> None:
        """docs: threads: sending un-archives, and whoever sends has joined."""
        thread.joined.add(author.id)
        if thread.archived:
            self.change_thread(thread, archived=False)

    def change(self, message: Message, allowed: Json | None = None, *, told: bool = True,
               **fields: Any) -> None:  # fmt: skip
        """Edits a message; `told=False` keeps its edit time, as a link preview does."""
        for name, value in fields.items():
            setattr(message, name, value)
        numbered(message.components)
        if told:
            message.edited_at, message.edits = self.clock.iso(), message.edits + 1
            message.notified = mentions.found(message, allowed, self.users)
        if message.only_for is None:
            self.tell_of(message, "MESSAGE_UPDATE")

    def tell_of(self, message: Message, event: str) -> None:
        """docs: gateway events, "Message Create Extra Fields"."""
        guild = message.channel.guild
        data = payloads.message(message, self.bot, nonce=event == "MESSAGE_CREATE")
        if guild:
            data["guild_id"] = str(guild.id)
            author = guild.members.get(message.author.id)
            if author:
                data["member"] = payloads.member(author, with_user=False)
        self.tell(event, data, guild, message.channel)

    def remove(self, messages: list[Message]) -> None:
        """Deletes messages of one channel; several at once are one event."""
        place = messages[0].channel
        for message in messages:
            message.deleted = True
            place.history.pop(message.number, None)
        data: Json = {"channel_id": str(place.id)}
        if place.guild:
            data["guild_id"] = str(place.guild.id)
        ids = [str(message.id) for message in messages]
        if messages[0].only_for is not None:
            self.private.remove(messages[0])
            return
        if len(ids) == 1:
            self.tell("MESSAGE_DELETE", data | {"id": ids[0]}, place.guild, place)
        else:
            self.tell("MESSAGE_DELETE_BULK", data | {"ids": ids}, place.guild, place)

    def open_thread(
        self, parent: Channel, owner: User, name: str, kind: int, minutes: int,
        start: Message | None = None, tags: list[str] | None = None,
    ) -> Channel:  # fmt: skip
        """docs: channel, "Start Thread from Message": its id is the message's."""
        guild = parent.guild
        assert guild is not None
        thread = Channel(start.number if start else self.ids.new(), name, kind, guild, parent)
        thread.owner, thread.archive_minutes, thread.tags = owner, minutes, tags or []
        thread.archive_changed_at = self.clock.iso()
        thread.joined.add(owner.id)
        guild.channels[thread.id] = thread
        told = payloads.channel(thread, self.bot) | {"newly_created": True}
        self.tell("THREAD_CREATE", told, guild, thread)
        if start:
            self.change(start, told=False, flags=start.flags | HAS_THREAD)
            first = Message(self.ids.new(), thread, owner, self.clock.iso(),
                            Message.THREAD_STARTER, reference=start)  # fmt: skip
            thread.history[first.number] = first
            self.tell_of(first, "MESSAGE_CREATE")
        return thread

    def change_thread(self, thread: Channel, **fields: Any) -> None:
        """docs: `archive_timestamp` moves with archiving and with the archive duration."""
        if "archived" in fields or "archive_minutes" in fields:
            thread.archive_changed_at = self.clock.iso()
        for name, value in fields.items():
            setattr(thread, name, value)
        self.tell("THREAD_UPDATE", payloads.channel(thread, self.bot), thread.guild, thread)

    def remove_channel(self, channel: Channel) -> None:
        """Deletes a channel with its threads, or a thread."""
        guild = channel.guild
        assert guild is not None
        told = payloads.channel(channel, self.bot)
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        if channel.is_thread:
            told = {name: told[name] for name in ("id", "guild_id", "parent_id", "type")}
        self.tell(event, told, guild, channel)
        for gone in [channel, *(t for t in guild.threads if t.parent is channel)]:
            guild.channels.pop(gone.id, None)

    def remove_bot(self, guild: Guild) -> None:
        """docs: gateway events, "Guild Delete": without `unavailable` it was removed."""
        self.tell("GUILD_DELETE", {"id": str(guild.id)}, guild)
        guild.members.pop(self.bot.id, None)

    def react(self, message: Message, emoji: str, who: User, *, added: bool = True) -> None:
        people = message.reactions.setdefault(emoji, [])
        if added == (who.id in people):
            return
        people.append(who.id) if added else people.remove(who.id)
        if not people:
            del message.reactions[emoji]
        guild = message.channel.guild
        told: Json = {"user_id": str(who.id), "channel_id": str(message.channel.id),
                      "message_id": str(message.id), "emoji": {"id": None, "name": emoji},
                      "burst": False, "type": 0}  # fmt: skip
        if guild:
            told["guild_id"] = str(guild.id)
            if added and who.id in guild.members:
                told["member"] = payloads.member(guild.members[who.id])
        event = "MESSAGE_REACTION_ADD" if added else "MESSAGE_REACTION_REMOVE"
        self.tell(event, told, guild, message.channel)
