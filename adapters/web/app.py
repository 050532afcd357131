"""The ASGI app: is the process up, is it ready, what has it done."""

import asyncio
import hmac
import ipaddress
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Gauge,
    generate_latest,
)

from bot.errors import WhetstoneError

Check = Callable[[], Awaitable[None]]
"""Raises where something is not ready. A WhetstoneError's text is shown, else only its type."""


class Figure(Protocol):
    """One sample of a metric. `state` is its only label, '' for none."""

    @property
    def name(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def state(self) -> str: ...


Figures = Callable[[], Awaitable[Sequence[Figure]]]

PATIENCE = 5.0  # seconds a check may take


def create_app(
    checks: Mapping[str, Check] | None = None,
    *,
    figures: Figures | None = None,
    metrics_token: str | None = None,
    registry: CollectorRegistry = REGISTRY,
) -> FastAPI:
    """An app with /healthz, /readyz and /metrics; pages are mounted on it by others.

    /metrics answers this machine, and anybody who gives `metrics_token` as a bearer token."""
    app = FastAPI(title="Whetstone", docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        named = checks or {}
        results = await asyncio.gather(*(_run(check) for check in named.values()))
        ready = all(result == "ok" for result in results)
        body = {"ready": ready, "checks": dict(zip(named, results, strict=True))}
        return JSONResponse(body, status_code=200 if ready else 503)

    @app.get("/metrics")
    async def metrics(request: Request) -> Response:
        if not _may_read(request, metrics_token):
            return PlainTextResponse("A bearer token is needed here.\n", status_code=403)
        own = _page(await figures()) if figures else b""
        return Response(generate_latest(registry) + own, media_type=CONTENT_TYPE_LATEST)

    return app


def _page(samples: Sequence[Figure]) -> bytes:
    """Our figures as gauges: they are read afresh each time, and may fall."""
    page = CollectorRegistry()
    gauges: dict[str, Gauge] = {}
    for sample in samples:
        if sample.name not in gauges:
            labels = ["state"] if sample.state else []
            name = f"whetstone_{sample.name}"
            gauges[sample.name] = Gauge(name, sample.about, labels, registry=page)
        gauge = gauges[sample.name]
        (gauge.labels(sample.state) if sample.state else gauge).set(sample.value)
    return generate_latest(page)


async def _run(check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            await check()
    except TimeoutError:
        return f"no answer within {PATIENCE:g} s"
    except WhetstoneError as error:
        return str(error)
    except Exception as error:
        return type(error).__name__
    return "ok"


def _may_read(request: Request, token: str | None) -> bool:
    given = request.headers.get("authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    # Behind a proxy on this machine everybody seems to be here.
    proxied = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "via"))
    return not proxied and _is_loopback(request.client.host if request.client else "")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
