"""A month of a team of 30 in four zones gives the ledgers and boards of a brute-force count."""

import datetime as dt
import os
from typing import Any

import pytest
from sqlalchemy import select, text
from support import month_reference as reference
from support.clock import MovableClock
from support.month_log import TEAM
from support.month_plot import FIRST, LAST, NAMES, PLANS
from support.month_story import SKILLS, Story
from support.month_world import World
from support.team import Team

from bot.boards.keeping import STREAK
from bot.boards.leaderboards import LEAST
from bot.boards.standings import Board, Kind, Span, end_of, start_of
from bot.days.chain import chain
from bot.model import RoundKind
from storage import open_store
from storage.schema.tables import rounds as asked

SEEDS = range(int(os.environ["MONTHS"])) if "MONTHS" in os.environ else (2,)
"""One month by default, in which days are excused in one track only and earned back late."""


async def ledgers(team: Team) -> dict[str, reference.Ledger]:
    found = {}
    async with team.store.transaction() as tx:
        here = await tx.teams.ensure("journal", team.name, team.name)
        for member in await tx.members.of_team(here.id):
            made = await team.practice.people.ledger(tx, member)
            found[member.name] = reference.Ledger(
                {day.date: day.state.value for day in made.days},
                made.current,
                made.longest,
                made.total,
                made.freezes,
                made.resting,
            )
    return found


async def rounds(team: Team) -> tuple[dict[Any, dt.datetime], set[Any]]:
    """When each question was posted, and the days that nobody owes."""
    async with team.store.transaction() as tx:
        query = select(asked).where(
            asked.c.kind == RoundKind.SCHEDULED, asked.c.thread_message.is_not(None)
        )
        posted = {
            (row["track_id"], row["local_date"]): row["created_at"]
            for row in await tx.session.rows(query)
        }
        return posted, {(e.track_id, e.date) for e in await tx.days.excuses(list(PLANS))}


async def boards(team: Team, now: dt.datetime) -> dict[Board, dict[str, tuple[int, int]]]:
    """Each board that exists in the periods up to now: name to (rank, value)."""
    skills = ["", *{skill for line in SKILLS for skill in line.split(", ")}]
    dates = [FIRST + dt.timedelta(days=n) for n in range((now.date() - FIRST).days + 2)]
    every = {
        Board(Kind.DAYS, span, start_of(span, date), skill)
        for span in Span
        for date in dates
        for skill in skills
    } | {STREAK}
    async with team.store.transaction() as tx:
        here = await tx.teams.ensure("journal", team.name, team.name)
        return {
            board: {
                row.name: (row.rank, row.value)
                for row in await tx.standings.places(
                    here.id, 0, board, LEAST[board.kind], len(NAMES)
                )
            }
            for board in every
        }


def expected_board(world: World, board: Board, now: dt.datetime) -> dict[str, tuple[int, int]]:
    if board.kind is Kind.STREAK:
        values = reference.streak_board(world, now)
    else:
        last = end_of(board.span, board.start)
        values = reference.days_board(world, board.start, last, board.skill)
    return {
        name: (1 + sum(other > value for other in values.values()), value)
        for name, value in values.items()
    }


async def chains(team: Team, track: int) -> Any:
    async with team.store.transaction() as tx:
        here = await tx.teams.ensure("journal", team.name, team.name)
        of = await tx.tracks.get(track) if track else here
        made = await chain(tx, of, dt.date.min, dt.date.max)
        days = {day.date: (day.expected, day.answered, day.kept) for day in made.days}
        return days, made.current, made.longest


async def figures(team: Team) -> tuple[dict[dt.date, Any], dict[dt.date, int]]:
    """What managers see: date to its tracks' counts, and the days away by week."""
    async with team.store.transaction() as tx:
        here = await tx.teams.ensure("journal", team.name, team.name)
        made = await tx.published.days(here.id, dt.date.min)
        places = {
            date: {p.track_id: (p.expected, p.answered) for p in of_date}
            for date, of_date in made.items()
        }
        weeks = await tx.published.weeks(here.id, dt.date.min)
        return places, {week.first: week.away for week in weeks}


async def check(team: Team, world: World, now: dt.datetime) -> None:
    posted, excused = await rounds(team)
    assert posted == {(w[1], w[2]): r[0] for w, r in world.rounds.items() if w[0] == "daily"}
    assert excused == world.excused
    found = await ledgers(team)
    assert found.keys() == world.people.keys()
    for name, made in found.items():
        assert made == reference.ledger(world, name, now), name
    for board, rows in (await boards(team, now)).items():
        assert rows == expected_board(world, board, now), board
    for track in (TEAM, *PLANS):
        assert await chains(team, track) == reference.chain(world, track), track
    assert await figures(team) == (world.places, world.away)


async def check_views(team: Team) -> None:
    """Each member sees the first five, and their own place between its neighbours."""
    async with team.store.transaction() as tx:
        here = await tx.teams.ensure("journal", team.name, team.name)
        for kind in (Kind.DAYS, Kind.STREAK):
            for member in await tx.members.of_team(here.id):
                view = await team.practice.leaderboards.view(tx, member, kind, Span.ALL)
                who = (here.id, 0, view.board, LEAST[kind], len(NAMES))
                every = [row.member_id for row in await tx.standings.places(*who)]
                shown = set(every[:5])
                if member.id in every:
                    own = every.index(member.id)
                    shown |= set(every[max(own - 1, 0) : own + 2])
                assert [row.member_id for row in view.rows] == [m for m in every if m in shown]


async def standings(team: Team) -> list[Any]:
    async with team.store.reading() as tx:
        return [
            sorted(map(str, await tx.session.rows(text(f"SELECT * FROM {table}"))))
            for table in ("standings", "attended")
        ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
async def test_a_simulated_month_comes_to_what_a_brute_force_count_says(
    sqlite_url: str, seed: int
) -> None:
    store = await open_store(sqlite_url, clock=(clock := MovableClock()))
    team = Team(store, clock)
    story, done = Story(team, seed), 0
    world = World(PLANS, FIRST, LAST)
    async for now in story.play():
        for event in story.log[done:]:
            world.apply(event)
        done = len(story.log)
        await check(team, world, now)
    await check_views(team)
    kept = await standings(team)
    async with store.reading() as tx:
        here = await tx.teams.find("journal", team.name)
    assert here is not None
    await team.practice.keeping.rebuild(here.id)
    assert await standings(team) == kept
    await store.close()
