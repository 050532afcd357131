"""A track's weekly digest: when it is due, and what the week holds.

The post: `bot/boards/digest.py`."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.model import Judgement


@dataclass(frozen=True, slots=True)
class Digest:
    """Wall-clock time `at` on one weekday, in the track's zone. `due_at`: the next time, UTC."""

    track_id: int
    weekday: str
    at: dt.time
    due_at: dt.datetime


class Digests(Protocol):
    async def of(self, track_id: int) -> Digest | None: ...
    async def save(self, digest: Digest) -> None: ...
    async def remove(self, track_id: int) -> bool:
        """False if there was none."""
        ...

    async def in_threads(self, round_ids: Sequence[int]) -> Mapping[int, int]:
        """Round id to how many members have an answer in its thread."""
        ...

    async def read_first(self, round_id: int) -> Sequence[Judgement]:
        """What a model found in each member's first attempt, when it read that first.

        Attempts made after the model answer was known are left out."""
        ...
