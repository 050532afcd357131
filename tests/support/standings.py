"""A team for the standings: its rounds all stand open, and a model reviews by counting quotes."""

import datetime as dt
import itertools

from support.clock import MONDAY, MovableClock
from support.samples import QUESTION
from support.team import Asked, Posted, Someone, Team

from bot.errors import CriticFailed
from bot.message import Message
from bot.model import (
    Finding,
    Judgement,
    Point,
    Question,
    Ref,
    Round,
    RoundKind,
    RoundState,
    Track,
    Verdict,
)
from bot.ports import FindingSeen
from bot.sending.outbox import Place
from storage import SqlStore

QUOTES = (
    "every key expires at noon sharp",
    "one request recomputes the whole value",
    "jitter spreads expiry over many minutes",
    "stale data goes out meanwhile again",
)
POINTS = tuple(Point(f"p{n}", f"Point {n}", ((f"word{n}",),)) for n in range(len(QUOTES)))
TEXTS = [". ".join(QUOTES[:met] or ("I would restart all of the servers",)) for met in range(5)]
DAYS = (-42, -40, -38, -36, -34, -17, -4, -3, -2, -1)  # five in the season before
SKILLS = ("caching", "rate-limiting")


class Quoting:
    """A model that meets as many points as an answer has of QUOTES; it can change, and be away."""

    name = "first"
    away = False

    async def judge(
        self, question: Question, text: str, *, member: str = "", seen: FindingSeen | None = None
    ) -> Judgement:
        if self.away:
            raise CriticFailed("away")
        met = [quote for quote in QUOTES if quote in text]
        return Judgement(
            judge=self.name,
            source="ai",
            findings=tuple(
                Finding(point.id, Verdict.MET, quote)
                for point, quote in zip(POINTS, met, strict=False)
            ),
            strongest="The cause.",
            next_step="Say who recomputes.",
            stronger="One request recomputes.",
        )


class Stage:
    """A team whose rounds all stand open in their threads, whatever their dates."""

    def __init__(self, store: SqlStore, clock: MovableClock) -> None:
        self.critic = Quoting()
        self.team = Team(store, clock, critic=self.critic)
        self.people = [self.team.member(name) for name in ("Ada", "Bob", "Cyd")]
        self.said: dict[tuple[int, int], list[tuple[str, str, int]]] = {}
        self.revisions = itertools.count(2)

    async def opens(self) -> None:
        track = await self.team.track(weekdays="daily", skills="caching, rate-limiting")
        self.asked = [await self._round(track, number) for number in range(len(DAYS))]

    async def _round(self, track: Track, number: int) -> Asked:
        date = MONDAY.date() + dt.timedelta(days=DAYS[number])
        ref = Ref("practice", f"question-{number}")
        question = _question(SKILLS[number % 2])
        async with self.team.store.transaction() as tx:
            round_ = await tx.rounds.add(
                Round(
                    0,
                    track.team_id,
                    track.id,
                    None,
                    RoundKind.SCHEDULED,
                    str(date),
                    date,
                    question,
                    question.prompt,
                    "short",
                    RoundState.OPEN,
                    MONDAY,
                    MONDAY + dt.timedelta(days=60),
                    ref,
                )
            )
        assert round_ is not None
        posted = Posted("round", Place("practice"), Message(()), ref, team=self.team.name)
        return Asked(self.team, round_.id, posted)

    async def does(self, what: str, who: int, where: int, how: int) -> None:
        person, asked = self.people[who], self.asked[where]
        messages = self.said.setdefault((who, where), [])
        match what:
            case "answers":
                await self._says(person, asked, messages, how)
            case "tries again":
                await person.presses("again", asked.id)
                await self._says(person, asked, messages, how)
            case "edits" if messages:
                message, _, _ = messages[-1]
                revision = int(self.team.clock.now().timestamp() * 1e6) + next(self.revisions)
                await person.says(asked, TEXTS[how], message=message, revision=revision)
            case "is redelivered" if messages:
                message, said, revision = messages[how % len(messages)]
                await person.says(asked, said, message=message, revision=revision)
            case "deletes" if messages:
                message, _, _ = messages[how % len(messages)]
                await person.deletes(asked, message)
            case "has the model answer":
                await person.presses("dont_know", asked.id)
            case "is judged by another":
                self.critic.name = "second" if self.critic.name == "first" else "first"
            case "is judged by words alone":
                self.critic.away = not self.critic.away
            case "leaves":
                await person.runs("/practice leave")
            case "is forgotten":
                await self._is_forgotten(person)
            case "closes":
                await self.team.practice.closing.close({"round": asked.id})
            case "waits":
                await self.team.later(minutes=(0.5, 2, 6, 20, 90)[how])

    async def _is_forgotten(self, person: Someone) -> None:
        async with self.team.store.transaction() as tx:
            team = await tx.teams.ensure("journal", self.team.name, self.team.name)
            member = await tx.members.find(team.id, person.person.member)
            if member is not None:
                await tx.personal.delete(member.id)

    async def _says(
        self, person: Someone, asked: Asked, messages: list[tuple[str, str, int]], how: int
    ) -> None:
        revision = int(self.team.clock.now().timestamp() * 1e6)
        message = await person.says(asked, TEXTS[how], revision=revision)
        messages.append((message, TEXTS[how], revision))


def _question(skill: str) -> Question:
    values = {name: getattr(QUESTION, name) for name in QUESTION.__match_args__}
    return Question(**{**values, "skill": skill, "points": POINTS})
