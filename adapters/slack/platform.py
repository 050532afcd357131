"""Slack as a platform: both ways in, and the sending side."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from adapters.slack import checkup
from adapters.slack.app import Listeners, make_app
from adapters.slack.backfill import Backfill
from adapters.slack.catching_up import CatchingUp
from adapters.slack.channels import obstacle
from adapters.slack.chat import SlackChat
from adapters.slack.events import Events
from adapters.slack.extras import Background, Extras
from adapters.slack.files import Files
from adapters.slack.homes import Homes
from adapters.slack.installations import Client, Installations
from adapters.slack.interactions import Interactions
from adapters.slack.people import People
from adapters.slack.pictures import Pictures
from adapters.slack.receiver import EVENTS_PATH, Receiver
from adapters.slack.socket import Socket
from adapters.slack.translate import PLATFORM
from adapters.slack.vault import Seal, Vault
from adapters.slack.web import SLACK, Web
from adapters.slack.workspaces import Workspaces
from bot.core import Core
from bot.doctor import Check
from bot.errors import NotFound, SettingsError, TryLater
from bot.ports import Clock, Painter
from bot.sending.drawing import Drawing

log = structlog.get_logger()

SILENCE = dt.timedelta(minutes=15)
AGAIN = 5.0  # seconds


@dataclass(frozen=True, kw_only=True)
class Options:
    """Each is the setting of that name with SLACK_ in front; but `silence` is
    SLACK_SILENCE_SECONDS, and `secret_key` WHETSTONE_SECRET_KEY."""

    bot_token: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    client_id: str | None = None
    client_secret: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    api_url: str = SLACK
    silence: dt.timedelta = SILENCE


@dataclass(frozen=True)
class _Inside:
    """What serves one core."""

    app: AsyncApp
    backfill: Backfill


class SlackPlatform:
    """Implements `bot.core.Platform`, `bot.doctor.Checked` and `bot.ports.KnowsChannels`.

    Raises SettingsError where nothing can work."""

    name = PLATFORM

    def __init__(
        self, options: Options, clock: Clock, vault: Vault, painter: Painter | None = None
    ) -> None:
        """Without a painter, messages go without their pictures."""
        _check(options)
        self._options = options
        self._clock = clock
        self._vault = vault
        self._web = Web(options.api_url)
        self._extras, self._background = Extras(), Background()
        self._client = Client(options.client_id or "", options.client_secret or "")
        self._seal = Seal(options.secret_key) if options.client_id else None
        self._installed = self._installations()
        self._workspaces = Workspaces(self._web, options.bot_token, self._installed)
        self._people = People(self._workspaces, self._extras, clock)
        self._drawing = Drawing(painter)
        self._pictures = Pictures(self._workspaces, self._extras, self._drawing)
        self.chat = SlackChat(self._workspaces, self._extras, self._pictures)
        self._socket: Socket | None = None
        self.caught_up = asyncio.Event()  # what came while nobody listened has been fetched
        self._catching_up = CatchingUp(self._background, clock, self.caught_up)

    async def listen(self, core: Core) -> None:
        """Socket Mode where SLACK_APP_TOKEN is set. With HTTP all comes in by `mount`."""
        inside = self._inside(core)
        greeting = self._background.start(self._greet(core))

        async def connected() -> None:
            self._catching_up.start(inside.backfill, greeting)

        if self._options.app_token:
            socket = Socket(self._web, self._options.app_token, self._options.silence, self._clock)
            self._socket = socket
            await socket.run(inside.app, connected)
        await connected()
        await asyncio.Event().wait()

    def mount(self, app: object, core: Core) -> None:
        """Signed HTTP where SLACK_SIGNING_SECRET is set, installing where SLACK_CLIENT_ID is."""
        from fastapi import FastAPI

        assert isinstance(app, FastAPI), "the web process is a FastAPI app"
        if self._options.signing_secret:
            receiver = Receiver(self._inside(core).app, self._options.signing_secret, self._clock)
            app.add_api_route(EVENTS_PATH, receiver.receive, methods=["POST"], response_model=None)
        if self._installed is not None and self._seal is not None:
            from adapters.slack.oauth import OAuth

            made = self._installed
            OAuth(self._web, self._vault, self._seal, made, self._clock, self._client, core).mount(
                app
            )

    async def ready(self) -> None:
        if self._socket is not None:
            await self._socket.ready()

    async def checks(self) -> Sequence[Check]:
        """What `whetstone doctor` says of it."""
        return await checkup.checks(self._web, self._workspaces, self._options.app_token)

    async def obstacle(self, team: str, channel: str) -> str:
        return await obstacle(self._workspaces, self._extras, team, channel)

    async def close(self) -> None:
        await self._background.close()
        await self._drawing.close()
        await self._web.close()

    async def _greet(self, core: Core) -> None:
        """A token of the settings that Slack accepts at the start: its workspace has us, or has
        us again. (One that is installed by OAuth says so itself.)"""
        while self._options.bot_token:
            try:
                own = await self._workspaces.own()
                await core.team_back(PLATFORM, own.team, own.heard)
                return
            except NotFound as error:
                log.warning("slack: nothing can be done there", why=str(error))
                return
            except TryLater as error:
                log.info("slack: not greeted yet", why=str(error))
            await asyncio.sleep(AGAIN)

    def _inside(self, core: Core) -> _Inside:
        listeners = self._listeners(core)
        backfill = Backfill(core, self._workspaces, listeners.events, self._extras)
        dropped = partial(self._catching_up.after_minute, backfill)
        return _Inside(make_app(self._web, self._workspaces, listeners, dropped), backfill)

    def _listeners(self, core: Core) -> Listeners:
        own: dict[str, Any] = {
            "core": core,
            "workspaces": self._workspaces,
            "people": self._people,
            "background": self._background,
        }
        pictures, extras = self._pictures, self._extras
        homes = Homes(**own, pictures=pictures, extras=extras)
        own |= {"homes": homes, "files": Files(self._workspaces, extras)}
        events = Events(**own, extras=extras, uninstalls=self._installed)
        said = Interactions(**own, web=self._web, pictures=pictures)
        return Listeners(events, said)

    def _installations(self) -> Installations | None:
        if self._seal is None:
            return None
        return Installations(self._vault, self._seal, self._web, self._clock, self._client)


def _check(options: Options) -> None:
    """Raises SettingsError where nothing can work."""
    if options.client_id and not options.client_secret:
        raise SettingsError("SLACK_CLIENT_SECRET: not set, though SLACK_CLIENT_ID is.")
    if not (options.bot_token or options.client_id):
        raise SettingsError(
            "SLACK_BOT_TOKEN: not set. It begins with xoxb-. For many workspaces set "
            "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET instead."
        )
    if (options.bot_token or "").startswith("xoxe."):
        raise SettingsError(
            "SLACK_BOT_TOKEN: it ends within 12 hours, for the app's tokens rotate. Make the app "
            "anew from `whetstone slack manifest`, or set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET "
            "instead and install at /slack/install."
        )
    if not (options.app_token or options.signing_secret):
        raise SettingsError(
            "SLACK_APP_TOKEN: not set, nor SLACK_SIGNING_SECRET. Socket Mode needs the one, "
            "HTTP the other."
        )
