"""The gateway: all sessions and connections of the application, and what goes wrong with them."""

import asyncio
import json
import secrets
from collections.abc import Coroutine

from aiohttp import web

from . import payloads, permissions
from .connection import INVALID, RECONNECT, Connection
from .errors import Json
from .sessions import Session
from .state import State
from .world import GUILD_MEMBERS, Channel, Guild

DAY = 86400.0


class Gateway:
    """`heartbeat_seconds`: the interval that HELLO names. `session_seconds`: how long a lost
    session can be resumed ("a few minutes", docs: "Initiating a Disconnect").
    `identify_seconds`: the pause the service asks for between IDENTIFYs is 5 (docs: "Rate
    Limiting"); 0 here unless a test sets it."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.heartbeat_seconds = 41.25
        self.session_seconds = 300.0
        self.identify_seconds = 0.0
        self.identifies_a_day = 1000
        self.speaking = asyncio.Event()
        self.speaking.set()
        self.connections: list[Connection] = []
        self.sessions: dict[str, Session] = {}
        self._identified: list[float] = []
        self._tasks: set[asyncio.Task[None]] = set()
        state.tell = self._tell

    async def serve(self, request: web.Request) -> web.StreamResponse:
        connection = Connection(self, request)
        self.connections.append(connection)
        try:
            return await connection.run()
        finally:
            self.connections.remove(connection)

    def _tell(
        self, event: str, data: Json, guild: Guild | None, place: Channel | None = None
    ) -> None:
        """docs: only of guilds it is in, and of channels it can view."""
        me = self.state.me(guild)
        if guild and (me is None or not guild.available):
            return
        if place and place.guild and not permissions.sees(me, place):
            return
        for session in self.sessions.values():
            session.offer(event, data, guild, self.state.app)

    def may_identify(self) -> bool:
        """docs: "Identifying": past the day's limit the token is reset; too fast is op 9."""
        now = self.state.clock.now()
        fast = self._identified and now - self._identified[-1] < self.identify_seconds
        if fast:
            return False
        if self.remaining == 0:
            self.state.app.token = f"{self.state.app.id}.{secrets.token_hex(8)}"
            self.sessions.clear()
            self.drop(4004)
            return False
        self._identified.append(now)
        return True

    @property
    def remaining(self) -> int:
        """How many IDENTIFYs are left of this day."""
        since = self.state.clock.now() - DAY
        self._identified = [at for at in self._identified if at > since]
        return self.identifies_a_day - len(self._identified)

    def open_session(self, intents: int, shard: tuple[int, int], request: web.Request) -> Session:
        """READY, then a GUILD_CREATE for each guild of the shard (docs: "Guild Availability")."""
        session = Session(secrets.token_hex(16), intents, shard)
        mine = [g for g in self.state.guilds.values()
                if self.state.me(g) and (g.id >> 22) % shard[1] == shard[0]]  # fmt: skip
        app = self.state.app
        session.add("READY", {
            "v": 10, "user": payloads.user(self.state.bot), "session_id": session.id,
            "guilds": [{"id": str(g.id), "unavailable": True} for g in mine],
            "resume_gateway_url": f"ws://{request.host}/gateway/resume", "shard": list(shard),
            "application": {"id": str(app.id), "flags": app.flags}, "private_channels": [],
        })  # fmt: skip
        self.sessions[session.id] = session
        for guild in mine:
            if guild.available:
                session.offer("GUILD_CREATE", self.created(guild, session), guild, app)
        return session

    def created(self, guild: Guild, session: Session) -> Json:
        me = self.state.me(guild)
        assert me is not None
        everybody = bool(session.intents & GUILD_MEMBERS)
        return payloads.guild_create(guild, me, all_members=everybody)

    def arrived(self, guild: Guild, *, new: bool) -> None:
        """A guild the bot was added to, or one that is available again: only then is there
        `unavailable: false` (discord/state.py, parse_guild_create)."""
        for session in self.sessions.values():
            data = self.created(guild, session)
            if new:
                del data["unavailable"]
            session.offer("GUILD_CREATE", data, guild, self.state.app)

    def resumable(self, session_id: str) -> Session | None:
        session = self.sessions.get(session_id)
        lost = session.left_at if session else None
        if lost is not None and self.state.clock.now() - lost > self.session_seconds:
            del self.sessions[session_id]
            return None
        return session

    def take_over(self, session: Session, by: Connection) -> None:
        for other in self.connections:
            if other is not by and other.session is session:
                other.session = None
                other.cut()

    def left(self, connection: Connection, *, ended: bool) -> None:
        session = connection.session
        elsewhere = [c for c in self.connections if c is not connection and c.session is session]
        if session is None or elsewhere:
            return
        session.left_at = self.state.clock.now()
        if ended:
            self.sessions.pop(session.id, None)

    # What a test makes happen

    def cut(self) -> None:
        """All lines go dead; the sessions stay."""
        for connection in list(self.connections):
            connection.cut()

    def drop(self, code: int) -> None:
        """Closes all connections with a code; the sessions stay."""
        self._soon([connection.close(code) for connection in self.connections])

    def forget(self) -> None:
        """No session can be resumed any more; connections stay until they are cut."""
        self.sessions.clear()

    def reconnect(self) -> None:
        """Operation 7: the client has to connect anew and resume."""
        self._everywhere({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool) -> None:
        """Operation 9; a session that is not resumable is gone."""
        if not resumable:
            self.sessions.clear()
        self._everywhere({"op": INVALID, "d": resumable})

    def silence(self) -> None:
        """Connected, and nothing comes any more, not even acknowledgements."""
        self.speaking.clear()

    def speak(self) -> None:
        """Ends `silence`; what was held back comes."""
        self.speaking.set()

    async def close(self) -> None:
        self.speak()
        for connection in list(self.connections):
            await connection.close(1001)

    def _everywhere(self, said: Json) -> None:
        self._soon([connection.send(json.dumps(said)) for connection in self.connections])

    def _soon(self, doings: list[Coroutine[None, None, None]]) -> None:
        for doing in doings:
            task = asyncio.create_task(doing)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
