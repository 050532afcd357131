"""The ladder of critics: from the best to the plainest, so that every answer gets something true.

Default model; once more with more room where it was cut off; the escalation model; another
provider; the keyword check. A judgement that leaves doubt is given a second look."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

import structlog

from bot.critiques.breaker import Breaker
from bot.critiques.critique import Checker, doubtful, sayable_finding, verify
from bot.errors import CriticCutOff, CriticFailed, CriticRefused
from bot.model import Finding, Judgement, Question, Usage, Verdict
from bot.ports import Critic, RoomyCritic

log = structlog.get_logger()

AWAY = "the AI reviewer is away; it looks again later"
LATE = "the time for this review was used up"
DEADLINE = 120.0  # seconds

Shown = Callable[[Finding], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Rungs:
    """`models`, best value first: default, escalation, other providers. `last` never fails."""

    models: tuple[Critic, ...]
    last: Critic

    @property
    def escalation(self) -> Critic | None:
        return self.models[1] if len(self.models) > 1 else None


@dataclass(frozen=True, slots=True)
class Try:
    """One call to a model: what it took, and how it failed if it did."""

    critic: str
    usage: Usage
    failure: str = ""


@dataclass(slots=True)
class Judged:
    """`provisional`: a plainer critic stood in, so a better one should look again later."""

    judgement: Judgement
    provisional: bool = False
    tries: list[Try] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What all critics are asked, until when (the loop's time), and what it took so far."""

    question: Question
    text: str
    member: str
    until: float
    tries: list[Try]


class Ladder:
    """Judges an answer by the first critic that can."""

    def __init__(self, rungs: Rungs, breaker: Breaker, deadline: float = DEADLINE) -> None:
        """`deadline`: seconds that all models together may take for one answer."""
        self.rungs = rungs
        self.breaker = breaker
        self._deadline = deadline

    async def judge(
        self, question: Question, text: str, *, member: str = "", shown: Shown | None = None
    ) -> Judged:
        """`text` is cleaned and masked. `shown` is told of points as they are met for good: what
        it was told stays met whatever a second look says. Never raises CriticFailed."""
        showing, tries = _Showing(text, shown), list[Try]()
        asked = self._asked(question, text, member, tries)
        for place, critic in enumerate(self.rungs.models):
            judgement = await self._ask(critic, asked, showing)
            if judgement is None:
                continue
            if place == 0 and doubtful(judgement, verify(judgement, question.points, text)):
                judgement = await self._second_look(asked, judgement)
            return Judged(showing.kept(judgement), tries=tries)
        plain = await self.plain(question, text, AWAY)
        return Judged(showing.kept(plain.judgement), provisional=True, tries=tries)

    async def plain(self, question: Question, text: str, reason: str) -> Judged:
        """By the keyword check alone: no call leaves this machine."""
        judgement = await self.rungs.last.judge(question, text)
        return Judged(replace(judgement, reason=reason))

    def others(self, judges: Collection[str]) -> list[Critic]:
        """Who can judge again what these have judged: the strongest first, the default last."""
        first, *rest = self.rungs.models or (None,)
        return [c for c in (*rest, first) if c is not None and c.name not in judges]

    async def afresh(
        self,
        question: Question,
        text: str,
        *,
        judges: Collection[str],
        tries: list[Try],
        member: str = "",
    ) -> Judgement | None:
        """By another judge than those, from scratch, for a dispute. None where none of them can.

        `tries` gets what was asked."""
        asked = self._asked(question, text, member, tries)
        for critic in self.others(judges):
            judgement = await self._ask(critic, asked, _Showing(text))
            if judgement is not None:
                return judgement
        return None

    def _asked(self, question: Question, text: str, member: str, tries: list[Try]) -> _Asked:
        until = asyncio.get_running_loop().time() + self._deadline
        return _Asked(question, text, member, until, tries)

    async def _second_look(self, asked: _Asked, first: Judgement) -> Judgement:
        critic = self.rungs.escalation
        if critic is None:
            return first
        return await self._ask(critic, asked, _Showing(asked.text)) or first

    async def _ask(self, critic: Critic, asked: _Asked, showing: "_Showing") -> Judgement | None:
        """The critic's judgement, or None; a cut-off one is asked once more with more room."""
        if asyncio.get_running_loop().time() >= asked.until or not self.breaker.lets(critic.name):
            return None
        for attempt in (critic, _roomier(critic)):
            if attempt is None:
                return None
            try:
                async with asyncio.timeout_at(asked.until):
                    judgement = await attempt.judge(
                        asked.question, asked.text, member=asked.member, seen=showing.seen
                    )
            except TimeoutError:
                asked.tries.append(Try(critic.name, Usage(), LATE))
                log.warning("critic failed", critic=critic.name, why=LATE)
                return None
            except CriticFailed as failed:
                usage = getattr(failed, "usage", Usage())
                asked.tries.append(Try(critic.name, usage, str(failed)))
                log.warning("critic failed", critic=critic.name, why=str(failed))
                if isinstance(failed, CriticRefused):
                    await self.breaker.opens(critic.name, str(failed))
                if not isinstance(failed, CriticCutOff):
                    return None
            else:
                asked.tries.append(Try(critic.name, judgement.usage))
                await self.breaker.closes(critic.name)
                return judgement
        return None


def _roomier(critic: Critic) -> Critic | None:
    return critic.with_room(2) if isinstance(critic, RoomyCritic) else None


class _Showing:
    """Shows points as they are met, verified, once each; and sees that they stay met."""

    def __init__(self, text: str, shown: Shown | None = None) -> None:
        self._checker = Checker(text, strict=True)
        self._shown = shown
        self._met: dict[str, Finding] = {}

    async def seen(self, finding: Finding) -> None:
        if self._shown is None or finding.point_id in self._met:
            return
        checked = self._checker.check(finding)
        if checked.verdict is Verdict.MET:
            self._met[finding.point_id] = checked
            await self._shown(sayable_finding(checked))

    def kept(self, judgement: Judgement) -> Judgement:
        """The judgement with what was shown as met still met."""
        others: Sequence[Finding] = [f for f in judgement.findings if f.point_id not in self._met]
        shown = [
            next((f for f in judgement.findings if f == met), met) for met in self._met.values()
        ]
        return replace(judgement, findings=(*shown, *others))
