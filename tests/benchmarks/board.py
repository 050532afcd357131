"""A leaderboard of a team of 10,000, with 100,000 answers and with ten times as many."""

import asyncio
import datetime as dt
import json
from dataclasses import asdict
from statistics import median
from time import perf_counter

from bot.boards.standings import Board, Kind, Span, start_of, values_of
from bot.message import Call, Person
from bot.model import Member
from bot.practice import Practice
from questions import open_bank
from storage import SqlStore, open_store
from storage.stores.standings import PLACES
from tests.benchmarks.databases import Bare, databases
from tests.benchmarks.figures import Figure, milliseconds
from tests.benchmarks.scene import PLATFORM, practice_on

MEMBERS = 10_000
ANSWERS = (100_000, 1_000_000)
TODAY = dt.date(2026, 11, 20)
WEEK = Board(Kind.DAYS, Span.WEEK, start_of(Span.WEEK, TODAY))
FLOOR = "the same query by the plain driver"
STREAKS = "3 + member_id - member_id / 40 * 40"
KEYS = {
    ":team": "1", ":member": "{member}", ":least": "1", ":limit": "5", ":yes": "true",
    ":of_kind": "'{kind}'", ":of_span": "'{span}'", ":of_start": "'{start}'", ":of_skill": "''",
}  # fmt: skip


class Friday:
    def now(self) -> dt.datetime:
        return dt.datetime.combine(TODAY, dt.time(12), dt.UTC)


def run(quick: bool) -> list[Figure]:
    found = []
    for answers in ANSWERS[:1] if quick else ANSWERS:
        with databases() as urls:
            for name, url in urls.items():
                found += asyncio.run(_on(name, url, answers, 20 if quick else 100))
    return found


async def _on(name: str, url: str, answers: int, rounds: int) -> list[Figure]:
    bare = Bare(url)
    store = await open_store(url, clock=Friday())
    try:
        _fill(bare, answers)
        practice = practice_on(store, Friday())
        member = await _checked(store)
        what = f"{name}, {answers:,} answers"
        boards = (WEEK, Board(Kind.DAYS), Board(Kind.STREAK))
        found = [await _beside(what, practice, bare, member, board, rounds) for board in boards]
        return [*found, await _command(what, practice, bare, member, rounds)]
    finally:
        bare.close()
        await store.close()


async def _beside(
    what: str, practice: Practice, bare: Bare, member: Member, board: Board, rounds: int
) -> Figure:
    """The board of who stands in the middle, in the transaction that a command has, beside the
    same query; by turns."""
    plain = _plain(board, member)
    ours, floor = [], []
    for _ in range(rounds):
        async with practice.context.store.transaction(urgent=True) as tx:
            start = perf_counter()
            rows = await tx.standings.places(member.team_id, member.id, board, 1, 5)
            ours.append(1000 * (perf_counter() - start))
        assert len(rows) == 8, "five, and a place in the middle with its neighbours"
        floor.append(milliseconds(lambda: bare.rows(plain)))
    name = f"{what}, {board.kind}, {board.span}"
    return Figure("board", name, median(ours), median(floor), FLOOR)


async def _command(
    what: str, practice: Practice, bare: Bare, member: Member, rounds: int
) -> Figure:
    """`/leaderboard` as a platform calls it: who asks, what they chose, the board, its words."""
    person = Person(PLATFORM, "b", member.external_id, member.name, None, "b")
    plain = _plain(WEEK, member)
    ours, floor = [], []
    for number in range(rounds):
        start = perf_counter()
        await practice.command(Call(person, str(number), "leaderboard", "", "c"))
        ours.append(1000 * (perf_counter() - start))
        floor.append(milliseconds(lambda: bare.rows(plain)))
    return Figure("board", f"{what}, /leaderboard", median(ours), median(floor), FLOOR)


def _plain(board: Board, member: Member) -> str:
    """The store's own statement, its values written into it."""
    query = str(PLACES)
    for key in sorted(KEYS, key=len, reverse=True):
        value = KEYS[key].format(
            member=member.id, kind=board.kind, span=board.span, start=board.start
        )
        query = query.replace(key, value)
    return query


