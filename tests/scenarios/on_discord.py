"""Discord as a stage: the real client on a real database, against the local server."""

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from support.critics import ladder_of
from support.discord_server import Channel, DiscordServer, Message, Person, Workspace
from support.discord_server.client import pointed_at
from support.painters import TinyPainter

from adapters.discord import client, interactions
from adapters.discord.platform import DiscordPlatform, Options
from bot.context import Context
from bot.errors import SettingsError
from bot.model import Track
from bot.ports import Critic
from bot.practice import Practice
from bot.team.tracks import Wish
from bot.wiring import make_interviewers
from questions import open_bank
from storage import SqlStore, open_store

NAME = "discord"
BANK = open_bank()


class ServerClock:
    """Our time is the server's: it runs, and the server moves it."""

    def __init__(self, server: DiscordServer) -> None:
        self._server = server

    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._server.clock.now(), dt.UTC)


class MemoryVault:
    """Implements `adapters.discord.commands.Vault`."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    async def put(self, name: str, value: bytes) -> None:
        self.kept[name] = value

    async def delete(self, name: str) -> None:
        self.kept.pop(name, None)

    async def names(self, prefix: str) -> list[str]:
        return [name for name in self.kept if name.startswith(prefix)]


class Read:
    """A message as a person reads it: marks of Markdown are not among its words."""

    def __init__(self, message: Message) -> None:
        self.message = message

    @property
    def plain(self) -> str:
        return re.sub(r"^-# |^> |\*\*|\\(?=\W)", "", self.message.plain, flags=re.MULTILINE)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.message, name)


class DiscordStage:
    """`running` is what listens; without it the bot is down and people go on."""

    options: dict[str, Any] = {"plain_replies": True}  # noqa: RUF012

    def __init__(self, server: DiscordServer, store: SqlStore, url: str) -> None:
        self.server = server
        self.store = store
        self.url = url
        self.clock = ServerClock(server)
        self.vault = MemoryVault()
        self.models: tuple[Critic, ...] = ()
        self.platform: DiscordPlatform
        self.core: Practice
        self.running: asyncio.Task[None] | None = None

    # The stage

    def workspace(self, name: str, *, unheard: bool = False) -> Workspace:
        self.options = self.options | {"plain_replies": not unheard}
        return self.server.guild(name)

    async def until(self, condition: Any, timeout: float = 30.0) -> Any:  # noqa: ASYNC109
        return await self.server.until(condition, timeout)

    async def starts(self, **options: Any) -> None:
        """The bot starts, is connected, and has fetched what it missed."""
        ladder = ladder_of(self.clock, *self.models)
        wanted = {
            "token": self.server.app.token,
            "api_url": self.server.api,
            "gateway_url": self.server.gateway_url,
        }
        chosen = Options(**wanted | self.options | options)
        self.platform = DiscordPlatform(chosen, self.vault, TinyPainter())
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
        await self.until(lambda: self.platform.caught_up.is_set() or running.done())
        if running.done():
            running.result()

    async def stops(self) -> None:
        """The bot is gone; the database stays."""
        if self.running:
            self.running.cancel()
            with suppress(asyncio.CancelledError, SettingsError):
                await self.running
            self.running = None
            await self.platform.close()
            await self.store.close()

    async def restarts(self, **options: Any) -> None:
        """Comes back on the same database."""
        await self.stops()
        self.store = await open_store(self.url, clock=self.clock)
        await self.starts(**options)

    async def asked(self, **options: Any) -> tuple[Workspace, Person, Channel, Message]:
        """acme, Ada, the room and a question there, of a bot that is running."""
        acme = self.workspace("acme")
        ada, room = acme.user("Ada"), acme.channel("practice")
        await self.starts(**options)
        await self.track(acme, room)
        return acme, ada, room, await self.asks(room)

    # The practice

    async def track(self, workspace: Workspace, channel: Channel, **wish: Any) -> Track:
        wanted = Wish(**{"skills": "caching", "at": "09:30", **wish})
        async with self.store.transaction() as tx:
            team = await tx.teams.ensure(NAME, str(workspace.id), workspace.guild.name)
            return await self.core.tracks.add(tx, team.id, str(channel.id), wanted)

    async def heard(self) -> None:
        """All that people did has arrived, and was taken."""
        gateway = self.platform.gateway
        assert gateway is not None
        latest = {s.shard[0]: len(s.events) for s in self.server.gateway.sessions.values()}

        def sequence(shard: int) -> int:
            return getattr(gateway._get_websocket(shard_id=shard), "sequence", None) or 0

        await self.until(lambda: all(sequence(n) >= count for n, count in latest.items()))
        await self.until(lambda: not gateway.tasks)

    async def work(self) -> None:
        """All that people did has arrived, and everything that is due now is done."""
        if self.running is None:
            return
        await self.heard()
        await self.core.schedule.tick()
        await self.store.jobs().drain(self.core.tasks({NAME: self.platform.chat}))

    async def later(self, **time: float) -> None:
        if self.running:
            await self.heard()
        self.server.clock.move(dt.timedelta(**time).total_seconds())
        await self.work()

    async def asks(self, channel: Channel) -> Message:
        """The next question's time comes; the question as it stands in the channel."""
        async with self.store.reading() as tx:
            tracks = await tx.tracks.everywhere()
        here = [t for t in tracks if t.channel == str(channel.id)]
        due = min(t.next_fire_at for t in here if t.next_fire_at)
        wait = (due - self.clock.now()).total_seconds()
        await self.later(seconds=max(0.0, wait) + 0.01)
        return self.written(channel.messages)[-1]

    def written(self, messages: Sequence[Message]) -> list[Message]:
        """Those that the bot wrote."""
        return [m for m in messages if m.author is self.server.state.bot]

    def told(self, person: Person, where: Any) -> Read:
        return Read(person.sees_privately()[-1])

    def replies(self, channel: Channel, question: Message) -> list[Read]:
        return [Read(m) for m in self.written(channel.thread(question))]

    def given(self, person: Person, where: Any) -> str:
        files = [file for m in person.sees_privately() for file in m.attachments]
        kept = self.server.state.files
        found = [told for path, (_, told) in kept.items() if files and path in files[-1]["url"]]
        return "".join(str(each, "utf-8") for each in found)

    async def stored(self, text: str) -> bool:
        path = Path(self.url.removeprefix("sqlite:///"))
        files = [path, Path(f"{path}-wal")]
        return any(text.encode() in file.read_bytes() for file in files if file.exists())


@asynccontextmanager
async def discord_stage(
    url: str, kind: type[DiscordStage] = DiscordStage
) -> AsyncIterator[DiscordStage]:
    """A stage on a Monday morning at 09:00 UTC, with nobody on it yet."""
    was = client.GUILD_READY, interactions.PATIENCE
    client.GUILD_READY = 0.05
    interactions.PATIENCE = 2.5  # on a busy machine; that it defers after 1 s has its own test
    async with DiscordServer() as server:
        _to_monday(server)
        store = await open_store(url, clock=ServerClock(server))
        stage = kind(server, store, url)
        with pointed_at(server):
            try:
                yield stage
            finally:
                await stage.stops()
                await stage.store.close()
                client.GUILD_READY, interactions.PATIENCE = was


def _to_monday(server: DiscordServer) -> None:
    now = dt.datetime.fromtimestamp(server.clock.now(), dt.UTC)
    monday = (now + dt.timedelta(days=7 - now.weekday())).replace(hour=9, minute=0, second=0)
    server.clock.move((monday - now).total_seconds())
