"""The ladder of interviewers: the best value first, and none where none of them can."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from bot.critiques.breaker import Breaker
from bot.critiques.ladder import LATE, Try
from bot.errors import CriticFailed, CriticRefused
from bot.interviews.model import Appraisal, FollowUp
from bot.interviews.ports import Interviewer
from bot.model import Usage

log = structlog.get_logger()

DEADLINE = 90.0  # seconds; who waits for a follow-up waits for its answer's verdicts before it

T = TypeVar("T", FollowUp, Appraisal)


class Asking:
    def __init__(
        self, interviewers: Sequence[Interviewer], breaker: Breaker, deadline: float = DEADLINE
    ) -> None:
        """`deadline`: seconds that all of them together may take."""
        self._interviewers = interviewers
        self._breaker = breaker
        self._deadline = deadline

    def __bool__(self) -> bool:
        return bool(self._interviewers)

    async def first(self, ask: Callable[[Interviewer], Awaitable[T]], tries: list[Try]) -> T | None:
        """What the first one makes of it that can; `tries` gets every call."""
        until = asyncio.get_running_loop().time() + self._deadline
        for interviewer in self._interviewers:
            if not self._breaker.lets(interviewer.name):
                continue
            try:
                async with asyncio.timeout_at(until):
                    made = await ask(interviewer)
            except TimeoutError:
                self._failed(interviewer, LATE, Usage(), tries)
                return None
            except CriticFailed as failed:
                usage = getattr(failed, "usage", Usage())
                self._failed(interviewer, str(failed), usage, tries)
                if isinstance(failed, CriticRefused):
                    await self._breaker.opens(interviewer.name, str(failed))
            else:
                tries.append(Try(interviewer.name, made.usage))
                await self._breaker.closes(interviewer.name)
                return made
        return None

    def _failed(self, interviewer: Interviewer, why: str, usage: Usage, tries: list[Try]) -> None:
        tries.append(Try(interviewer.name, usage, why))
        log.warning("interviewer failed", interviewer=interviewer.name, why=why)
