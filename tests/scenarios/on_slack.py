"""Slack as a stage: the real app and client on a real database, against the local server."""

import asyncio
import base64
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from support.critics import ladder_of
from support.painters import TinyPainter
from support.slack_server import Message, Person, SlackServer, Workspace
from support.waiting import until

from adapters.slack.installations import Client, Installations
from adapters.slack.manifest import SCOPES
from adapters.slack.platform import Options, SlackPlatform
from adapters.slack.vault import Seal
from adapters.slack.web import Web
from adapters.slack.workspaces import Installation
from bot.context import Context
from bot.errors import SettingsError
from bot.model import Track
from bot.ports import Critic
from bot.practice import Practice
from bot.team.tracks import Wish
from bot.wiring import make_interviewers
from questions import open_bank
from storage import SqlStore, StoreVault, open_store

NAME = "slack"
BANK = open_bank()
ACK_SECONDS = 3.0
DAYS = dt.timedelta(days=99)  # of scenarios, in which the clock makes leaps


class ServerClock:
    """Our time is the server's: it runs, and the server moves it."""

    def __init__(self, server: SlackServer) -> None:
        self._server = server

    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._server.clock.now(), dt.UTC)


class Modal(dict[str, Any]):
    """An open modal, to be read as a post is, and pressed as the view that it is."""

    @property
    def plain(self) -> str:
        return self._read().plain

    @property
    def buttons(self) -> list[str]:
        return self._read().buttons

    def _read(self) -> Message:
        return Message(None, "", "", "", blocks=self["blocks"])  # type: ignore[arg-type]


class SlackStage:
    """`running` is what listens; without it the bot is down and people go on."""

    def __init__(self, server: SlackServer, store: SqlStore, url: str) -> None:
        self.server = server
        self.store = store
        self.url = url
        self.clock = ServerClock(server)
        self.token = ""
        self.installed: list[Workspace] = []
        self.models: tuple[Critic, ...] = ()
        self.options: dict[str, Any] = {"app_token": server.app.app_token, "silence": DAYS}
        self.platform: SlackPlatform
        self.core: Practice
        self.running: asyncio.Task[None] | None = None

    @property
    def vault(self) -> StoreVault:
        return StoreVault(self.store)

    # The stage

    def workspace(self, name: str, *, unheard: bool = False) -> Workspace:
        """The token of the settings is the first one's; others have installed the app.

        `unheard`: without the scopes for plain replies; direct messages have one of their own."""
        of_channels = {"channels:history", "groups:history"}
        scopes = [s for s in SCOPES if s not in of_channels] if unheard else None
        workspace = self.server.workspace(name, scopes=scopes)
        if self.token:
            self.installed.append(workspace)
        else:
            self.token = workspace.bot_token()
        return workspace

    async def until(self, condition: Any, timeout: float = 30.0) -> Any:  # noqa: ASYNC109
        return await self.server.until(condition, timeout)

    async def starts(self) -> None:
        """The bot starts, and is connected."""
        ladder = ladder_of(self.clock, *self.models)
        options = {"bot_token": self.token, "api_url": self.server.api} | self.options
        if self.installed:
            options |= await self._installations()
        painter = TinyPainter()
        self.platform = SlackPlatform(Options(**options), self.clock, self.vault, painter)
        context = Context(
            self.store,
            BANK,
            self.clock,
            ladder,
            interviewers=make_interviewers(ladder.rungs),
            channels={NAME: self.platform},
        )
        self.core = Practice(context)
        running = asyncio.create_task(self.platform.listen(self.core))
        self.running = running
        await self._hears()
        await self.until(lambda: self.platform.caught_up.is_set() or running.done())
        if running.done():
            running.result()

    async def _hears(self) -> None:
        self.server.sockets.ack_seconds = ACK_SECONDS

    async def _installations(self) -> dict[str, str]:
        """The settings with which other workspaces are served, and their tokens in the vault."""
        pytest.importorskip("cryptography")
        app, key = self.server.app, base64.urlsafe_b64encode(b"k" * 32).decode()
        web, client = Web(self.server.api), Client(app.client_id, app.client_secret)
        kept = Installations(self.vault, Seal(key), web, self.clock, client)
        for one in self.installed:
            bot = one.installation
            assert bot
            token = one.bot_token()
            await kept.save(Installation(one.id, one.name, bot.bot_user, bot.bot_id, token))
        return {"client_id": app.client_id, "client_secret": app.client_secret, "secret_key": key}

    async def stops(self) -> None:
        """The bot is gone; the database stays."""
        if self.running:
            self.running.cancel()
            with suppress(asyncio.CancelledError, SettingsError):
                await self.running
            self.running = None
            await self.platform.close()
            await self.store.close()
            self.server.sockets.ack_seconds = 0.02  # nobody is there to wait for

    async def restarts(self) -> None:
        """Comes back on the same database."""
        await self.stops()
        self.store = await open_store(self.url, clock=self.clock)
        await self.starts()

    # The practice

    async def track(self, workspace: Workspace, channel: Any, **wish: Any) -> Track:
        wanted = Wish(**{"skills": "caching", "at": "09:30", **wish})
        async with self.store.transaction() as tx:
            team = await tx.teams.ensure(NAME, workspace.id, workspace.name)
            return await self.core.tracks.add(tx, team.id, channel.id, wanted)

    async def work(self) -> None:
        """All that people did has arrived, and everything that is due now is done."""
        await self.server.outbox.settled()
        if self.running is None:
            return
        await self.core.schedule.tick()
        await self.store.jobs().drain(self.core.tasks({NAME: self.platform.chat}))

    async def later(self, **time: float) -> None:
        await self.server.outbox.settled()
        self.server.clock.move(dt.timedelta(**time).total_seconds())
        await self.work()

    async def asks(self, channel: Any) -> Message:
        """The next question's time comes; the question as it stands in the channel."""
        async with self.store.reading() as tx:
            tracks = await tx.tracks.everywhere()
        due = min(t.next_fire_at for t in tracks if t.channel == channel.id and t.next_fire_at)
        wait = (due - self.clock.now()).total_seconds()
        await self.later(seconds=max(0.0, wait) + 0.01)
        return [m for m in channel.messages if m.bot_id][-1]

    def told(self, person: Person, where: Any) -> Any:
        if person.open_view:
            return Modal(person.open_view)
        return person.sees_privately(where)[-1]

    def replies(self, channel: Any, question: Message) -> list[Message]:
        return [m for m in channel.thread(question) if m.bot_id]

    def given(self, person: Person, where: Any) -> str:
        """A file is shared in the direct messages."""
        files = [file for m in person.dm.messages for file in m.files]
        return str(self.server.uploads[files[-1]["id"]]["content"], "utf-8") if files else ""

    async def stored(self, text: str) -> bool:
        path = Path(self.url.removeprefix("sqlite:///"))
        files = [path, Path(f"{path}-wal")]
        return any(text.encode() in file.read_bytes() for file in files if file.exists())


