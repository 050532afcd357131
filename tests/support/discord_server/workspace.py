"""A guild, in the words of a stage: who and what is in it, and what befalls it."""

from typing import TYPE_CHECKING

from . import payloads, permissions
from .interactions import Interactions
from .person import Person
from .world import Channel, Guild, Member, Message, Overwrite, Role

if TYPE_CHECKING:
    from .server import DiscordServer

ROLES = {"manager": "manage_guild", "admin": "administrator"}


class Workspace:
    """Make one with `server.guild("Acme")`; the bot is in it."""

    def __init__(self, server: "DiscordServer", name: str, bot_may: tuple[str, ...]) -> None:
        self.state, self.gateway, self.base = server.state, server.gateway, server.base
        self.interactions: Interactions = server.interactions
        ids = self.state.ids
        number = ids.new_guild()
        everyone = Role(number, "@everyone", permissions.EVERYONE)
        self.guild = Guild(number, name, self.state.owner, everyone)
        self.people: dict[int, Person] = {}
        self.id = number
        owner = Member(self.state.owner, self.guild, self.state.clock.iso())
        self.guild.members[owner.user.id] = owner
        self.state.guilds[number] = self.guild
        self._bot_role = Role(ids.new(), "Whetstone", permissions.bits(*bot_may))
        self.guild.roles.append(self._bot_role)
        self.channel("#general")
        self.install()

    # Who and what is here

    def user(self, name: str, tz: str = "UTC", **roles: bool) -> Person:
        """A member; `roles`: manager (Manage Server), admin (Administrator), owner, bot.

        Who has that name in another guild is the same person. Discord tells nobody's zone, so
        `tz` is there for the scenarios that every platform runs. Raises KeyError."""
        wanted = [role for role, given in roles.items() if given]
        user = next((u for u in self.state.users.values() if u.name == name), None)
        user = user or self.state.new_user(name, bot="bot" in wanted)
        member = Member(user, self.guild, self.state.clock.iso())
        if "owner" in wanted:
            self.guild.owner = user
        for role in set(wanted) - {"owner", "bot"}:
            member.roles.append(self.role(role.title(), ROLES[role]))
        self.guild.members[user.id] = member
        self.people[user.id] = Person(self, member)
        data = payloads.member(member) | {"guild_id": str(self.id)}
        self.state.tell("GUILD_MEMBER_ADD", data, self.guild)
        return self.people[user.id]

    member = user

    def role(self, name: str, *may: str) -> Role:
        """The role of that name, made where it is new."""
        for role in self.guild.roles:
            if role.name == name:
                return role
        role = Role(self.state.ids.new(), name, permissions.bits(*may))
        self.guild.roles.append(role)
        data = {"guild_id": str(self.id), "role": payloads.role(role, len(self.guild.roles))}
        self.state.tell("GUILD_ROLE_CREATE", data, self.guild)
        return role

    def gives(self, person: Person, role: Role) -> None:
        """docs: gateway events, "Guild Member Update"."""
        person.member.roles.append(role)
        data = payloads.member(person.member) | {"guild_id": str(self.id)}
        self.state.tell("GUILD_MEMBER_UPDATE", data, self.guild)

    def leaves(self, person: Person) -> None:
        """docs: gateway events, "Guild Member Remove"."""
        del self.guild.members[person.id], self.people[person.id]
        data = {"guild_id": str(self.id), "user": payloads.user(person.user)}
        self.state.tell("GUILD_MEMBER_REMOVE", data, self.guild)

    def channel(self, name: str, *, forum: bool = False) -> Channel:
        """The channel of that name, `#` or not; made where it is new."""
        name = name.removeprefix("#")
        for channel in self.guild.channels.values():
            if channel.name == name and not channel.is_thread:
                return channel
        kind = Channel.FORUM if forum else Channel.TEXT
        channel = Channel(self.state.ids.new(), name, kind, self.guild)
        self.guild.channels[channel.id] = channel
        told = payloads.channel(channel, self.state.bot)
        self.state.tell("CHANNEL_CREATE", told, self.guild, channel)
        return channel

    def thread(self, name: str) -> Channel:
        """A thread by its name. Raises StopIteration where there is none."""
        return next(thread for thread in self.guild.threads if thread.name == name)

    # The bot

    def install(self) -> None:
        """The bot is added (docs: gateway events, "Guild Create")."""
        bot = Member(self.state.bot, self.guild, self.state.clock.iso(), [self._bot_role])
        self.guild.members[bot.user.id] = bot
        self.gateway.arrived(self.guild, new=True)

    def uninstall(self) -> None:
        """The bot is removed."""
        self.state.remove_bot(self.guild)

    def denies(self, channel: Channel, *names: str) -> None:
        """Takes permissions from the bot in a channel; it is told by CHANNEL_UPDATE."""
        channel.overwrites[self.state.bot.id] = Overwrite(deny=permissions.bits(*names))
        told = payloads.channel(channel, self.state.bot)
        self.state.tell("CHANNEL_UPDATE", told, self.guild)

    # What befalls it

    def outage(self) -> None:
        """docs: gateway events, "Guild Delete": `unavailable`, so it was not removed."""
        data = {"id": str(self.id), "unavailable": True}
        self.state.tell("GUILD_DELETE", data, self.guild)
        self.guild.available = False

    def recovers(self) -> None:
        self.guild.available = True
        self.gateway.arrived(self.guild, new=False)

    def renames(self, channel: Channel, name: str) -> None:
        channel.name = name
        told = payloads.channel(channel, self.state.bot)
        self.state.tell("CHANNEL_UPDATE", told, self.guild, channel)

    def removes(self, channel: Channel) -> None:
        """Deletes a channel or a thread."""
        self.state.remove_channel(channel)

    def archives(self, thread: Channel, *, locked: bool = False) -> None:
        """By a moderator, or by itself after its `auto_archive_duration`."""
        self.state.change_thread(thread, archived=True, locked=locked)

    def locks(self, thread: Channel) -> None:
        self.state.change_thread(thread, locked=True)

    def unfurls(self, message: Message, title: str = "A page") -> None:
        """A link preview: the message changes though nobody edited it."""
        preview = [{"type": "link", "title": title, "url": "https://example.com"}]
        self.state.change(message, told=False, embeds=preview)
