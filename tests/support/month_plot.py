"""What happens in a month of a team of 30: dice say who does what, and when."""

import datetime as dt
import heapq
import itertools
from dataclasses import dataclass
from random import Random
from typing import Any

from support.month_log import DAY, HOUR, Plan, Where

FIRST, LAST = dt.date(2026, 10, 1), dt.date(2026, 11, 4)  # the clocks change in three zones
START = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
END = START + 34 * DAY + 12 * HOUR
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
PLANS = {
    1: Plan("Europe/Berlin", dt.time(9), (0, 1, 2, 3, 4), (dt.date(2026, 11, 2),)),
    # comes twice on 1 November
    2: Plan("America/New_York", dt.time(1, 30), (0, 1, 3, 4, 6), (dt.date(2026, 10, 12),)),
    3: Plan("Australia/Lord_Howe", dt.time(2, 15), (0, 2, 4, 6)),  # does not exist on 4 October
    4: Plan("Europe/Berlin", dt.time(2, 30), (5, 6)),  # comes twice on 25 October
}
NAMES = tuple(f"P{number:02}" for number in range(30))
MANAGER, LURKER = NAMES[0], NAMES[-1]
ANSWER = "One request takes a lock and recomputes; the others serve the stale value. Case {}."
WAYS = ("plain",) * 12 + (
    "form",
    "form, taken back",
    "after the model answer",
    "talk, then edited",
    "two parts",
    "two parts, one deleted",
    "too much",
    "deleted",
    "deleted after the closing",
    "deleted before it came",
    "redelivered",
    "edited",
    "emptied",
    "late",
)


@dataclass(frozen=True)
class Act:
    """`sent`: when it was written, if the bot hears of it later."""

    kind: str
    who: str = ""
    where: Where | None = None
    key: str = ""
    text: str = ""
    sent: dt.datetime | None = None


