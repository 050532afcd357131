"""One gateway connection (docs: events, "Gateway"; opcodes and status codes)."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from . import payloads
from .compression import compressor
from .errors import Json
from .sessions import KNOWN_INTENTS, UNPRIVILEGED, Session

if TYPE_CHECKING:
    from .gateway import Gateway

HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS = 1, 2, 3, 4, 6, 7, 8
INVALID, HELLO, ACK = 9, 10, 11
MOST_SENDS = 120
"""docs: gateway, "Rate Limiting": per connection and minute, else 4008."""
TOLERANCE = 1.25
"""docs: "Sending Heartbeats": some tolerance is in the interval; how much is not said."""


class Closed(Exception):
    """The connection has to be closed with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Connection:
    def __init__(self, gateway: "Gateway", request: web.Request) -> None:
        self.gateway, self.request = gateway, request
        self.state = gateway.state
        self.socket = web.WebSocketResponse()
        self.session: Session | None = None
        self._pack = compressor(request.query.get("compress", ""))
        self._cursor = 0
        self._left_with: int | None = None
        self._pump: asyncio.Task[None] | None = None
        self._sending = asyncio.Lock()
        self._recent: deque[float] = deque()
        self._beat()

    async def run(self) -> web.WebSocketResponse:
        """Serves until either side closes; an open session can then be resumed."""
        await self.socket.prepare(self.request)
        try:
            if self.request.query.get("v") != "10":
                raise Closed(4012)
            every = int(self.gateway.heartbeat_seconds * 1000)
            await self.send(json.dumps({"op": HELLO, "d": {"heartbeat_interval": every}}))
            await self._listen()
        except Closed as closed:
            await self.close(closed.code)
        finally:
            await self._end()
        return self.socket

    async def _listen(self) -> None:
        while True:
            try:
                async with asyncio.timeout_at(self._deadline):
                    heard = await self.socket.receive()
            except TimeoutError:
                raise Closed(4009) from None  # no heartbeat in time
            if heard.type is WSMsgType.CLOSE:
                self._left_with = heard.data
            if heard.type is not WSMsgType.TEXT:
                return
            try:
                said = json.loads(heard.data)
            except ValueError:
                raise Closed(4002) from None
            self._count()
            await self._hear(said.get("op"), said.get("d"))

    async def _hear(self, op: int, data: Any) -> None:
        self.state.journal.said.append((op, data))
        answers: dict[int, Callable[[Any], Awaitable[None]]] = {
            HEARTBEAT: self._heartbeat, IDENTIFY: self._identify, RESUME: self._resume,
            MEMBERS: self._members, PRESENCE: self._nothing, VOICE: self._nothing,
        }  # fmt: skip
        if op not in answers:
            raise Closed(4001)
        if self.session is None and op not in (HEARTBEAT, IDENTIFY, RESUME):
            raise Closed(4003)
        if self.session and op in (IDENTIFY, RESUME):
            raise Closed(4005)
        await answers[op](data)

    def _count(self) -> None:
        now = time.monotonic()
        self._recent.append(now)
        while self._recent[0] <= now - 60:
            self._recent.popleft()
        if len(self._recent) > MOST_SENDS:
            raise Closed(4008)

    def _beat(self) -> None:
        seconds = self.gateway.heartbeat_seconds * TOLERANCE
        self._deadline = asyncio.get_running_loop().time() + seconds

    async def _heartbeat(self, data: Any) -> None:
        self._beat()
        await self.send(json.dumps({"op": ACK}))

    async def _nothing(self, data: Any) -> None:
        """Presence and voice states change nothing here."""

    async def _identify(self, data: Json) -> None:
        if data.get("token") != self.state.app.token:
            raise Closed(4004)
        number, shards = data.get("shard") or (0, 1)
        if not 0 <= number < shards:
            raise Closed(4010)
        if len(self.state.guilds) > 2500 * shards:
            raise Closed(4011)
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            raise Closed(4013)
        if intents & ~(UNPRIVILEGED | self.state.app.privileged):
            raise Closed(4014)
        if not self.gateway.may_identify():
            await self.send(json.dumps({"op": INVALID, "d": False}))
            return
        self._attach(self.gateway.open_session(intents, (number, shards), self.request), 0)

    async def _resume(self, data: Json) -> None:
        """docs: "Resuming": what was missed comes again, then RESUMED."""
        if data.get("token") != self.state.app.token:
            raise Closed(4004)
        session = self.gateway.resumable(data.get("session_id", ""))
        if session is None:
            await self.send(json.dumps({"op": INVALID, "d": False}))
            return
        seq = data.get("seq") or 0
        if seq > len(session.events):
            raise Closed(4007)
        session.add("RESUMED", {"_trace": ["local"]})
        self._attach(session, seq)

    def _attach(self, session: Session, seq: int) -> None:
        self.gateway.take_over(session, self)
        self.session, self._cursor, session.left_at = session, seq, None
        self._pump = asyncio.create_task(self._write(session))

    async def _write(self, session: Session) -> None:
        with suppress(ConnectionError):
            while True:
                session.changed.clear()
                while self._cursor < len(session.events):
                    self._cursor += 1
                    await self.send(session.events[self._cursor - 1])
                await session.changed.wait()

    async def _members(self, data: Json) -> None:
        """docs: gateway events, "Request Guild Members"; in one chunk."""
        guild = self.state.guilds.get(int(data["guild_id"]))
        if guild is None or self.session is None:
            return
        ids = {int(each) for each in data.get("user_ids") or []}
        start = (data.get("query") or "").lower()
        named = [m for m in guild.members.values() if m.user.name.lower().startswith(start)]
        people = [m for m in named if not ids or m.user.id in ids]
        told: Json = {"guild_id": str(guild.id), "members": [payloads.member(m) for m in people],
                      "chunk_index": 0, "chunk_count": 1, "not_found": []}  # fmt: skip
        if data.get("nonce"):
            told["nonce"] = data["nonce"]
        self.session.add("GUILD_MEMBERS_CHUNK", told)

    async def send(self, text: str) -> None:
        """Waits while the gateway is made silent."""
        await self.gateway.speaking.wait()
        async with self._sending:
            if self._pack:
                await self.socket.send_bytes(self._pack(text))
            else:
                await self.socket.send_str(text)

    async def close(self, code: int) -> None:
        self.state.journal.closes.append(code)
        await self.socket.close(code=code)

    def cut(self) -> None:
        """The line goes dead without a close frame."""
        if self.request.transport:
            self.request.transport.abort()

    async def _end(self) -> None:
        if self._pump:
            self._pump.cancel()
            with suppress(asyncio.CancelledError):
                await self._pump
        if self.session:
            # docs: "Initiating a Disconnect": 1000 and 1001 end the session for good.
            self.gateway.left(self, ended=self._left_with in (1000, 1001))
