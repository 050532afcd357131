"""REST: the bot itself, guilds, members, channels, direct messages (docs: resources)."""

from . import payloads
from .access import MANAGE, Access
from .api_threads import Threads
from .call import Call
from .errors import Json, refused
from .gateway import Gateway
from .rest import Route
from .state import State


class Guilds:
    def __init__(self, state: State, gateway: Gateway, threads: Threads) -> None:
        self.state, self.gateway, self.threads = state, gateway, threads
        self.access = Access(state)

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/gateway", self.gateway_address),
            Route("GET", "/gateway/bot", self.gateway_bot),
            Route("GET", "/users/@me", lambda call: payloads.user(self.state.bot)),
            Route("GET", "/users/@me/guilds", self.mine),
            Route("DELETE", "/users/@me/guilds/{guild_id}", self.leave),
            Route("POST", "/users/@me/channels", self.open_direct),
            Route("GET", "/users/{user_id}", self.user),
            Route("GET", "/applications/@me", self.application),
            Route("GET", "/oauth2/applications/@me", self.application),
            Route("GET", "/guilds/{guild_id}", self.guild),
            Route("GET", "/guilds/{guild_id}/channels", self.channels),
            Route("GET", "/guilds/{guild_id}/roles", self.roles),
            Route("GET", "/guilds/{guild_id}/members/{user_id}", self.member),
            Route("GET", "/channels/{channel_id}", self.channel),
            Route("PATCH", "/channels/{channel_id}", self.edit_channel),
            Route("DELETE", "/channels/{channel_id}", self.delete_channel),
        ]

    def gateway_address(self, call: Call) -> Json:
        return {"url": call.base.replace("http", "ws", 1) + "/gateway"}

    def gateway_bot(self, call: Call) -> Json:
        """docs: gateway, "Get Gateway Bot"."""
        shards = max(1, -(-len(self.state.guilds) // 1000))
        limit = {"total": self.gateway.identifies_a_day, "remaining": self.gateway.remaining,
                 "reset_after": 86_400_000, "max_concurrency": 1}  # fmt: skip
        return self.gateway_address(call) | {"shards": shards, "session_start_limit": limit}

    def mine(self, call: Call) -> list[Json]:
        return [payloads.guild(g, self.state.bot) | {"permissions": "0"}
                for g in self.state.guilds.values() if self.state.me(g)]  # fmt: skip

    def leave(self, call: Call) -> None:
        guild = self.access.guild(call.id("guild_id"))
        self.state.remove_bot(guild)

    def open_direct(self, call: Call) -> Json:
        person = self.access.user(int(call.body["recipient_id"]))
        return payloads.channel(self.state.direct_with(person), self.state.bot)

    def user(self, call: Call) -> Json:
        return payloads.user(self.access.user(call.id("user_id")))

    def application(self, call: Call) -> Json:
        return payloads.application(self.state.app, self.state.owner)

    def guild(self, call: Call) -> Json:
        return payloads.guild(self.access.guild(call.id("guild_id")), self.state.bot)

    def channels(self, call: Call) -> list[Json]:
        guild = self.access.guild(call.id("guild_id"))
        return [payloads.channel(c, self.state.bot) for c in guild.channels.values()
                if not c.is_thread]  # fmt: skip

    def roles(self, call: Call) -> list[Json]:
        return payloads.roles(self.access.guild(call.id("guild_id")))

    def member(self, call: Call) -> Json:
        """docs: 10013 for nobody, 10007 for somebody who is not in the guild."""
        guild = self.access.guild(call.id("guild_id"))
        person = self.access.user(call.id("user_id"))
        if person.id not in guild.members:
            raise refused(10007)
        return payloads.member(guild.members[person.id])

    def channel(self, call: Call) -> Json:
        return payloads.channel(self.access.channel(call.id("channel_id")), self.state.bot)

    def edit_channel(self, call: Call) -> Json:
        """Threads only; what else a channel is made of, people change here."""
        channel = self.access.channel(call.id("channel_id"))
        if not channel.is_thread:
            raise refused(50013)
        return self.threads.edit(call, channel)

    def delete_channel(self, call: Call) -> Json:
        channel = self.access.channel(call.id("channel_id"))
        self.access.need(channel, MANAGE if channel.is_thread else "manage_channels")
        told = payloads.channel(channel, self.state.bot)
        if channel.guild:
            self.state.remove_channel(channel)
        return told