class Plot:
    """A heap of acts by their instants."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self._acts: list[tuple[dt.datetime, int, Act]] = []
        self._numbers = itertools.count()
        self._silent: dict[str, tuple[dt.datetime, dt.datetime]] = {}
        self.zeal = {name: self.dice.choice((0.4, 0.6, 0.8, 0.95)) for name in NAMES}
        self.home = {name: self._tracks(number) for number, name in enumerate(NAMES)}
        self.zeal[LURKER] = 0
        down = START + 13 * DAY + self.dice.randint(0, 60) * HOUR
        self.down = (down, down + 36 * HOUR)
        self.heard_first = self.dice.random() < 0.5  # before the bot looks at what is due
        self._steps()
        self._lives()

    def _tracks(self, number: int) -> list[int]:
        first = (1, 2, 1, 3)[number % 4]
        return [first, *(t for t in PLANS if t != first and self.dice.random() < 0.15)]

    def at(self, instant: dt.datetime, kind: str, who: str = "", **more: Any) -> None:
        if instant < END:
            act = Act(kind, who, **more)
            heapq.heappush(self._acts, (instant, next(self._numbers), act))

    def next(self) -> tuple[dt.datetime, Act] | None:
        """What comes next. While the bot is down, the platform holds what is said in threads;
        nobody else can do anything, and managers do it later."""
        while self._acts:
            at, _, act = heapq.heappop(self._acts)
            if not self.down[0] <= at < self.down[1]:
                return at, act
            if act.kind == "works":
                continue
            if act.kind in ("says", "deletes"):
                held = Act(act.kind, act.who, act.where, act.key, act.text, act.sent or at)
                heapq.heappush(self._acts, (self.down[1], next(self._numbers), held))
            elif act.who in ("", MANAGER):
                heapq.heappush(self._acts, (self.down[1] + HOUR, next(self._numbers), act))
        return None

    def _steps(self) -> None:
        """When the bot has something to do, and every six hours; around its outage it says so."""
        for plan in PLANS.values():
            for _, at in plan.fires(FIRST, LAST):
                self.at(at, "works")
                self.at(at + 20 * HOUR, "works")
        self.at(self.down[0] - HOUR / 60, "stops")
        self.at(self.down[1] + self.heard_first * HOUR / 60, "works")
        for number in range(34 * 4):
            self.at(START + number * 6 * HOUR, "works")

    def _some(self, number: int) -> list[str]:
        return self.dice.sample(NAMES[1:-1], number)

    def _when(self, first: float = 2, last: float = 30) -> dt.datetime:
        return START + dt.timedelta(minutes=round(self.dice.uniform(first, last) * 24 * 60))

    def _lives(self) -> None:
        for name in self._some(6):
            self.at(self._when(), "moves", name, text=self.dice.choice(ZONES))
        for name in self._some(8):
            self.at(self._when(), "away", name)
        for name in self._some(8):  # together, so that their days are a number for managers
            self.at(self._when(14, 17), "away", name)
        for name in self._some(3):
            self.at(self._when(8), "back", name)
        for name in self._some(4):
            self.at(self._when(), "leaves", name)
        for number, name in enumerate(self._some(5)):
            self.at(self._when(), "hides", name, text="on" if number else "off")
            self.at(self._when(25), "hides", name, text="off" if number < 3 else "on")
        for name in self._some(5):
            begins = self._when(5, 20)
            self._silent[name] = (begins, begins + self.dice.randint(6, 12) * DAY)
        (gone,) = self._some(1)
        self.at(self._when(18, 21), "forgets", gone)
        track, pause = str(self.dice.choice((1, 2, 3))), self._when(3, 12)
        self.at(pause, "pauses", MANAGER, text=track)
        self.at(pause + 3 * DAY, "resumes", MANAGER, text=track)
        self.at(self._when(20, 28), "skips", MANAGER, text=str(self.dice.choice((1, 2, 3))))
        self.at(self._when(18, 28), "refuses")
        self.at(self._when(4, 12), "asks now", MANAGER)
        self.at(self._when(16, 28), "asks now", MANAGER)

    def leaves(self, name: str, at: dt.datetime) -> None:
        """They answer nothing for a week, then what comes."""
        self._silent[name] = (at, at + 7 * DAY)

    def react(self, where: Where, posted: dt.datetime) -> None:
        """Who answers that question, when and how; others may practise alone a day later."""
        for name in NAMES:
            first, last = self._silent.get(name, (END, END))
            if where[1] not in self.home[name] or first <= posted < last:
                continue
            if self.dice.random() < self.zeal[name]:
                self._answers(name, where, posted, self._slot(posted))
            elif self.zeal[name] and self.dice.random() < 0.25:
                self.at(self._slot(posted) + DAY, "alone", name, text="/practice review")
                self.at(self._slot(posted) + DAY, "alone", name, text="/practice solo")

    def _slot(self, posted: dt.datetime) -> dt.datetime:
        """People come every three hours, so that the bot has much to do at once."""
        first = START + ((posted - START) // (3 * HOUR) + 1) * 3 * HOUR
        return first + self.dice.choice((0, 0, 1, 1, 2, 3, 4, 5)) * 3 * HOUR

    def _answers(self, name: str, where: Where, posted: dt.datetime, at: dt.datetime) -> None:
        number, way = next(self._numbers), self.dice.choice(WAYS)
        key, text, minute = f"{name}-{number}", ANSWER.format(number), HOUR / 60
        closes = posted + 20 * HOUR
        match way:
            case "form" | "form, taken back":
                self.at(at, "form", name, where=where, key=key, text=text)
                if way != "form":
                    self.at(at + 3 * HOUR, "takes back", name, where=where, key=key, text=text)
                return
            case "after the model answer":
                self.at(at - minute, "reveals", name, where=where)
            case "talk, then edited":
                self._says(at - minute, name, where, key, "ok, later")
            case "two parts" | "two parts, one deleted":
                self._says(at + 8 * minute, name, where, f"{key}b", f"And jitter. {text}")
                if way != "two parts":
                    self._deletes(at + 3 * HOUR, name, where, key)
            case "too much":
                self._says(at + 11 * minute, name, where, f"{key}b", f"And jitter. {text}")
                if self.dice.random() < 0.5:
                    self._deletes(at + 3 * HOUR, name, where, key)
            case "deleted":
                self._deletes(at + 3 * HOUR, name, where, key)
            case "deleted after the closing":
                self._deletes(closes + 6 * HOUR, name, where, key)
            case "deleted before it came":
                self._deletes(at - minute, name, where, key)
            case "redelivered":
                again = {"where": where, "key": key, "text": text, "sent": at}
                self.at(at + 3 * HOUR, "says", name, **again)
            case "edited":
                self._says(at + 3 * HOUR, name, where, key, f"{text} Jitter too.")
            case "emptied":
                self._says(at + 3 * HOUR, name, where, key, "")
            case "late":
                at = self._slot(posted) + 21 * HOUR
        self._says(at, name, where, key, text)

    def _says(self, at: dt.datetime, name: str, where: Where, key: str, text: str) -> None:
        self.at(at, "says", name, where=where, key=key, text=text)

    def _deletes(self, at: dt.datetime, name: str, where: Where, key: str) -> None:
        self.at(at, "deletes", name, where=where, key=key)
