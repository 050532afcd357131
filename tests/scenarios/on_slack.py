"""Slack as a stage: the real app and client on a real database, against the local server."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from support.slack_server import Message, Person, SlackServer, Workspace
from support.slack_server.pings import readable

from adapters.keyword import KeywordCritic
from adapters.slack.platform import Options, SlackPlatform
from bot.breaker import Breaker
from bot.context import Context
from bot.ladder import Ladder, Rungs
from bot.model import Ref, Track
from bot.practice import Practice
from bot.tracks import Wish
from questions import open_bank
from storage import SqlStore, open_store

NAME = "slack"


class ServerClock:
    """Our time is the server's: it runs, and the server moves it."""

    def __init__(self, server: SlackServer) -> None:
        self._server = server

    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._server.clock.now(), dt.UTC)


async def _nobody_is_told(critic: str, reason: str) -> None:
    """There is no owner on the stage."""


class CoreWithThreads(Practice):
    """What the adapter asks of the core besides `bot.core.Core`."""

    async def open_threads(self, platform: str) -> list[tuple[str, Ref, dt.datetime]]:
        found = []
        async with self.context.store.reading() as tx:
            for team_id in sorted({t.team_id for t in await tx.tracks.everywhere()}):
                team = await tx.teams.get(team_id)
                for round_ in await tx.rounds.open_in(team_id):
                    if team.platform == platform and round_.thread:
                        found.append((team.external_id, round_.thread, round_.created_at))
        return found


class MemoryVault:
    """Implements `adapters.slack.vault.Vault`."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    async def put(self, name: str, value: bytes) -> None:
        self.kept[name] = value

    async def add(self, name: str, value: bytes) -> bool:
        return self.kept.setdefault(name, value) is value

    async def delete(self, name: str) -> None:
        self.kept.pop(name, None)

    async def names(self, prefix: str) -> list[str]:
        return [name for name in self.kept if name.startswith(prefix)]


class SlackStage:
    """`running` is what listens; without it the bot is down and people go on."""

    def __init__(self, server: SlackServer, store: SqlStore, url: str) -> None:
        self.server = server
        self.store = store
        self.url = url
        self.clock = ServerClock(server)
        self.vault = MemoryVault()
        self.token = ""
        self.options: dict[str, Any] = {"app_token": server.app.app_token}
        self.platform: SlackPlatform
        self.core: CoreWithThreads
        self.running: asyncio.Task[None] | None = None

    # The stage

    def workspace(self, name: str) -> Workspace:
        """The bot's token is that of the first one."""
        workspace = self.server.workspace(name)
        self.token = self.token or workspace.bot_token()
        return workspace

    async def until(self, condition: Any, timeout: float = 5.0) -> Any:  # noqa: ASYNC109
        return await self.server.until(condition, timeout)

    async def starts(self) -> None:
        """The bot starts, and is connected."""
        ladder = Ladder(Rungs((), KeywordCritic()), Breaker(self.clock, _nobody_is_told))
        self.core = CoreWithThreads(Context(self.store, open_bank(), self.clock, ladder))
        options = {"bot_token": self.token, "api_url": self.server.api} | self.options
        self.platform = SlackPlatform(Options(**options), self.clock, self.vault)
        self.running = asyncio.create_task(self.platform.listen(self.core))
        if options.get("app_token"):
            await self.until(lambda: self.server.sockets.open or self.running.done())
            if self.running.done():
                self.running.result()

    async def stops(self) -> None:
        """The bot is gone; the database stays."""
        if self.running:
            self.running.cancel()
            with suppress(asyncio.CancelledError):
                await self.running
            self.running = None
            await self.platform.close()
            await self.store.close()

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

    def told(self, person: Person, where: Any) -> str:
        """What only the person was told last: in a form's place, or in the channel."""
        if person.open_view:
            return "\n".join(readable(person.open_view["blocks"]))
        return person.sees_privately(where)[-1].plain


@asynccontextmanager
async def slack_stage(url: str) -> AsyncIterator[SlackStage]:
    """A stage on a Monday morning at 09:00 UTC, with nobody on it yet."""
    async with SlackServer() as server:
        server.outbox.retry_scale = 0.001
        _to_monday(server)
        store = await open_store(url, clock=ServerClock(server))
        stage = SlackStage(server, store, url)
        try:
            yield stage
        finally:
            await stage.stops()
            await stage.store.close()


def _to_monday(server: SlackServer) -> None:
    now = dt.datetime.fromtimestamp(server.clock.now(), dt.UTC)
    monday = (now + dt.timedelta(days=7 - now.weekday())).replace(hour=9, minute=0, second=0)
    server.clock.move((monday - now).total_seconds())
