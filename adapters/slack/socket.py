"""Socket Mode, with a watchdog over the connection that is open but silent."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.web import FAULTS, Web, code, limited
from bot.errors import SettingsError, WhetstoneError
from bot.ports import Clock

log = structlog.get_logger()

PING = 5.0  # seconds
RETRY = 5.0
LOOK = 0.1  # seconds between looks at the connection

Caught = Callable[[], Awaitable[None]]


class _Handler(AsyncSocketModeHandler):
    """Notes when something came."""

    heard: Callable[[], None]

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        self.heard()
        await super().handle(client, req)  # type: ignore[arg-type]


class Socket:
    """`silence`: how long nothing may come before the connection is made anew. A quiet
    workspace is silent too; a new connection costs it nothing."""

    def __init__(self, web: Web, app_token: str, silence: dt.timedelta, clock: Clock) -> None:
        self._web = web
        self._token = app_token
        self._silence = silence
        self._clock = clock
        self._handler: _Handler | None = None
        self._heard_at = clock.now()

    @property
    def age(self) -> dt.timedelta:
        """How long ago the last event came, or the connection was made."""
        return self._clock.now() - self._heard_at

    async def run(self, app: AsyncApp, connected: Caught) -> None:
        """Receives until cancelled; `connected` is called after each new connection.

        Raises SettingsError where Slack does not take the token."""
        await self._check_token()
        self._handler = _Handler(
            app, self._token, web_client=self._web.client(), ping_interval=PING
        )
        self._handler.heard = self._hear
        connecting = asyncio.create_task(self._handler.client.connect())  # type: ignore[no-untyped-call]
        try:
            await self._watch(connected)
        finally:
            connecting.cancel()
            await self._handler.client.close()  # type: ignore[no-untyped-call]
            self._handler = None

    async def ready(self) -> None:
        """Raises WhetstoneError where nothing can come in just now."""
        if self._handler is None or not await self._handler.client.is_connected():
            raise WhetstoneError("Slack: not connected. What people do waits there for a while.")

    def _hear(self) -> None:
        self._heard_at = self._clock.now()

    async def _check_token(self) -> None:
        while True:
            try:
                await self._web.client().apps_connections_open(app_token=self._token)
                return
            except FAULTS as error:
                name = code(error)
                no = isinstance(error, SlackApiError) and not limited(error)
                if no and ("auth" in name or "token" in name or "scope" in name):
                    raise SettingsError(
                        f"SLACK_APP_TOKEN: Slack does not accept it ({name}). It begins with "
                        "xapp- and needs the scope connections:write."
                    ) from None
                log.warning("slack: no connection yet", why=name)
                await asyncio.sleep(RETRY)

    async def _watch(self, connected: Caught) -> None:
        """Sees to it that there is a connection, and that it is a living one."""
        assert self._handler is not None, "only a running socket is watched"
        client, session = self._handler.client, None
        while True:
            if await client.is_connected():
                if client.current_session is not session:
                    session = client.current_session
                    self._hear()
                    await connected()
                if self.age > self._silence:
                    log.warning(
                        "slack: silent, so connecting anew", seconds=self.age.total_seconds()
                    )
                    self._hear()
                    await client.connect_to_new_endpoint(force=True)
            else:
                # The client would try its used-up address for ever.
                client.wss_uri = None
            await asyncio.sleep(LOOK)
