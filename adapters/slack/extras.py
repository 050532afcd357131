"""What is nice to have: done without where a server, a plan or our scopes do not offer it."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.web import FAULTS, code
from bot.errors import WhetstoneError

log = structlog.get_logger()

LACKING = {
    "access_denied",
    "feature_not_enabled",
    "method_deprecated",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "not_enabled",
    "paid_only",
    "unknown_method",
}
"""docs: Web API, 'Common errors', and those of the methods: asking again will not help."""


class Extras:
    """Remembers what a workspace lacks, says it once in the log, and asks no more."""

    def __init__(self) -> None:
        self._lacking: set[tuple[str, str]] = set()

    def has(self, team: str, method: str) -> bool:
        return (team, method) not in self._lacking

    async def try_(self, team: str, method: str, call: Awaitable[object]) -> None:
        """Awaits the call; no fault of it goes further."""
        try:
            await call
        except FAULTS as error:
            if isinstance(error, SlackApiError) and code(error) in LACKING:
                self.lacks(team, method, code(error))
            else:
                log.info("slack: an extra was left out", method=method, why=code(error))
        except WhetstoneError as error:
            log.info("slack: an extra was left out", method=method, why=str(error))

    def lacks(self, team: str, method: str, why: str) -> None:
        if self.has(team, method):
            self._lacking.add((team, method))
            log.warning("slack: done without", method=method, team=team, why=why)


class Background:
    """Work that nobody waits for, such as what follows an acknowledgement."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("slack: background work failed", error=error)

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
