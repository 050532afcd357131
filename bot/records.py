"""Stores of what critics took and of what people said of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

FeedbackKind = Literal["helpful", "not_helpful", "dispute"]


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One call to a model. Cost in US dollars, latency in seconds. `reused`: from our cache."""

    at: dt.datetime
    team_id: int
    member_id: int
    answer_id: int | None
    critic: str
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost: float = 0.0
    latency: float = 0.0
    failed: bool = False
    reused: bool = False
    item_id: int | None = None  # a question of a mock interview


@dataclass(frozen=True, slots=True)
class Spending:
    """What model calls came to. Shares are 0 to 1, latencies seconds; 0 where there were none."""

    calls: int = 0
    failed: int = 0
    reused: int = 0
    cost: float = 0.0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    latency_p50: float = 0.0
    latency_p95: float = 0.0

    @property
    def cache_share(self) -> float:
        """The share of input tokens that the provider read from its cache."""
        return self.cached_tokens / self.input_tokens if self.input_tokens else 0.0


@dataclass(frozen=True, slots=True)
class Disputed:
    """A question of the bank, and how often reviews of its answers were given and disputed."""

    question_id: str
    reviews: int
    disputes: int


class ModelCalls(Protocol):
    async def add(self, call: ModelCall) -> None: ...
    async def spending(self, since: dt.datetime, team_id: int | None = None) -> Spending: ...
    async def spent(self, team_id: int, since: dt.datetime) -> float:
        """US dollars."""
        ...

    async def reviewed(self, member_id: int, since: dt.datetime) -> int:
        """How many answers of the member, in interviews too, a model was asked about."""
        ...


class Outages(Protocol):
    """Critics whose key or quota is at fault."""

    async def begin(self, critic: str, reason: str, at: dt.datetime) -> bool:
        """False while one of that critic is known already."""
        ...

    async def end(self, critic: str) -> bool: ...
    async def current(self) -> Mapping[str, tuple[dt.datetime, str]]:
        """Critic to since when and why."""
        ...


class Feedback(Protocol):
    async def add(
        self, critique_id: int, member_id: int, kind: FeedbackKind, at: dt.datetime
    ) -> bool:
        """False if that was said already. 'helpful' and 'not_helpful' replace each other."""
        ...

    async def disputed(self, limit: int = 50) -> Sequence[Disputed]:
        """Questions with a dispute, most disputes first."""
        ...


class Preferences(Protocol):
    """What a member chose about reviews."""

    async def wants_keyword(self, member_id: int) -> bool: ...
    async def set_keyword(self, member_id: int, keyword: bool) -> None: ...
    async def was_told(self, member_id: int, at: dt.datetime) -> bool:
        """Whether the member had the word on the provider before; from now on they had."""
        ...


class Secrets(Protocol):
    async def ensure(self, name: str) -> str:
        """A random secret of this database, made once: 64 hexadecimal digits."""
        ...