async def _checked(store: SqlStore) -> Member:
    """Who asks: somebody in the middle. What was filled in is what follows from the answers."""
    async with store.reading() as tx:
        members = await tx.members.of_team(1)
        for member in members[:: MEMBERS // 5]:
            facts = await tx.standings.observed(member.id)
            assert sorted(map(str, facts)) == sorted(map(str, await tx.standings.facts(member.id)))
            assert values_of(facts) == dict(await tx.standings.values(member.id, dt.date.min))
        return members[MEMBERS // 2]


def _fill(bare: Bare, answers: int) -> None:
    """Members who answered 2 to 5 of 5 questions, by the last digits of their ids."""
    question = open_bank().questions("caching")[0]
    bare.run(
        f"INSERT INTO teams (id, platform, external_id, name) VALUES (1, '{PLATFORM}', 'b', 'b')"
    )
    names = [(n, f"u{n}", f"Member {n}") for n in range(1, MEMBERS + 1)]
    bare.many("INSERT INTO members (id, team_id, external_id, name) VALUES (?, 1, ?, ?)", names)
    bare.run(
        "INSERT INTO tracks (id, team_id, channel, skills, at, zone, weekdays, lowest, highest, "
        "review, open_for, holidays, state) VALUES (1, 1, 'c', '[\"caching\"]', '09:00:00', 'UTC', "
        "'[\"mon\"]', 'junior', 'staff', 'short', '\"PT20H\"', '[]', 'active')"
    )
    per_round = MEMBERS * 7 // 10
    dates = [TODAY - dt.timedelta(days=n) for n in range(answers // per_round)]
    bare.many(
        "INSERT INTO rounds (id, team_id, track_id, kind, key, local_date, question_id, question, "
        "prompt, review, state, created_at, closes_at) VALUES (?, 1, 1, 'scheduled', ?, ?, ?, ?, "
        "?, 'short', 'closed', ?, ?)",
        [
            (
                number,
                str(date),
                str(date),
                question.id,
                json.dumps(asdict(question)),
                "p",
                *2 * (f"{date} 09:00:00.000000",),
            )
            for number, date in enumerate(dates, start=1)
        ],
    )
    bare.run(
        "INSERT INTO answers (round_id, member_id, attempt, state, readers, text, revision, "
        "received_at, due_at, after_reveal) SELECT r.id, m.id, 1, 'judged', 'thread', 'A lock.', "
        "1, r.created_at, r.created_at, false FROM rounds r CROSS JOIN members m "
        "WHERE (r.id + m.id) - (r.id + m.id) / 5 * 5 < 2 + m.id - m.id / 4 * 4"
    )
    bare.run(
        "INSERT INTO attended SELECT a.member_id, a.round_id, r.local_date, 'caching', '', 0 "
        "FROM answers a JOIN rounds r ON r.id = a.round_id"
    )
    _fill_standings(bare, dates)
    for table in ("standings", "answers", "attended", "members", "rounds"):
        bare.run(f"ANALYZE {table}" if bare.on_sqlite else f"VACUUM ANALYZE {table}")


def _fill_standings(bare: Bare, dates: list[dt.date]) -> None:
    first, last = min(dates), max(dates)
    for span in Span:
        for start in sorted({start_of(span, date) for date in dates}):
            within = [d for d in dates if start_of(span, d) == start]
            for skill in ("", "caching"):
                bare.run(
                    "INSERT INTO standings (member_id, kind, span, start, skill, team_id, value, "
                    "shown) SELECT member_id, 'days', ?, ?, ?, 1, count(*), true FROM attended "
                    "WHERE date BETWEEN ? AND ? GROUP BY member_id",
                    (span.value, str(start), skill, str(min(within)), str(max(within))),
                )
    bare.run(
        "INSERT INTO standings (member_id, kind, span, start, skill, team_id, value, shown) "
        f"SELECT member_id, 'streak', 'all', ?, '', 1, {STREAKS}, true FROM attended "
        "WHERE date BETWEEN ? AND ? GROUP BY member_id",
        (str(dt.date.min), str(first), str(last)),
    )
