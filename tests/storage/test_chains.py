"""Chains as they are counted from the database, against a slow count by letters."""

import asyncio
import datetime as dt
import random

import pytest
from sqlalchemy import text
from support.chain_reference import Someone, World, counted
from support.clock import MovableClock
from support.samples import Scene, a_round, a_track, an_answer, scene
from support.team import Team
from support.waiting import until

from bot.days.chain import Counting, chain
from bot.days.chains import TEAM, ChainDay, is_kept, lengths
from bot.model import Away, Excuse, Round, RoundKind, RoundState
from bot.stores import Transaction
from storage import SqlStore

START = dt.date(2026, 3, 2)
DAYS = 45
SHARE = 60


class Story:
    """A team of ten in three tracks (two on workdays, one weekly) over nine weeks."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.world = World({1: set(), 2: set(), 3: set()}, {1: set(), 2: set(), 3: set()})
        for member in range(1, 11):
            start = self._date(20) if self.rng.random() < 0.5 else START
            away = []
            for _ in range(self.rng.choice([0, 0, 1, 2])):
                first = self._date(DAYS)
                away.append((first, first + dt.timedelta(days=self.rng.choice([0, 3, 25]))))
            tracks = self.rng.sample([1, 2, 3], self.rng.choice([1, 1, 2, 3]))
            left = self._date(DAYS) if self.rng.random() < 0.2 else None
            joined = dict.fromkeys(tracks, (start, left if left and left > start else None))
            self.world.people[member] = Someone(joined, away=away)

    def _date(self, within: int) -> dt.date:
        return START + dt.timedelta(days=self.rng.randrange(within))

    def asks(self, date: dt.date) -> list[int]:
        """The tracks that ask on that date; some days are excused."""
        asking = [t for t in (1, 2) if date.weekday() < 5] + [3] * (date.weekday() == 1)
        for track in asking:
            self.world.asked[track].add(date)
            if self.rng.random() < 0.05:
                self.world.excused[track].add(date)
        return asking

    def answers(self, date: dt.date, asking: list[int]) -> None:
        """People have spells in which they answer, and spells in which they do not."""
        for number, someone in self.world.people.items():
            week = (date - START).days // 9
            keen = random.Random(f"{number}:{week}").choice([0, 0, 0.5, 1])
            if self.rng.random() < keen:
                mine = [t for t in asking if t in someone.joined] + [0] * (self.rng.random() < 0.1)
                if mine:
                    someone.answers[date] = {self.rng.choice(mine)}


class Rows:
    """The story as rows; the ids of its members and tracks are those of the database."""

    def __init__(self, tx: Transaction, at: Scene, members: dict[int, int], tracks: dict[int, int]):
        self.tx, self.at, self.members, self.tracks = tx, at, members, tracks

    @classmethod
    async def of(cls, tx: Transaction, story: Story) -> "Rows":
        at = await scene(tx)
        tracks = {
            t: (await tx.tracks.add(a_track(at.team.id, channel=f"C{t}"))).id for t in (1, 2, 3)
        }
        members = {}
        for number, someone in story.world.people.items():
            member = await tx.members.ensure(at.team.id, f"m{number}", f"M{number}", "UTC")
            members[number] = member.id
            for first, last in someone.away:
                await tx.days.add_away(Away(member.id, first, last), at_noon(first))
            for track, (joined, left) in someone.joined.items():
                await tx.tracks.join(tracks[track], member.id, joined)
                if left:
                    await tx.tracks.leave(tracks[track], member.id, left)
        return cls(tx, at, members, tracks)

    async def add(self, date: dt.date, asking: list[int], story: Story) -> None:
        """That day, with its rounds closed."""
        rounds = {t: await self._round(date, self.tracks[t], None) for t in asking}
        for number, someone in story.world.people.items():
            for track in someone.answers.get(date, ()):
                member = await self.tx.members.get(self.members[number])
                round_ = rounds.get(track) or await self._round(date, None, member.id)
                await self.tx.answers.add(an_answer(round_, member))
        for track in asking:
            if date in story.world.excused[track]:
                await self.tx.days.excuse(Excuse(self.tracks[track], date, "an outage"))

    async def _round(self, date: dt.date, track: int | None, member: int | None) -> Round:
        kind = RoundKind.SCHEDULED if track else RoundKind.SOLO
        values = {"track_id": track, "member_id": member, "kind": kind, "state": RoundState.CLOSED}
        added = await self.tx.rounds.add(
            a_round(self.at, **values, key=date.isoformat(), local_date=date)
        )
        assert added is not None
        return added


def at_noon(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(12), dt.UTC)


async def lived(store: SqlStore, clock: MovableClock, seed: int) -> tuple[int, int]:
    """Counts each day as it closes and compares; returns how many days, and how many kept."""
    story, counting = Story(seed), Counting(Team(store, clock).practice.people, SHARE)
    async with store.transaction() as tx:
        rows = await Rows.of(tx, story)
        expected: dict[int, list[ChainDay]] = {0: [], 1: [], 2: [], 3: []}
        for n in range(DAYS):
            date = START + dt.timedelta(days=n)
            clock.at = at_noon(date)
            asking = story.asks(date)
            story.answers(date, asking)
            await rows.add(date, asking, story)
            assert await counting.keep(tx, await counting.count(tx, rows.at.team.id, date))
            for scope, tracks in ((TEAM, {1, 2, 3}), (1, {1}), (2, {2}), (3, {3})):
                due, done = counted(story.world, tracks, date)
                if due:
                    expected[scope].append(ChainDay(date, due, done, is_kept(due, done, SHARE)))
        for scope, days in expected.items():
            of = await tx.tracks.get(rows.tracks[scope]) if scope else rows.at.team
            found = await chain(tx, of, START, date)
            assert list(found.days) == days, scope
            assert (found.current, found.longest) == lengths(day.kept for day in days)
    return len(expected[0]), sum(day.kept for day in expected[0])


@pytest.mark.parametrize("seed", range(6))
async def test_the_chain_agrees_with_a_slow_count(
    sqlite_store: SqlStore, clock: MovableClock, seed: int
) -> None:
    days, kept = await lived(sqlite_store, clock, seed)
    assert days > 25
    assert 0 < kept < days


async def test_it_does_on_postgresql_too(postgres_store: SqlStore, clock: MovableClock) -> None:
    await lived(postgres_store, clock, 7)


async def test_counting_again_changes_nothing_and_an_excuse_takes_the_day_out(
    sqlite_store: SqlStore, clock: MovableClock
) -> None:
    story, counting = Story(3), Counting(Team(sqlite_store, clock).practice.people, SHARE)
    async with sqlite_store.transaction() as tx:
        rows = await Rows.of(tx, story)
        clock.at = at_noon(START)
        await rows.add(START, [1], story)
        for _ in range(2):
            assert await counting.keep(tx, await counting.count(tx, rows.at.team.id, START))
            assert len(await tx.chains.days(rows.at.team.id, TEAM, START)) == 1
        await tx.days.excuse(Excuse(rows.tracks[1], START, "an outage"))
        assert await counting.keep(tx, await counting.count(tx, rows.at.team.id, START))
        assert await tx.chains.days(rows.at.team.id, TEAM, START) == []


async def test_a_count_is_not_kept_where_another_track_has_closed_since(
    sqlite_store: SqlStore, clock: MovableClock
) -> None:
    story, counting = Story(3), Counting(Team(sqlite_store, clock).practice.people, SHARE)
    async with sqlite_store.transaction() as tx:
        rows = await Rows.of(tx, story)
        clock.at = at_noon(START)
        await rows.add(START, [1], story)
        early = await counting.count(tx, rows.at.team.id, START)
        await rows.add(START, [2], story)
        assert not await counting.keep(tx, early)
        assert await tx.chains.days(rows.at.team.id, rows.tracks[1], START) == []
        now = await counting.count(tx, rows.at.team.id, START)
        assert await counting.keep(tx, now)
    assert now.days.keys() == {TEAM, rows.tracks[1], rows.tracks[2]}


async def test_an_older_count_waits_and_does_not_take_the_place_of_a_newer_one(
    postgres_store: SqlStore, clock: MovableClock
) -> None:
    story, counting = Story(3), Counting(Team(postgres_store, clock).practice.people, SHARE)
    clock.at = at_noon(START)
    async with postgres_store.transaction() as tx:
        rows = await Rows.of(tx, story)
        await rows.add(START, [1], story)
    team_id = rows.at.team.id
    async with postgres_store.reading() as tx:
        early = await counting.count(tx, team_id, START)
    kept, newer_is_kept = list[bool](), asyncio.Event()

    async def keeps_the_older() -> None:
        await newer_is_kept.wait()
        async with postgres_store.transaction() as tx:
            kept.append(await counting.keep(tx, early))

    async def somebody_waits() -> bool:
        await newer_is_kept.wait()
        waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        async with postgres_store.reading() as tx:
            return bool(await tx.session.value(waiting))

    older = asyncio.create_task(keeps_the_older())
    waiting = asyncio.create_task(until(somebody_waits))
    async with postgres_store.transaction() as tx:
        rows.tx = tx
        await rows.add(START, [2], story)
        newer = await counting.count(tx, team_id, START)
        assert await counting.keep(tx, newer)
        newer_is_kept.set()
        await waiting
    await older
    assert kept == [False]
    async with postgres_store.reading() as tx:
        assert await tx.chains.days(team_id, TEAM, START) == [newer.days[TEAM]]
