"""The ladder of critics: from the best to the plainest, so that every answer gets something true.

Default model; once more with more room where it was cut off; the escalation model; another
provider; the keyword check. A judgement that leaves doubt is given a second look."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

import structlog

from bot.breaker import Breaker
from bot.critique import Checker, doubtful, verify
from bot.errors import CriticCutOff, CriticFailed, CriticRefused
from bot.model import Finding, Judgement, Question, Usage, Verdict
from bot.ports import Critic, RoomyCritic

log = structlog.get_logger()

AWAY = "the AI reviewer is away; it looks again later"

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


class Ladder:
    """Judges an answer by the first critic that can."""

    def __init__(self, rungs: Rungs, breaker: Breaker) -> None:
        self.rungs = rungs
        self._breaker = breaker

    async def judge(
        self, question: Question, text: str, *, member: str = "", shown: Shown | None = None
    ) -> Judged:
        """`text` is cleaned and masked. `shown` is told of points as they are met for good: what
        it was told stays met whatever a second look says. Never raises CriticFailed."""
        showing = _Showing(text, shown)
        tries: list[Try] = []
        for place, critic in enumerate(self.rungs.models):
            judgement = await self._ask(critic, question, text, member, showing, tries)
            if judgement is None:
                continue
            if place == 0 and doubtful(judgement, verify(judgement, question.points, text)):
                judgement = await self._second_look(question, text, member, tries, judgement)
            return Judged(showing.kept(judgement), tries=tries)
        plain = await self.plain(question, text, AWAY)
        return Judged(plain.judgement, provisional=True, tries=tries)

    async def plain(self, question: Question, text: str, reason: str) -> Judged:
        """By the keyword check alone: no call leaves this machine."""
        judgement = await self.rungs.last.judge(question, text)
        return Judged(replace(judgement, reason=reason))

    async def afresh(self, question: Question, text: str, *, member: str = "") -> Judged | None:
        """By the second judge, from scratch, for a dispute. None where there is none, or it
        cannot."""
        tries: list[Try] = []
        for critic in self.rungs.models[1:]:
            judgement = await self._ask(critic, question, text, member, _Showing(text), tries)
            if judgement is not None:
                return Judged(judgement, tries=tries)
        return None

    async def _second_look(
        self, question: Question, text: str, member: str, tries: list[Try], first: Judgement
    ) -> Judgement:
        critic = self.rungs.escalation
        if critic is None:
            return first
        again = await self._ask(critic, question, text, member, _Showing(text), tries)
        return again or first

    async def _ask(
        self,
        critic: Critic,
        question: Question,
        text: str,
        member: str,
        showing: "_Showing",
        tries: list[Try],
    ) -> Judgement | None:
        """The critic's judgement, or None; a cut-off one is asked once more with more room."""
        if not self._breaker.lets(critic.name):
            return None
        for attempt in (critic, _roomier(critic)):
            if attempt is None:
                return None
            try:
                judgement = await attempt.judge(question, text, member=member, seen=showing.seen)
            except CriticFailed as failed:
                usage = getattr(failed, "usage", Usage())
                tries.append(Try(critic.name, usage, str(failed)))
                log.warning("critic failed", critic=critic.name, why=str(failed))
                if isinstance(failed, CriticRefused):
                    await self._breaker.opens(critic.name, str(failed))
                if not isinstance(failed, CriticCutOff):
                    return None
            else:
                tries.append(Try(critic.name, judgement.usage))
                await self._breaker.closes(critic.name)
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
            await self._shown(checked)

    def kept(self, judgement: Judgement) -> Judgement:
        """The judgement with what was shown as met still met."""
        others: Sequence[Finding] = [f for f in judgement.findings if f.point_id not in self._met]
        shown = [
            next((f for f in judgement.findings if f == met), met) for met in self._met.values()
        ]
        return replace(judgement, findings=(*shown, *others))
