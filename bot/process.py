"""A running process: pages, platforms, jobs and the tick, until it is told to stop."""

import asyncio
import contextlib
import gc
import signal
from collections.abc import AsyncIterator, Collection

import structlog
import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from fastapi import FastAPI

from adapters.web.app import create_app
from bot.listening import Listening
from bot.logs import origin
from bot.wiring import App

log = structlog.get_logger()

ROLES = ("web", "gateway", "worker")


class _Server(uvicorn.Server):
    """Leaves signals to us: one SIGTERM stops everything in order."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


async def run(app: App, roles: Collection[str] = ROLES) -> None:
    """Runs these roles until SIGTERM or SIGINT; then stops taking work and finishes what it has.

    The first part that fails ends all of it, with its error; a platform that fails later stops
    alone."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT"):
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
            loop.add_signal_handler(getattr(signal, name), stop.set)
    listening = Listening(app.platforms)
    _keep_what_is_loaded()
    log.info("starting", roles=sorted(roles), platforms=[p.name for p in app.platforms])
    async with contextlib.AsyncExitStack() as stack:
        if "worker" in roles:
            await stack.enter_async_context(_ticking(app))
        parts: list[asyncio.Task[object]] = [asyncio.create_task(stop.wait(), name="stop")]
        if "worker" in roles:
            settings = app.settings
            jobs = app.store.jobs(concurrency=settings.workers, grace=settings.shutdown_seconds)
            parts.append(asyncio.create_task(jobs.run(app.tasks), name="jobs"))
        if "gateway" in roles:
            parts.append(asyncio.create_task(listening.run(app.practice), name="platforms"))
        if "web" in roles:
            parts.append(asyncio.create_task(_serve(app, listening), name="web"))
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for part in parts:
                part.cancel()
            await asyncio.wait(parts, timeout=app.settings.shutdown_seconds + 1)
    log.info("stopped")
    for part in done:
        part.result()


def _keep_what_is_loaded() -> None:
    """Modules stay for good. Each full collection would look through all of them, and hold up
    everything for 200 ms (docs: gc.freeze)."""
    gc.collect()
    gc.freeze()


@contextlib.asynccontextmanager
async def _ticking(app: App) -> AsyncIterator[None]:
    """APScheduler calls the tick; what is due is data, so any number of processes may tick.

    At the end a tick in hand is finished, for up to `shutdown_seconds`."""
    in_hand = asyncio.Lock()

    async def tick() -> None:
        practice = app.practice
        async with in_hand:
            for part in (practice.pulse.beat, practice.schedule.tick, practice.retention.tick):
                try:
                    await part()
                except Exception as error:
                    log.error("tick failed", why=origin(error))

    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        tick,
        "interval",
        seconds=app.settings.tick_seconds,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    await tick()
    try:
        yield
    finally:
        scheduler.pause()
        await asyncio.sleep(0)  # what was submitted begins now, rather than be cancelled
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(in_hand.acquire(), app.settings.shutdown_seconds)
        scheduler.shutdown(wait=False)


def _mount_pages(web: FastAPI, app: App) -> None:
    """NiceGUI is heavy, so it is imported only where pages are served."""
    from adapters.web import team, team_page
    from adapters.web.nice import serve_pages

    team.mount(web, app.practice.managers)
    team_page.mount(app.practice.managers)
    serve_pages(web)


async def _serve(app: App, listening: Listening) -> None:
    token = app.settings.metrics_token
    checks = {"database": app.store.ping} | {p.name: listening.ready(p) for p in app.platforms}
    web = create_app(
        checks,
        figures=app.store.figures,
        metrics_token=token.get_secret_value() if token else None,
    )
    for platform in app.platforms:
        platform.mount(web, app.practice)
    _mount_pages(web, app)
    _keep_what_is_loaded()
    config = uvicorn.Config(
        web,
        host=app.settings.host,
        port=app.settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=app.settings.shutdown_seconds,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        server.should_exit = True
        await serving
        raise
