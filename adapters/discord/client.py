"""The gateway: what people do, as it comes. Each event is parsed and handed to the core."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import discord
import structlog
import yarl

from adapters.discord.interactions import Interaction, Interactions
from adapters.discord.private import PrivateThreads
from adapters.discord.translate import (
    PLATFORM,
    Spot,
    deletion,
    direct,
    incoming,
    is_own_words,
    spot_of,
)
from adapters.discord.web import FAULTS, named
from bot.core import Core
from bot.errors import TryLater, WhetstoneError
from bot.hearing import Heard
from bot.sending.drawing import Drawing

log = structlog.get_logger()

AGAIN, AGAIN_MOST = 0.5, 30.0  # seconds
DIRECT = (
    "Nothing waits for an answer here. Commands are used in the server; a question is answered in "
    "its thread, or by Answer privately under it."
)
GUILD_READY = 1.0  # seconds of quiet after which all servers are taken to be known


class Gateway(discord.AutoShardedClient):
    """`reads`: whether to ask for the Message Content intent. `address`: of the gateway, where
    it is not the one that the API names. `connected` is called with the shard at each new session,
    since what was missed by a resumed one is replayed."""

    def __init__(
        self,
        core: Core,
        *,
        reads: bool,
        connected: Callable[["Gateway", int], Awaitable[None]],
        drawing: Drawing,
        threads: PrivateThreads,
        address: str | None = None,
    ) -> None:
        wanted = discord.Intents(
            guilds=True, guild_messages=True, dm_messages=True, message_content=reads
        )
        # Nothing here speaks; discord.py would warn of libraries that voices need.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            intents=wanted,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=GUILD_READY,
        )
        self.reads = reads
        self.lost: set[int] = set()  # shards without a connection
        self._core = core
        self._threads = threads
        self._interactions = Interactions(core, drawing=drawing, threads=threads)
        self._connected = connected
        self._address = yarl.URL(address) if address else None
        self.tasks: set[asyncio.Task[None]] = set()  # what has come and is not taken yet

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        await super().launch_shard(self._address or gateway, shard_id, initial=initial)

    async def stop(self) -> None:
        """Closes the connection and ends what still waits to be taken."""
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.close()

    # Connection

    async def on_shard_ready(self, shard: int) -> None:
        self.lost.discard(shard)
        self._start(self._connected(self, shard))

    async def on_shard_resumed(self, shard: int) -> None:
        self.lost.discard(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        self.lost.add(shard)

    async def on_error(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """discord.py's own would print what a listener was given."""
        log.exception("discord: a listener failed", event_name=event)

    # What people do

    async def on_message(self, message: discord.Message) -> None:
        if message.guild is not None:
            self._start(self._message(message, message.guild.id, message.channel))
        elif is_own_words(message):
            self._start(self._direct(message))

    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        if edit.guild_id is not None:
            self._start(self._message(edit.message, edit.guild_id, edit.message.channel))
        elif is_own_words(edit.message):
            self._start(self.take_direct(edit.message))

    async def on_raw_message_delete(self, gone: discord.RawMessageDeleteEvent) -> None:
        messages = {gone.message_id}
        if gone.guild_id is not None:
            self._start(self._deleted(gone.guild_id, gone.channel_id, messages))
        else:
            self._start(self._hand_over_deleted("", Spot(str(gone.channel_id)), messages))

    async def on_raw_bulk_message_delete(self, gone: discord.RawBulkMessageDeleteEvent) -> None:
        if gone.guild_id is not None:
            self._start(self._deleted(gone.guild_id, gone.channel_id, gone.message_ids))

    async def on_raw_thread_delete(self, gone: discord.RawThreadDeleteEvent) -> None:
        where = (str(gone.guild_id), str(gone.parent_id), str(gone.thread_id))
        self._start(_until_taken(lambda: self._core.thread_gone(PLATFORM, *where)))
        self._start(_until_taken(lambda: self._threads.gone(str(gone.thread_id))))

    async def on_interaction(self, interaction: Interaction) -> None:
        self._start(self._interactions.take(interaction))

    # Coming and going

    async def on_guild_join(self, guild: discord.Guild) -> None:
        team = str(guild.id)
        self._start(_until_taken(lambda: self._core.team_back(PLATFORM, team, Heard(self.reads))))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """At each start: we may have been added again while nobody listened."""
        await self.on_guild_join(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """We were removed. (An outage is another event, and no farewell.)"""
        log.warning("discord: removed from a server", team=guild.id)
        team = str(guild.id)
        self._start(_until_taken(lambda: self._core.team_gone(PLATFORM, team)))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        team, number = str(channel.guild.id), str(channel.id)
        self._start(_until_taken(lambda: self._core.channel_gone(PLATFORM, team, number)))

    # Handing over

    async def take(self, message: discord.Message, team: int | str, spot: Spot) -> None:
        """Hands a message of a thread to the core, until it is taken."""
        assert self.user is not None, "the client is logged in"
        read = incoming(message, team, spot, self.user.id, reads=self.reads)
        if read is None:
            return
        refusal = await _until_taken(lambda: self._core.receive(read))
        if refusal:
            self._start(message.author.send(refusal))

    async def take_direct(self, message: discord.Message) -> str | None:
        """Hands a direct message to the core. None where it took it, else words for its author:
        why not, or '' where it is none of ours."""
        assert self.user is not None, "the client is logged in"
        read = direct(message, self.user.id)
        if read is None:
            return None
        taken = False

        async def hand_over() -> None:
            nonlocal taken
            taken = await self._core.receive(read)

        refusal = await _until_taken(hand_over)
        return None if taken else refusal

    async def _direct(self, message: discord.Message) -> None:
        refusal = await self.take_direct(message)
        if refusal is not None:
            await message.channel.send(refusal or DIRECT)

    async def _message(self, message: discord.Message, team: int, channel: object) -> None:
        if not is_own_words(message) or isinstance(channel, discord.abc.GuildChannel):
            return  # other talk of a channel, which nobody looks at
        spot = await self._spot(message.channel.id)
        if spot is None or not spot.thread:
            return
        if not await self._stands_for_direct(spot.thread):
            await self.take(message, team, spot)
        elif message.edited_at is None:
            await self._direct(message)
        else:
            await self.take_direct(message)

    async def _stands_for_direct(self, thread: str) -> bool:
        found = False

        async def ask() -> None:
            nonlocal found
            found = await self._threads.is_one(thread)

        await _until_taken(ask)
        return found

    async def _deleted(self, team: int, channel: int, messages: set[int]) -> None:
        spot = await self._spot(channel) or Spot(str(channel))
        if spot.thread and await self._stands_for_direct(spot.thread):
            await self._hand_over_deleted("", Spot(spot.thread), messages)
        else:
            await self._hand_over_deleted(team, spot, messages)

    async def _hand_over_deleted(self, team: int | str, spot: Spot, messages: set[int]) -> None:
        for number in messages:
            gone = deletion(team, number, spot)
            await _until_taken(lambda gone=gone: self._core.deleted(gone))  # type: ignore[misc]

    async def _spot(self, channel_id: int) -> Spot | None:
        """Archived threads leave discord.py's memory (discord.py#8339), so it may have to ask.

        None where there is no such channel any more."""
        wait = AGAIN
        while True:
            try:
                known = self.get_channel(channel_id) or await self.fetch_channel(channel_id)
                return spot_of(known)
            except (discord.NotFound, discord.Forbidden, discord.InvalidData):
                return None
            except FAULTS as error:
                log.info("discord: a channel cannot be looked up", why=named(error))
            await asyncio.sleep(wait)
            wait = min(wait * 2, AGAIN_MOST)

    def _start(self, work: Awaitable[object]) -> None:
        task = asyncio.ensure_future(_logged(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


async def _logged(work: Awaitable[object]) -> None:
    try:
        await work
    except FAULTS as error:
        log.warning("discord: an event was answered in part", why=named(error))
    except Exception as error:
        log.error("discord: an event was not taken", error=error)


async def _until_taken(call: Callable[[], Coroutine[Any, Any, object]]) -> str:
    """Repeats it while the core cannot take it, for the gateway sends nothing twice. What is
    still waiting when the process ends comes again by the backfill at its start.

    Returns the words for the person where the core refuses it for good, else ''."""
    wait = AGAIN
    while True:
        try:
            await call()
            return ""
        except TryLater as error:
            log.info("discord: not taken yet, so it is tried again", why=str(error))
        except WhetstoneError as error:
            return str(error)
        await asyncio.sleep(wait)
        wait = min(wait * 2, AGAIN_MOST)
