"""Discord as a platform: the gateway in, REST out."""

import asyncio
from dataclasses import dataclass, field

import discord
import structlog

from adapters.discord.backfill import Backfill
from adapters.discord.channels import obstacle
from adapters.discord.chat import DiscordChat
from adapters.discord.checks import BAD_TOKEN, NO_INTENT, examine
from adapters.discord.client import Gateway
from adapters.discord.commands import Vault, sync
from adapters.discord.private import PrivateThreads
from adapters.discord.translate import PLATFORM
from adapters.discord.web import FAULTS, Rest, named, point_at
from bot.core import Core
from bot.doctor import Check
from bot.errors import SettingsError, StorageError, WhetstoneError
from bot.ports import Painter
from bot.sending.drawing import Drawing

log = structlog.get_logger()

NO_TOKEN = "DISCORD_TOKEN: not set. It is on the Bot page of the Developer Portal."
CLOSED = {4004: BAD_TOKEN, 4014: NO_INTENT}
"""docs: gateway, 'Gateway Close Event Codes': those that ask the owner for something."""
AGAIN, AGAIN_MOST = 5.0, 300.0  # seconds


@dataclass(frozen=True, kw_only=True)
class Options:
    """Each is the setting of that name with DISCORD_ in front."""

    token: str | None = field(default=None, repr=False)
    application_id: str | None = None
    api_url: str | None = None
    gateway_url: str | None = None
    plain_replies: bool = False


class DiscordPlatform:
    """Implements `bot.core.Platform` and `bot.ports.KnowsChannels`.

    Raises SettingsError where nothing can work."""

    name = PLATFORM

    def __init__(self, options: Options, vault: Vault, painter: Painter | None = None) -> None:
        """Without a painter, messages go without their pictures."""
        if not options.token:
            raise SettingsError(NO_TOKEN)
        point_at(options.api_url, options.gateway_url)
        self._options = options
        self._token = options.token
        self._vault = vault
        self._rest = Rest(options.token)
        self._drawing = Drawing(painter)
        self._threads = PrivateThreads(self._rest, vault)
        self.chat = DiscordChat(self._rest, self._drawing, self._threads)
        self.gateway: Gateway | None = None
        self.caught_up = asyncio.Event()  # what came while nobody listened has been fetched

    async def listen(self, core: Core) -> None:
        """Receives until cancelled. Raises SettingsError for what the owner must mend; what goes by
        itself is tried again, ever more slowly."""
        backfill = Backfill(core)

        async def connected(gateway: Gateway, shard: int) -> None:
            self.caught_up.clear()
            await self._sync(gateway)
            await backfill.run(gateway, shard, self.caught_up.set)

        wait = AGAIN
        while True:
            self.gateway = Gateway(
                core,
                reads=self._options.plain_replies,
                connected=connected,
                drawing=self._drawing,
                threads=self._threads,
                address=self._options.gateway_url,
            )
            try:
                await self.gateway.start(self._token)
            except (*FAULTS, discord.GatewayNotFound, discord.ConnectionClosed) as error:
                _raise_if_final(error)
                log.warning("discord: no connection yet", why=named(error))
            except discord.PrivilegedIntentsRequired:
                raise SettingsError(NO_INTENT) from None
            finally:
                await self.gateway.stop()
            await asyncio.sleep(wait)
            wait = min(wait * 2, AGAIN_MOST)

    def mount(self, app: object, core: Core) -> None:
        """Discord needs no endpoint of ours."""

    async def ready(self) -> None:
        gateway = self.gateway
        if gateway is None or not gateway.is_ready() or gateway.is_closed() or gateway.lost:
            raise WhetstoneError("Discord: not connected. Replies are fetched when it is.")

    async def checks(self) -> list[Check]:
        return [await examine(self._rest, reads=self._options.plain_replies)]

    async def obstacle(self, team: str, channel: str) -> str:
        return await obstacle(self._rest, team, channel)

    async def close(self) -> None:
        if self.gateway is not None:
            await self.gateway.stop()
        await self._drawing.close()
        await self._rest.close()

    async def _sync(self, gateway: Gateway) -> None:
        """Commands that are not registered now are registered at the next connection."""
        assert gateway.application_id is not None, "READY tells it"
        number = int(self._options.application_id or gateway.application_id)
        try:
            if await sync(gateway.http, number, self._vault):
                log.info("discord: commands registered")
        except (*FAULTS, StorageError) as error:
            log.warning("discord: commands not registered", why=named(error))


def _raise_if_final(error: BaseException) -> None:
    """Raises SettingsError where trying again will not help, and may cost the token."""
    if isinstance(error, discord.ConnectionClosed) and error.code in CLOSED:
        raise SettingsError(CLOSED[error.code]) from None
    if isinstance(error, discord.LoginFailure):
        raise SettingsError(BAD_TOKEN) from None
