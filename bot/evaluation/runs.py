"""Asks a critic about each marked answer, and keeps what came of it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic

from bot.critiques.critique import verify
from bot.critiques.masking import outgoing
from bot.errors import CriticFailed, CriticRefused
from bot.evaluation.data import Marked
from bot.model import Finding, Usage, Verdict
from bot.ports import Critic

AT_ONCE = 8  # calls under way

Score = Callable[[Marked, Sequence[Finding]], float]
"""A critic's score of an answer, 0 to 1, from the findings that stood."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a critic made of one answer. `score` is None where nothing usable came.

    `claimed`: verdicts that need a quote; `stood`: those whose quote was found."""

    marked: Marked
    score: float | None
    findings: tuple[Finding, ...] = ()
    claimed: int = 0
    stood: int = 0
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0


async def run(
    critic: Critic, marked: Sequence[Marked], score: Score, done: Callable[[], None]
) -> list[Outcome]:
    """One outcome per answer, in order; `done` is called as each is there.

    Raises CriticRefused where the key or the quota is at fault: the rest would fail too."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(each: Marked) -> Outcome:
        async with gate:
            outcome = await judge(critic, each, score)
        done()
        return outcome

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(each)) for each in marked]
    return [task.result() for task in tasks]


async def judge(critic: Critic, marked: Marked, score: Score) -> Outcome:
    """The critic alone, without the ladder: what it fails at is the figure 'unusable'."""
    text, started = outgoing(marked.answer, ()), monotonic()
    try:
        judgement = await critic.judge(marked.question, text)
    except CriticRefused:
        raise
    except CriticFailed as failed:
        usage = getattr(failed, "usage", Usage())
        return Outcome(marked, None, usage=usage, seconds=monotonic() - started)
    seconds = monotonic() - started
    findings = verify(judgement, marked.question.points, text)
    return Outcome(
        marked,
        score(marked, findings),
        findings,
        claimed=_needing_quotes(judgement.findings),
        stood=_needing_quotes(findings),
        usage=judgement.usage,
        seconds=seconds,
    )


def _needing_quotes(findings: Sequence[Finding]) -> int:
    return sum(1 for finding in findings if finding.verdict is not Verdict.MISSING)
