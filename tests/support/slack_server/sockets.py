"""Socket Mode: connections, envelopes, acknowledgements, disconnects (docs: Socket Mode)."""

import asyncio
import json
import secrets
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from .outbox import ACK_SECONDS, Ack
from .refusal import Refusal
from .state import State
from .world import Json

CONNECTIONS_MOST = 10


class Sockets:
    """`silent`: connections stay open and nothing comes (issue python-slack-sdk#1701)."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.ack_seconds = ACK_SECONDS
        self.silent = False
        self.open: list[web.WebSocketResponse] = []
        self._tickets: set[str] = set()
        self._transports: dict[web.WebSocketResponse, asyncio.Transport] = {}
        self._waiting: dict[str, asyncio.Future[Ack]] = {}

    def new_address(self) -> str:
        """A ws:// address that connects once (docs: apps.connections.open)."""
        if self.state.app.request_url:
            # Socket Mode is switched off for an app with a Request URL.
            raise Refusal("forbidden_team")
        ticket = secrets.token_hex(12)
        self._tickets.add(ticket)
        base = self.state.base.replace("http", "ws", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self.state.app.id}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket's whole life."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="this address was used")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self.open) >= CONNECTIONS_MOST:
            # issue node-slack-sdk#1654
            await self._disconnect(socket, "too_many_websockets", close=True)
            return socket
        assert isinstance(request.transport, asyncio.Transport)
        self._transports[socket] = request.transport
        self.open.append(socket)
        try:
            await socket.send_json(self._hello())
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    self._acknowledged(json.loads(frame.data))
        except ConnectionError:
            pass
        finally:
            del self._transports[socket]
            if socket in self.open:
                self.open.remove(socket)
        return socket

    async def send(self, kind: str, payload: Json, retry: int, reason: str) -> Ack | str:
        envelope_id = str(uuid.uuid4())
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            # docs: Socket Mode: only commands, views and the like can be answered in the ack
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        acked: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = acked
        patience = asyncio.ensure_future(self.state.clock.sleep(self.ack_seconds))
        try:
            await self._to_any(envelope)
            either: set[asyncio.Future[Any]] = {acked, patience}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            return acked.result() if acked.done() else "timeout"
        finally:
            patience.cancel()
            self._waiting.pop(envelope_id, None)

    async def _to_any(self, envelope: Json) -> None:
        """To one of the connections, each in turn; to none where there is none."""
        if self.silent or not self.open:
            return
        socket = self.open.pop(0)
        self.open.append(socket)
        try:
            await socket.send_json(envelope)
        except ConnectionError:
            return

    def _acknowledged(self, frame: Json) -> None:
        acked = self._waiting.get(str(frame.get("envelope_id")))
        if acked and not acked.done():
            acked.set_result(Ack(frame.get("payload")))

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "connection_info": {"app_id": self.state.app.id},
            "debug_info": {"host": "applink-local", "approximate_connection_time": 18060},
        }

    async def warn(self) -> None:
        """Every connection hears that it will be closed in about 10 seconds; it is not yet."""
        for socket in list(self.open):
            await self._disconnect(socket, "warning", close=False)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Every connection is told to come again, and closed. Or `link_disabled`."""
        for socket in list(self.open):
            await self._disconnect(socket, reason, close=True)

    async def drop(self) -> None:
        """Every connection is cut without a word."""
        for socket in list(self.open):
            self._transports[socket].abort()

    async def close(self) -> None:
        for socket in list(self.open):
            await socket.close()

    async def _disconnect(self, socket: web.WebSocketResponse, reason: str, *, close: bool) -> None:
        frame = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-local"}}
        await socket.send_json(frame)
        if close:
            if socket in self.open:
                self.open.remove(socket)
            await socket.close()
