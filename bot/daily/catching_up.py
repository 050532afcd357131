"""Fetching what came while a platform did not listen: what is the same on each of them."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.core import Core
from bot.errors import TryLater
from bot.model import Ref

log = structlog.get_logger()

AGAIN, AGAIN_MOST = 5.0, 300.0  # seconds
Answer = TypeVar("Answer")
ReadThread = Callable[[str, Ref, dt.datetime], Awaitable[None]]
ReadDirect = Callable[[str, Ref], Awaitable[None]]


async def catch_up(
    core: Core,
    platform: str,
    read_thread: ReadThread,
    read_direct: ReadDirect,
    through: Callable[[], None],
) -> None:
    """Has everything that takes answers read once: each thread (its team, first message, and since
    when, in UTC), and each direct message (its team, and our first message there).

    `through` is called when those that are known have been read. A question may stand there
    although who posted it died before it knew: its thread is read as soon as it is known."""
    done: set[tuple[str, Ref]] = set()
    wait = AGAIN
    while True:
        # Asked first, so that what becomes known while threads are read is not missed.
        more = await until_told(lambda: core.thread_awaited(platform))
        for team, thread, since in await until_told(lambda: core.open_threads(platform)):
            if (team, thread) not in done:
                await read_thread(team, thread, since)
                done.add((team, thread))
        for team, first in await until_told(lambda: core.open_directs(platform)):
            if (team, first) not in done:
                await read_direct(team, first)
                done.add((team, first))
        through()
        if not more:
            return
        await asyncio.sleep(wait)
        wait = min(wait * 2, AGAIN_MOST)


async def until_told(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Asks the core again while it cannot tell."""
    while True:
        try:
            return await ask()
        except TryLater as error:
            log.info("replies are not fetched yet", why=str(error))
        await asyncio.sleep(AGAIN)