class SlackOverHttp(SlackStage):
    """Slack posts to us, signed; there is no socket."""

    def __init__(self, server: SlackServer, store: SqlStore, url: str) -> None:
        super().__init__(server, store, url)
        self.options = {"signing_secret": server.app.signing_secret}
        self._web: WebServer | None = None

    async def _hears(self) -> None:
        app = FastAPI()
        self.platform.mount(app, self.core)
        self._web = WebServer(app)
        address = await self._web.starts()
        await self.server.uses_http(f"{address}/slack/events")

    async def stops(self) -> None:
        if self._web:
            await self._web.stops()
            self._web = None
        await super().stops()


class WebServer:
    """The web process's pages on a free port of this machine."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(app, port=0, log_config=None, lifespan="off")
        self._server = _Quiet(config)
        self._serving: asyncio.Task[None] | None = None

    async def starts(self) -> str:
        """Its address."""
        self._serving = asyncio.create_task(self._server.serve())
        await until(lambda: self._server.started)
        return f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    async def stops(self) -> None:
        self._server.should_exit = True
        if self._serving:
            await self._serving


class _Quiet(uvicorn.Server):
    """Leaves signals to pytest."""

    @contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


@asynccontextmanager
async def slack_stage(url: str, kind: type[SlackStage] = SlackStage) -> AsyncIterator[SlackStage]:
    """A stage on a Monday morning at 09:00 UTC, with nobody on it yet."""
    async with SlackServer() as server:
        server.outbox.retry_scale = 0.001
        _to_monday(server)
        store = await open_store(url, clock=ServerClock(server))
        stage = kind(server, store, url)
        try:
            yield stage
        finally:
            await stage.stops()
            await stage.store.close()


def _to_monday(server: SlackServer) -> None:
    now = dt.datetime.fromtimestamp(server.clock.now(), dt.UTC)
    monday = (now + dt.timedelta(days=7 - now.weekday())).replace(hour=9, minute=0, second=0)
    server.clock.move((monday - now).total_seconds())
