"""The REST side: who may call, how often, what goes wrong, and how answers are written."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from . import call as calls
from .call import Call
from .errors import ApiError, plain
from .faults import Fault
from .journal import Request
from .limits import Limits, limited
from .state import State

Handler = Callable[[Call], Any]
MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")
"""docs: rate limits: the top-level resources a bucket belongs to."""
VIA = {"Via": "1.1 google"}
"""discord/http.py: a 429 without it is taken for Cloudflare's ban."""


@dataclass(frozen=True)
class Route:
    """`open`: interaction endpoints need no token and are free of the global limit."""

    method: str
    path: str
    handler: Handler
    open: bool = False

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


class Rest:
    """`faults` waits for the next requests of a route, or of any under '*'."""

    def __init__(self, state: State, limits: Limits) -> None:
        self.state, self.limits = state, limits
        self.faults: dict[str, list[Fault]] = {}

    def mount(self, app: web.Application, routes: list[Route]) -> None:
        for route in routes:
            app.router.add_route(route.method, f"/api/v10{route.path}", self._serving(route))
        app.router.add_route(
            "*", "/api/{rest:.*}", self._serving(Route("*", "*", _nowhere, open=True))
        )

    def _serving(self, route: Route) -> Callable[[web.Request], Any]:
        async def serve(request: web.Request) -> web.StreamResponse:
            return await self._serve(route, request)

        return serve

    async def _serve(self, route: Route, request: web.Request) -> web.StreamResponse:
        entry = Request(route.name, dict(request.match_info), dict(request.query), {},
                        self.state.clock.now())  # fmt: skip
        self.state.journal.requests.append(entry)
        queue = self.faults.get(route.name) or self.faults.get("*") or []
        fault = queue.pop(0) if queue else None
        answer = None
        if fault is None or fault.stored:
            answer = await self._answer(route, request, entry)
        if fault:
            await asyncio.sleep(fault.delay)
            if fault.dropped:
                return _cut(request)
            answer = self._faulty(fault) if fault.status else answer
        assert answer is not None
        entry.status = answer.status
        self.limits.count(answer.status, answer.headers.get("X-RateLimit-Scope", ""))
        return answer

    async def _answer(self, route: Route, request: web.Request, entry: Request) -> web.Response:
        if self.limits.banned:
            return self._faulty(Fault(429, "<html>error code: 1015</html>", via=False))
        params = request.match_info
        major = "+".join(params[name] for name in MAJOR if name in params)
        bucket = self.limits.bucket(route.name, major)
        try:
            if not route.open:
                self._authorise(request)
                wait = self.limits.take_global()
                if wait:
                    return self._limited(wait, "global", {})
            wait = bucket.take()
            if wait:
                return self._limited(wait, "user", bucket.headers())
            call = await calls.read(request, route.name)
            entry.body = call.body
            told = route.handler(call)
            return _json(204 if told is None else call.status, told, bucket.headers())
        except ApiError as refusal:
            entry.code = refusal.body["code"]
            return _json(refusal.status, refusal.body, bucket.headers())

    def _authorise(self, request: web.Request) -> None:
        """docs: reference, "Authentication"."""
        if request.headers.get("Authorization") != f"Bot {self.state.app.token}":
            raise plain(401, "Unauthorized")

    def _faulty(self, fault: Fault) -> web.Response:
        if fault.retry_after is not None:
            return self._limited(fault.retry_after, fault.scope, {})
        headers = {"Content-Type": "text/html"} | (VIA if fault.via else {})
        return web.Response(status=fault.status, body=fault.body.encode(), headers=headers)

    def _limited(self, seconds: float, scope: str, headers: dict[str, str]) -> web.Response:
        body, more = limited(seconds, scope)
        return _json(429, body, headers | more)


def _json(status: int, told: Any, headers: dict[str, str]) -> web.Response:
    """discord/http.py compares the content type as a whole: no charset may follow it."""
    if told is None:
        return web.Response(status=status, headers=headers | VIA)
    kind = {"Content-Type": "application/json"}
    return web.Response(status=status, body=json.dumps(told).encode(),
                        headers=headers | VIA | kind)  # fmt: skip


def _cut(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.close()
    return web.Response()


def _nowhere(call: Call) -> None:
    raise plain(404, "Not Found")
