"""Runs the real `whetstone run` against the other side and kills it with -9, again and again."""

import asyncio
import random
import socket
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from support.chaos_fuse import POINTS
from support.killed_bot import KilledBot

QUESTIONS = 5
ANSWER = (
    "All requests miss at the same moment and the database is hammered; let one request take a "
    "lock and recompute while the others serve the stale value, with jitter on the TTL."
)


@dataclass
class Story:
    """What happened, from the receiving side's journal alone."""

    kills: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    reviews: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self) -> int:
        return sum(1 for count in self.reviews.values() if count == 0)

    @property
    def doubled(self) -> int:
        return sum(count - 1 for count in self.reviews.values() if count > 1)

    @property
    def rounds_doubled(self) -> int:
        return sum(count - 1 for count in self.asked.values()) + max(0, len(self.asked) - QUESTIONS)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills; {len(self.reviews)} answers: {self.lost} lost, "
            f"{self.doubled} doubled; {sum(self.asked.values())} of {QUESTIONS} rounds posted, "
            f"{self.rounds_doubled} doubled"
        )


class Side(Protocol):
    """The other side: the chat service, in a process that nobody kills."""

    def settings(self) -> Mapping[str, str]:
        """The platform's own, for the process that is killed."""
        ...

    async def opens(self, database_url: str) -> None:
        """What makes the bot ask its QUESTIONS."""
        ...

    def threads(self) -> Sequence[object]:
        """The questions that stand there."""
        ...

    async def answers(self, number: int) -> None:
        """The person of that number answers one of the questions."""
        ...

    def loses_an_answer(self) -> None:
        """The bot's next message is posted, and never confirmed."""
        ...

    def told(self) -> Iterable[tuple[str, str]]:
        """Every message the bot posted: its key, or another made of it, and its text.

        A question's begins with 'round:', a review's with 'review:'."""
        ...

    def waits(self) -> bool:
        """Whether something is yet to be delivered, or to be delivered again."""
        ...

    def news(self) -> Hashable:
        """Another value when the bot said or acknowledged something."""
        ...


class Chaos:
    """`roles`: of each process of the bot; one with all where none are named. `without`: a
    defence of the platform's, to be taken away."""

    def __init__(
        self,
        side: Side,
        database_url: str,
        folder: Path,
        *,
        answers: int,
        roles: tuple[tuple[str, ...], ...] = ((),),
        without: str = "",
        seed: int = 1,
    ) -> None:
        settings = {
            "DATABASE_URL": database_url,
            "PORT": str(_free_port()),
            "QUIET_SECONDS": "0",
            "TICK_SECONDS": "1",
            "LOG_LEVEL": "WARNING",
            "CHAOS_WITHOUT": without,
            **side.settings(),
        }
        self._bots = [
            KilledBot(settings, folder / f"run-{place}.log", only)
            for place, only in enumerate(roles)
        ]
        self._side = side
        self._url = database_url
        self._answers = answers
        self._random = random.Random(seed)
        self._kills = 0
        self._given = 0  # answers so far

    async def run(self, kills: int, *, named: bool, patience: float = 400) -> Story:
        """Questions and answers come in while the bot is killed; then until all is quiet.

        The first kill meets the questions, each later one its share of the answers."""
        await self._side.opens(self._url)
        try:
            for bot in self._bots:
                bot.starts()
            for turn in range(kills):
                await self._kill(turn, named=named)
                await self._until(lambda: len(self._side.threads()) >= QUESTIONS, patience)
                self._side.loses_an_answer()
                for number in range(turn, self._answers, kills):
                    await self._side.answers(number)
                    self._given += 1
            await self._until(self._idle, patience)
            await self._until_quiet()
        finally:
            for bot in self._bots:
                bot.ends()
        return self._read()

    async def _kill(self, turn: int, *, named: bool) -> None:
        bot = self._bots[turn % len(self._bots)]
        if named:
            await self._kill_at_point(bot, list(POINTS)[turn % len(POINTS)])
        else:
            await self._until_at_work()
            await asyncio.sleep(self._random.uniform(0, 0.3))
        await asyncio.to_thread(bot.ends)
        bot.starts()
        self._kills += 1

    async def _kill_at_point(self, bot: KilledBot, point: str) -> None:
        """Starts the process anew with a fuse, and waits until it has killed itself."""
        await asyncio.to_thread(bot.ends)
        bot.starts(f"{point}:{self._random.randint(1, POINTS[point])}")
        await self._until(lambda: bot.is_dead or self._idle(), 30)

    async def _until_at_work(self) -> None:
        """Until something has just come of it, so that kills meet work and not start-up."""
        before = self._side.news()
        await self._until(lambda: self._side.news() != before or self._idle(), 30)

    def _idle(self) -> bool:
        """All that was asked for stands there, so nothing more is to come."""
        reviewed = sum(count > 0 for count in self._read().reviews.values())
        asked = len(self._side.threads()) >= QUESTIONS
        return asked and reviewed >= self._given and not self._side.waits()

    async def _until_quiet(self) -> None:
        """Two seconds without news: what would come double has come."""
        seen, since = self._side.news(), time.monotonic()
        while time.monotonic() - since < 2:
            if self._side.news() != seen:
                seen, since = self._side.news(), time.monotonic()
            await asyncio.sleep(0.1)

    async def _until(self, condition: Callable[[], bool], patience: float) -> None:
        deadline = time.monotonic() + patience
        while not condition():
            if time.monotonic() > deadline:
                return  # the journal tells what is missing
            await asyncio.sleep(0.02)

    def _read(self) -> Story:
        asked: Counter[str] = Counter()
        names = Counter({name_of(number): 0 for number in range(self._answers)})
        for key, text in self._side.told():
            if key.startswith("round:"):
                asked[key] += 1
            elif key.startswith("review:"):
                names[text.partition(",")[0]] += 1
        return Story(self._kills, asked, names)


def name_of(number: int) -> str:
    """Of a person; a review in a thread begins with it."""
    return f"P{number:04}"


def text_of(number: int) -> str:
    return f"{ANSWER} I am number {number}."


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
