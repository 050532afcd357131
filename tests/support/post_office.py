"""The receiving side of the chaos tests: a chat service in a process that nobody kills.

It delivers what people do until it is acknowledged, as Slack's events are, and writes every
message it gets into a journal. It has no idempotency key, like Slack's `chat.postMessage`: the
same key posted twice stands there twice, and the tests see it."""

import itertools
from collections import deque
from typing import Any

from aiohttp import web


class PostOffice:
    """`address` is known once started."""

    def __init__(self) -> None:
        self.journal: list[dict[str, Any]] = []
        self.edits: list[tuple[str, dict[str, Any]]] = []
        self.waiting: deque[dict[str, Any]] = deque()
        self.delivered = 0
        self.to_lose = 0  # so many of the next messages are posted and not confirmed
        self._ids = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self.address = ""

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/messages", self._post)
        app.router.add_get("/messages", self._find)
        app.router.add_put("/messages/{id}", self._update)
        app.router.add_get("/events", self._events)
        app.router.add_post("/events/{delivery}/ack", self._ack)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    def person_does(self, kind: str, *, times: int = 1, **what: Any) -> None:
        """An event, delivered so many times; each delivery stays until it is acknowledged."""
        event = {"id": f"e{next(self._ids)}", "kind": kind, **what}
        for _ in range(times):
            self.waiting.append({**event, "delivery": f"d{next(self._ids)}"})

    def keys(self, start: str) -> list[str]:
        return [entry["key"] for entry in self.journal if entry["key"].startswith(start)]

    async def _post(self, request: web.Request) -> web.Response:
        entry = await request.json()
        entry["id"] = f"m{next(self._ids)}"
        self.journal.append(entry)
        if self.to_lose and request.transport:
            self.to_lose -= 1
            request.transport.close()
        return web.json_response({"id": entry["id"]})

    async def _find(self, request: web.Request) -> web.Response:
        key = request.query["key"]
        ids = [entry["id"] for entry in self.journal if entry["key"] == key]
        return web.json_response({"id": ids[0] if ids else None})

    async def _update(self, request: web.Request) -> web.Response:
        self.edits.append((request.match_info["id"], await request.json()))
        return web.json_response({})

    async def _events(self, request: web.Request) -> web.Response:
        return web.json_response(list(itertools.islice(self.waiting, 20)))

    async def _ack(self, request: web.Request) -> web.Response:
        delivery = request.match_info["delivery"]
        self.waiting = deque(e for e in self.waiting if e["delivery"] != delivery)
        self.delivered += 1
        return web.json_response({})
