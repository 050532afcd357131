"""Finding what a request names, as far as the bot may reach it; else the refusal."""

from . import permissions
from .errors import refused
from .state import State
from .world import Channel, Guild, Message, User

MANAGE = "manage_threads"


class Access:
    def __init__(self, state: State) -> None:
        self.state = state

    def guild(self, guild_id: int) -> Guild:
        """docs: 10004 where there is none, 50001 where the bot is not (any more)."""
        guild = self.state.guilds.get(guild_id)
        if guild is None:
            raise refused(10004)
        if self.state.me(guild) is None or not guild.available:
            raise refused(50001)
        return guild

    def channel(self, channel_id: int, *needs: str) -> Channel:
        """Raises 10003, 50001 where the bot cannot see it, 50013 where it may not do that."""
        channel = self.state.channel(channel_id)
        if channel is None:
            raise refused(10003)
        if channel.guild:
            self.guild(channel.guild.id)
            if not permissions.sees(self.state.me(channel.guild), channel):
                raise refused(50001)
        self.need(channel, *needs)
        return channel

    def need(self, channel: Channel, *needs: str) -> None:
        if not self.may(channel, *needs):
            raise refused(50013)

    def may(self, channel: Channel, *needs: str) -> bool:
        return permissions.may(self.state.me(channel.guild), channel, *needs)

    def message(self, channel: Channel, message_id: int) -> Message:
        message = channel.history.get(message_id)
        if message is None:
            raise refused(10008)
        return message

    def user(self, user_id: int) -> User:
        if user_id not in self.state.users:
            raise refused(10013)
        return self.state.users[user_id]

    def writable(self, channel: Channel) -> None:
        """docs: threads, "Active & Archived Threads", "Locked Threads": an archived thread is
        changed only after it was un-archived, a locked one only by a moderator."""
        if channel.is_thread and channel.archived:
            raise refused(50083)
        if channel.is_thread and channel.locked and not self.may(channel, MANAGE):
            raise refused(160005)

    def sendable(self, channel: Channel) -> None:
        """docs: sending un-archives, unless the thread is locked (discord-api-docs#2855)."""
        if channel.kind == Channel.FORUM:
            raise refused(40058)
        if channel.guild is None:
            person = channel.recipient
            shared = any(person.id in g.members and self.state.me(g)
                         for g in self.state.guilds.values()) if person else False  # fmt: skip
            if person is None or not person.takes_dms or not shared:
                raise refused(50007)
        self.need(channel, "send_messages_in_threads" if channel.is_thread else "send_messages")
        if channel.is_thread and channel.locked and not self.may(channel, MANAGE):
            raise refused(50083 if channel.archived else 160005)
