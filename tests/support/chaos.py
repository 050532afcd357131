"""Runs the real `whetstone run` against the post office and kills it with -9, again and again."""

import asyncio
import contextlib
import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

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


class Chaos:
    def __init__(
        self,
        office: PostOffice,
        database_url: str,
        folder: Path,
        *,
        answers: int,
        roles: tuple[tuple[str, ...], ...] = ((),),
        without: str = "",
        seed: int = 1,
    ) -> None:
        self._office = office
        self._url = database_url
        self._folder = folder
        self._answers = answers
        self._roles = roles
        self._without = without
        self._random = random.Random(seed)
        self._processes: list[subprocess.Popen[bytes] | None] = [None] * len(roles)
        self.story = Story()

    def _environment(self, kill: str = "") -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self._url,
            "PLATFORMS": "support.post_office_platform",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
            "POST_OFFICE": self._office.address,
            "QUIET_SECONDS": "0",
            "TICK_SECONDS": "1",
            "LOG_LEVEL": "WARNING",
            "CHAOS_KILL": kill,
            "CHAOS_WITHOUT": self._without,
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
        self._office_opens()
        for place in range(len(self._roles)):
            self._start(place)
        try:
            for turn in range(kills):
                await self._kill(turn, named=named)
                await self._until(lambda: len(self._threads()) >= QUESTIONS, patience)
                self._people_answer(turn, kills)
            await self._until(self._all_reviewed, patience)
            await self._until_quiet()
        finally:
            self._stop()
        return self._read()

    def _office_opens(self) -> None:
        self.command(
            *("track", "add", "--platform", "post_office", "--team", "office"),
            *("--channel", "practice", "--skills", "caching,rate-limiting"),
        )
        for number in range(QUESTIONS):
            self._office.person_does(
                "command", times=2, member=f"Asker{number}", text="now", channel="practice"
            )

    def _threads(self) -> list[str]:
        return [e["id"] for e in self._office.journal if e["key"].startswith("round:")]

    def _people_answer(self, turn: int, turns: int) -> None:
        """The turn's share of the answers, to every question in turn."""
        threads = self._threads()
        for number in range(turn, self._answers, turns):
            self._office.person_does(
                "reply",
                member=f"P{number:04}",
                message=f"reply-{number}",
                channel="practice",
                thread=threads[number % len(threads)],
                text=f"{ANSWER} I am number {number}.",
                at=dt.datetime.now(dt.UTC).isoformat(),
            )

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
        before = (len(self._office.journal), self._office.delivered)
        await self._until(lambda: (len(self._office.journal), self._office.delivered) != before, 6)

    def _all_reviewed(self) -> bool:
        return not self._office.waiting and self._read().lost == 0

    async def _until_quiet(self) -> None:
        """Two seconds without news: what would come double has come."""
        seen, since = -1, time.monotonic()
        while time.monotonic() - since < 2:
            if len(self._office.journal) != seen:
                seen, since = len(self._office.journal), time.monotonic()
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
        names = Counter({f"P{number:04}": 0 for number in range(self._answers)})
        for entry in self._office.journal:
            if entry["key"].startswith("review:"):
                names[entry["text"].partition(",")[0]] += 1
        return Story(self.story.kills, Counter(self._office.keys("round:")), names)
