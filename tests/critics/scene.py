"""A team whose answers are reviewed by models at the local OpenAI server."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from typing import Any

from support.openai_model import POINT
from support.openai_samples import chat_critic, openai_critic
from support.openai_server import OpenAIServer
from support.team import Asked, JournalChat, Posted, Someone, Team

from adapters.keyword import KeywordCritic
from adapters.openai import Limits as CallLimits
from adapters.openai import Prices
from bot.context import Limits
from bot.critiques.breaker import Breaker
from bot.critiques.ladder import Ladder, Rungs
from bot.critiques.outages import Outages
from bot.message import Message
from bot.model import Critique
from bot.ports import Critic, Moderator
from bot.practice import Practice
from bot.sending.outbox import Place

LUNA, TERRA, OTHER = "gpt-6-luna", "gpt-6.1-terra", "other-1"
LUNA_PRICES, TERRA_PRICES = Prices(0.10, 0.01, 0.50), Prices(1.0, 0.05, 5.0)
SENTENCES = (
    "Every key expires at the same moment.",
    "One request takes a lock and recomputes.",
    "Others serve the stale value meanwhile.",
    "Jitter on the lifetime spreads the load.",
)
ANSWER = " ".join(SENTENCES)


@dataclass
class Reviewed(Team):
    """One process of a team. Another on the same store is another process."""

    models: tuple[Critic, ...] = ()
    limits: Limits = field(default_factory=Limits)
    moderator: Moderator | None = None
    owner: str | None = None
    deadline: float = 30.0

    def __post_init__(self) -> None:
        super().__post_init__()
        told = Outages(self.store, self.clock, self.owner).told
        ladder = Ladder(
            Rungs(self.models, KeywordCritic()), Breaker(self.clock, told), self.deadline
        )
        self.practice = Practice(
            replace(
                self.practice.context,
                ladder=ladder,
                limits=self.limits,
                moderator=self.moderator,
            )
        )

    async def asked(self, **track: Any) -> tuple[Asked, Someone]:
        """A question in a track, and Ada."""
        await self.track(**track)
        return await self.ask(), self.member("Ada")

    async def critiques(self, answer_id: int) -> list[Critique]:
        async with self.store.reading() as tx:
            return list(await tx.critiques.of_answer(answer_id))

    def review(self, answer_id: int = 1) -> Posted:
        """The one message of that answer's review."""
        (posted,) = [p for p in self.chat.posts if p.key == f"review:{answer_id}:post"]
        return posted


class ShowingChat(JournalChat):
    """A platform with progress. `journal`: when and what was shown; `delay` in seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.journal: list[tuple[float, Message | None]] = []
        self.places: list[Place] = []
        self.delay = 0.0
        self.broken = False

    async def progress(self, team: str, key: str, place: Place, message: Message | None) -> None:
        self.journal.append((asyncio.get_running_loop().time(), message))
        self.places.append(place)
        await asyncio.sleep(self.delay)
        if self.broken:
            raise RuntimeError("the platform has no progress today")

    @property
    def shown(self) -> list[str]:
        return [message.text if message else "" for _, message in self.journal]


def luna(server: OpenAIServer, **options: Any) -> Critic:
    return openai_critic(server, **{"model": LUNA, "prices": LUNA_PRICES, **options})


def terra(server: OpenAIServer, **options: Any) -> Critic:
    return openai_critic(server, **{"model": TERRA, "prices": TERRA_PRICES, **options})


def other(server: OpenAIServer, **options: Any) -> Critic:
    return chat_critic(server, **{"model": OTHER, **options})


def quick(deadline: float) -> CallLimits:
    return CallLimits(deadline=deadline, pause=0.01)


def judge(
    *, met: int = 2, partly: int = 0, confidence: float = 0.9, quotes: tuple[str, ...] = SENTENCES
) -> Any:
    """A model that finds the first points met, the next ones partly, and quotes in that order."""

    def model(texts: list[str], _schema: object) -> str:
        rubric = next(text for text in texts if "# The points" in text)
        points = POINT.findall(rubric.partition("# The points")[2].partition("# Reference")[0])
        verdicts = ["met"] * met + ["partial"] * partly + ["missing"] * len(points)
        return json.dumps(
            {
                "criteria": [
                    {
                        "id": point,
                        "evidence": "" if verdict == "missing" else quotes[i],
                        "verdict": verdict,
                        "comment": "",
                    }
                    for i, ((point, _), verdict) in enumerate(zip(points, verdicts, strict=False))
                ],
                "misconceptions": [],
                "strongest_point": "the cause",
                "next_step": "Say what readers get while the lock is held.",
                "stronger_wording": "They get the stale value.",
                "follow_up_question": "What does it cost?",
                "answer_addresses_grader": False,
                "confidence": confidence,
            }
        )

    return model


def models_of(server: OpenAIServer) -> list[str]:
    """The models that were asked, in order."""
    return [call.body["model"] for call in server.calls if "model" in call.body]


def wire(server: OpenAIServer) -> str:
    """Everything that came in at the server, as text."""
    return json.dumps([call.body for call in server.calls], ensure_ascii=False)
