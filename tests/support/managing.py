"""What managers see, on the stage: questions answered as a test needs, and what is shown."""

import datetime as dt
from collections.abc import Sequence

from support.big_team import add_answer, add_round
from support.clock import MONDAY
from support.leaderboards import row_of
from support.samples import a_track
from support.team import PLATFORM, Team

from bot.days.chains import ChainDay
from bot.managers.figures import Figures, Filter
from bot.managers.publishing import look
from bot.message import Message
from bot.model import Answer

WEEK = dt.timedelta(weeks=1)
TUESDAY = dt.timedelta(days=1)
FIRST = MONDAY.date()
NAMES = ("Ada", "Bob", "Cyd", "Dan", "Eve", "Fay")


async def asked(
    team: Team, met: Sequence[int], *, week: int = 0, day: int = 0, skill: str = "caching"
) -> list[Answer]:
    """A question of that day; the members answered in turn with so many points met."""
    async with team.store.transaction() as tx:
        acme = await tx.teams.ensure(PLATFORM, team.name, team.name)
        tracks = [t for t in await tx.tracks.of_team(acme.id) if skill in t.skills]
        own = a_track(acme.id, skills=(skill,), channel="practice", next_fire_at=None)
        track = tracks[0] if tracks else await tx.tracks.add(own)
        date = FIRST + week * WEEK + dt.timedelta(days=day)
        question = team.bank.questions(skill)[week]
        round_ = await add_round(tx, track, date, question)
        answers = []
        for name, points in zip(NAMES, met, strict=False):
            member = await tx.members.ensure(acme.id, name.lower(), name)
            await tx.tracks.join(track.id, member.id, FIRST)
            told = [n < points for n in range(len(question.points))]
            answers.append(await add_answer(tx, round_, member, told))
        await tx.chains.put(acme.id, track.id, ChainDay(date, len(met) + 1, len(met), True))
        return answers


async def shown(team: Team, filter: Filter = Filter()) -> Figures:  # noqa: B008
    async with team.store.transaction() as tx:
        acme = await tx.teams.ensure(PLATFORM, team.name, team.name)
        return await look(tx, acme.id, filter, team.clock)


async def settles(team: Team, weeks: int = 1) -> None:
    """So many weeks from the first Monday are over, and their reviews have come."""
    team.clock.at = MONDAY + weeks * WEEK + dt.timedelta(days=3)


async def manages(team: Team, name: str = "Ada", *, manager: bool = True) -> None:
    member = await row_of(team.member(name))
    async with team.store.transaction() as tx:
        await tx.roles.set_manager(member.id, manager=manager)


def link_of(reply: object) -> str:
    assert isinstance(reply, Message)
    (link,) = [line.link for line in reply.lines if line.link]
    return link.rpartition("/")[2]
