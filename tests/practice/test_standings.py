"""Standings kept as things come and go are those that a recomputation from scratch gives."""

import asyncio
import datetime as dt
import itertools
import shutil
import tempfile
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from support.clock import MONDAY, MovableClock
from support.samples import QUESTION
from support.team import Asked, Posted, Someone, Team
from unit import standings_reference as reference

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
from storage import SqlStore, open_store

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


async def kept(store: SqlStore) -> dict[int, dict[reference.Key, int]]:
    """Member id to their rows but for the streak."""
    found: dict[int, dict[reference.Key, int]] = {}
    async with store.reading() as tx:
        rows = await tx.session.rows(text("SELECT * FROM standings WHERE kind <> 'streak'"))
    for row in rows:
        key = (row["kind"], row["span"], str(row["start"]), row["skill"])
        found.setdefault(row["member_id"], {})[key] = row["value"]
    return found


async def recomputed(store: SqlStore) -> dict[int, dict[reference.Key, int]]:
    """The same, by brute force from answers and critiques."""
    query = text(
        "SELECT a.*, a.id AS answer, r.kind, r.local_date, r.question, c.id AS critique_id, "
        "c.judgement, c.judge FROM answers a JOIN rounds r ON r.id = a.round_id "
        "LEFT JOIN critiques c ON c.answer_id = a.id"
    )
    by_member: dict[int, list[Any]] = {}
    async with store.reading() as tx:
        for row in await tx.session.rows(query):
            by_member.setdefault(row["member_id"], []).append(row)
    rows = {m: reference.values(reference.facts(mine)) for m, mine in by_member.items()}
    return {member: mine for member, mine in rows.items() if mine}


async def check(stage: Stage) -> None:
    """The rows are those of a recomputation; streaks are those of the ledgers."""
    store, practice = stage.team.store, stage.team.practice
    before = await kept(store)
    assert before == await recomputed(store)
    async with store.transaction() as tx:
        team = await tx.teams.ensure("journal", "acme", "acme")
        streaks = text("SELECT member_id, value FROM standings WHERE kind = 'streak'")
        running = {row["member_id"]: row["value"] for row in await tx.session.rows(streaks)}
        for member in await tx.members.of_team(team.id):
            here = await tx.tracks.memberships(member_id=member.id)
            current = (await practice.people.ledger(tx, member)).current
            expected = current if any(m.left_on is None for m in here) else 0
            assert running.get(member.id, 0) == expected
    await practice.keeping.rebuild(team.id)
    assert await kept(store) == before


THINGS = (
    ["answers"] * 6
    + ["waits", "deletes"] * 5
    + ["edits", "is redelivered", "tries again"] * 2
    + ["has the model answer", "is judged by another", "is judged by words alone"]
    + ["leaves", "closes", "is forgotten"]
)
things = st.tuples(
    st.sampled_from(THINGS),
    st.sampled_from([0, 0, 0, 1, 2]),
    st.integers(0, len(DAYS) - 1),
    st.integers(0, 4),
)


async def play(url: str, story: list[tuple[str, int, int, int]]) -> None:
    clock = MovableClock(MONDAY)
    store = await open_store(url, clock=clock)
    try:
        stage = Stage(store, clock)
        await stage.opens()
        for number in range(len(DAYS)):  # so that improvements come up
            await stage.does("answers", 0, number, number % 5)
        await stage.does("waits", 0, 0, 0)
        (ada,) = (await kept(store)).values()
        assert {kind for kind, *_ in ada} == {"days", "improvement"}
        for thing in story:
            await stage.does(*thing)
        for _ in range(3):
            await stage.team.later(minutes=10)
        await check(stage)
    finally:
        await store.close()


NOW, LATER = ("waits", 0, 0, 0), ("waits", 0, 0, 4)
AWAY = ("is judged by words alone", 0, 0, 0)
STORIES = [
    [("deletes", 0, 9, 0), NOW, ("deletes", 0, 2, 0), ("answers", 0, 2, 4), NOW],
    [("has the model answer", 1, 4, 0), ("answers", 1, 4, 3), ("answers", 2, 4, 3), NOW],
    [AWAY, ("answers", 1, 9, 2), NOW, AWAY, LATER, ("edits", 0, 9, 4), ("edits", 1, 9, 1), LATER],
    [("is judged by another", 0, 0, 0), ("edits", 0, 9, 1), NOW, ("tries again", 0, 8, 4), NOW],
    [("answers", 1, 7, 1), NOW, ("leaves", 0, 0, 0), NOW, ("closes", 1, 8, 0), ("closes", 1, 9, 0)],
    [
        ("answers", 1, 9, 2),
        NOW,
        ("is forgotten", 0, 0, 0),
        ("edits", 0, 9, 3),
        ("answers", 0, 3, 4),
    ],
    [("answers", 1, n, 2) for n in (4, 5)] + [NOW] + [("closes", 1, n, 0) for n in (6, 7, 8, 9)],
]


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(story=st.lists(things, min_size=8, max_size=30))
def test_what_is_kept_is_what_a_recomputation_gives(
    sqlite_template: Path, story: list[tuple[str, int, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copy(sqlite_template, Path(folder) / "whetstone.db")
        asyncio.run(play(f"sqlite:///{path}", story))


@pytest.mark.parametrize("story", STORIES)
async def test_so_it_is_where_one_thing_is_done(
    sqlite_url: str, story: list[tuple[str, int, int, int]]
) -> None:
    await play(sqlite_url, story)


@pytest.mark.parametrize("story", STORIES[:3])
async def test_so_it_is_on_postgresql(
    postgres_url: str, story: list[tuple[str, int, int, int]]
) -> None:
    """Its engine keeps its own time, so jobs are made due by hand."""
    clock = MovableClock(dt.datetime.now(dt.UTC))
    store = await open_store(postgres_url, clock=clock)
    stage = Stage(store, clock)
    await stage.opens()
    for thing in [*(("answers", 0, number, number % 5) for number in range(len(DAYS))), *story]:
        await stage.does(*thing)
        await _make_due(postgres_url)
        await stage.team.work()
    await check(stage)
    await store.close()


async def _make_due(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
