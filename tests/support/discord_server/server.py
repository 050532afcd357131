"""The server: what tests ask of it, and how it runs."""

import asyncio
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from . import permissions
from .api_commands import Commands
from .api_guilds import Guilds
from .api_interactions import Answers
from .api_messages import Messages
from .api_threads import Threads
from .clock import Clock
from .faults import Fault
from .gateway import Gateway
from .interactions import Interactions
from .journal import Request
from .limits import Limits
from .rest import Rest
from .state import State
from .workspace import Workspace
from .world import Application


class DiscordServer:
    """A Discord of one's own on 127.0.0.1.

    `async with DiscordServer() as server:` runs it in the test's loop, on a free port or `port`.
    `api` is for `discord.http.Route.BASE`, `gateway_url` for `DiscordWebSocket.DEFAULT_GATEWAY`,
    `app.token` for the client. Settings: `app.privileged` (intents), `limits`,
    `messages.nonce_seconds`, `interactions.answer_seconds`, `gateway.heartbeat_seconds` and
    more there; `clock.move`.
    """

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.clock = Clock()
        self.state = State(self.clock)
        self.gateway = Gateway(self.state)
        self.limits = Limits(self.clock)
        self.interactions = Interactions(self.state)
        self.messages = Messages(self.state)
        self.journal = self.state.journal
        self._rest = Rest(self.state, self.limits)
        self._runner: web.AppRunner | None = None

    @property
    def app(self) -> Application:
        return self.state.app

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        """The REST API's base address (`DISCORD_API_URL`)."""
        return f"{self.base}/api/v10"

    @property
    def gateway_url(self) -> str:
        """`DISCORD_GATEWAY_URL`."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    # What tests ask of it

    def guild(self, name: str, bot_may: tuple[str, ...] = permissions.BOT) -> Workspace:
        """A new guild with the bot in it, whose role may do these things."""
        return Workspace(self, name, bot_may)

    workspace = guild

    def next(self, route: str, *faults: Fault) -> None:
        """The next requests to 'POST /channels/{channel_id}/messages', or to any ('*'), meet
        these faults, one each, in this order. Raises ValueError for an unknown route."""
        if route != "*" and route not in {each.name for each in self._routes}:
            raise ValueError(f"no route {route}")
        self._rest.faults.setdefault(route, []).extend(faults)

    def calls(self, route: str) -> list[Request]:
        """The requests to a route so far, refused ones too."""
        return self.journal.of(route)

    async def until(self, condition: Callable[[], Any], timeout: float = 30.0) -> Any:  # noqa: ASYNC109
        """The condition's value once it is true.

        Raises: AssertionError after `timeout` real seconds, with the last requests."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not (value := condition()):
            if loop.time() > end:
                last = [f"{r.route} {r.status} {r.code}" for r in self.journal.requests[-10:]]
                raise AssertionError(f"not within {timeout} s; last requests: {last}")
            await asyncio.sleep(0.005)
        return value

    # Running

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=30 * 1024**2)
        threads = Threads(self.state, self.messages)
        self._routes = [
            *Guilds(self.state, self.gateway, threads).routes(), *self.messages.routes(),
            *threads.routes(), *Commands(self.state).routes(),
            *Answers(self.state, self.messages, self.interactions).routes(),
        ]  # fmt: skip
        self._rest.mount(app, self._routes)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_get("/gateway/resume", self.gateway.serve)
        app.router.add_get("/attachments/{path:.*}", self._attachment)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.close()
        if self._runner:
            await self._runner.cleanup()

    async def _attachment(self, request: web.Request) -> web.Response:
        """docs: reference, "CDN"; what was uploaded, as long as the server lives."""
        kind, content = self.state.files.get(request.path, ("", b""))
        if not kind:
            return web.Response(status=404)
        return web.Response(body=content, headers={"Content-Type": kind})
