"""Runs the real `whetstone run` against a receiving side and kills it with -9, again and again.

`Chaos` is the story at the post office; another receiving side is another `Runner`."""

import asyncio
import contextlib
import datetime as dt
import os
import random
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.post_office import PostOffice

ROOT = Path(__file__).parents[2]
WHETSTONE = Path(sys.executable).with_name("whetstone")
POINTS = ("before-commit", "after-commit", "before-send", "after-send", "before-ack")
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


class Runner(ABC):
    """The kills, the same at every receiving side, which says what came in and what to do."""

    def __init__(
        self,
        database_url: str,
        folder: Path,
        *,
        answers: int,
        roles: tuple[tuple[str, ...], ...] = ((),),
        without: str = "",
        seed: int = 1,
    ) -> None:
        self._url = database_url
        self._folder = folder
        self._answers = answers
        self._roles = roles
        self._without = without
        self._random = random.Random(seed)
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * len(roles)
        self._port = _free_port()
        self.story = Story()

    @abstractmethod
    def settings(self) -> Mapping[str, str]:
        """The platform's own, for the process."""

    @abstractmethod
    async def opens(self) -> None:
        """What makes the bot ask its QUESTIONS."""

    @abstractmethod
    def threads(self) -> list[str]:
        """The questions that stand there."""

    @abstractmethod
    async def answers(self, number: int) -> None:
        """The person of that number answers one of the questions."""

    @abstractmethod
    def told(self) -> Iterable[tuple[str, str]]:
        """The key and the text of every message of the bot."""

    @abstractmethod
    def waits(self) -> bool:
        """Whether something is yet to be delivered, or to be delivered again."""

    @abstractmethod
    def news(self) -> Hashable:
        """Another value when the bot said or acknowledged something."""

    def _environment(self, kill: str = "") -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self._url,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
            "PORT": str(self._port),
            "QUIET_SECONDS": "0",
            "TICK_SECONDS": "1",
            "LOG_LEVEL": "WARNING",
            "CHAOS_KILL": kill,
            "CHAOS_WITHOUT": self._without,
            **self.settings(),
        }

    def command(self, *words: str) -> None:
        subprocess.run(
            [WHETSTONE, *words], cwd=self._folder, env=self._environment(), check=True, timeout=60
        )

    def _start(self, place: int, kill: str = "") -> None:
        only = [word for role in self._roles[place] for word in ("--only", role)]
        with (self._folder / f"run-{place}.log").open("ab") as output:
            self._processes[place] = subprocess.Popen(
                [WHETSTONE, "run", *only],
                cwd=self._folder,
                env=self._environment(kill),
                stdout=output,
                stderr=output,
            )

    async def run(self, kills: int, *, named: bool, patience: float = 120) -> Story:
        """Questions and answers come in while the bot is killed; then until all is quiet.

        The first kill meets the questions, each later one its share of the answers."""
        await self.opens()
        for place in range(len(self._roles)):
            self._start(place)
        try:
            for turn in range(kills):
                await self._kill(turn, named=named)
                await self._until(lambda: len(self.threads()) >= QUESTIONS, patience)
                for number in range(turn, self._answers, kills):
                    await self.answers(number)
            await self._until(self._all_reviewed, patience)
            await self._until_quiet()
        finally:
            self._stop()
        return self._read()

    async def _kill(self, turn: int, *, named: bool) -> None:
        place = turn % len(self._roles)
        if named:
            await self._kill_at_point(place, POINTS[turn % len(POINTS)])
        else:
            await self._until_at_work()
            await asyncio.sleep(self._random.uniform(0, 0.3))
            await self._kill_now(place)
            self._start(place)
        self.story.kills += 1

    async def _kill_at_point(self, place: int, point: str) -> None:
        """Starts the process anew with a fuse, and waits until it has killed itself."""
        await self._kill_now(place)
        self._start(place, f"{point}:{self._random.randint(1, 6)}")
        process = self._processes[place]
        assert process is not None
        await self._until(lambda: process.poll() is not None, 10)
        await self._kill_now(place)
        self._start(place)

    async def _kill_now(self, place: int) -> None:
        process = self._processes[place]
        assert process is not None
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        await asyncio.to_thread(process.wait)

    async def _until_at_work(self) -> None:
        """Until something has just come of it, so that kills meet work and not start-up."""
        before = self.news()
        await self._until(lambda: self.news() != before, 6)

    def _all_reviewed(self) -> bool:
        return not self.waits() and self._read().lost == 0

    async def _until_quiet(self) -> None:
        """Two seconds without news: what would come double has come."""
        seen, since = self.news(), time.monotonic()
        while time.monotonic() - since < 2:
            if self.news() != seen:
                seen, since = self.news(), time.monotonic()
            await asyncio.sleep(0.1)

    async def _until(self, condition: Callable[[], bool], patience: float) -> None:
        deadline = time.monotonic() + patience
        while not condition():
            if time.monotonic() > deadline:
                return  # the journal tells what is missing
            await asyncio.sleep(0.02)

    def _stop(self) -> None:
        for process in self._processes:
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()

    def _read(self) -> Story:
        asked: Counter[str] = Counter()
        names = Counter({name_of(number): 0 for number in range(self._answers)})
        for key, text in self.told():
            if key.startswith("round:"):
                asked[key] += 1
            elif key.startswith("review:"):
                names[text.partition(",")[0]] += 1
        return Story(self.story.kills, asked, names)


class Chaos(Runner):
    """At the post office."""

    def __init__(self, office: PostOffice, database_url: str, folder: Path, **options: Any) -> None:
        super().__init__(database_url, folder, **options)
        self._office = office

    def settings(self) -> Mapping[str, str]:
        return {"PLATFORMS": "support.post_office_platform", "POST_OFFICE": self._office.address}

    async def opens(self) -> None:
        self.command(
            *("track", "add", "--platform", "post_office", "--team", "office"),
            *("--channel", "practice", "--skills", "caching,rate-limiting"),
        )
        for number in range(QUESTIONS):
            self._office.person_does(
                "command", times=2, member=f"Asker{number}", text="now", channel="practice"
            )

    def threads(self) -> list[str]:
        return [e["id"] for e in self._office.journal if e["key"].startswith("round:")]

    async def answers(self, number: int) -> None:
        threads = self.threads()
        self._office.person_does(
            "reply",
            member=name_of(number),
            message=f"reply-{number}",
            channel="practice",
            thread=threads[number % len(threads)],
            text=text_of(number),
            at=dt.datetime.now(dt.UTC).isoformat(),
        )

    def told(self) -> Iterable[tuple[str, str]]:
        return ((entry["key"], entry["text"]) for entry in self._office.journal)

    def waits(self) -> bool:
        return bool(self._office.waiting)

    def news(self) -> Hashable:
        return len(self._office.journal), self._office.delivered


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
