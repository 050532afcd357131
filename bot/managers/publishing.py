"""Makes the figures of weeks and days that are over, each once, from what stands then.

Made figures do not change: not by a late answer, a deletion, a new review or a member's choice.
Else two looks with one person's deed between them would show that person (docs/decisions/0007)."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.managers.attendance import absence, attendance
from bot.managers.cells import Attempt, cells
from bot.managers.figures import Figures, Filter, Place, Result, Week, figures, monday
from bot.managers.published import Judged
from bot.members.settings import MemberSettings
from bot.model import Verdict
from bot.ports import Clock
from bot.stores import Transaction
from bot.wording.basics import SECTIONS

WEEK = dt.timedelta(weeks=1)
SETTLES = dt.timedelta(days=2)  # after a week's end, for reviews that come late
EVERYWHERE = dt.timedelta(hours=12)  # by then a date has ended in the last zone too
LONGEST = dt.timedelta(weeks=53)  # further back nothing is made


@dataclass(frozen=True, slots=True)
class Made:
    """What is due and not stored yet."""

    weeks: tuple[tuple[Week, list[Result]], ...] = ()
    days: tuple[tuple[dt.date, list[Place]], ...] = ()


def comes_at(date: dt.date) -> dt.datetime:
    """When the figures of that date's week are made at the earliest."""
    settled = monday(date) + WEEK + SETTLES
    return dt.datetime.combine(settled, dt.time(), dt.UTC) + EVERYWHERE


async def make(tx: Transaction, team_id: int, now: dt.datetime) -> Made:
    """Reads only: in a large team it takes seconds."""
    began = await tx.published.began(team_id)
    if began is None:
        return Made()
    over = await _over(tx, team_id, now)
    since = max(monday(began), monday(now.date() - LONGEST))
    done = {week.first for week in await tx.published.weeks(team_id, since)}
    chosen = await tx.published.chosen(team_id)
    weeks, first = [], since
    while first + WEEK + SETTLES <= over:
        if first not in done:
            weeks.append(await _week(tx, team_id, first, chosen))
        first += WEEK
    return Made(tuple(weeks), tuple(await _days(tx, team_id, since, over)))


async def keep(tx: Transaction, team_id: int, made: Made) -> None:
    """Stores it; what somebody else has stored in between stays."""
    for week, results in made.weeks:
        if await tx.published.add_week(team_id, week):
            await tx.published.add_results(results)
    for date, places in made.days:
        await tx.published.add_day(team_id, date, places)


async def look(tx: Transaction, team_id: int, filter: Filter, clock: Clock) -> Figures:
    """The figures through that filter, as every manager sees them now."""
    now = clock.now()
    await keep(tx, team_id, await make(tx, team_id, now))
    since = monday(now.date()) - filter.weeks * WEEK
    weeks = await tx.published.weeks(team_id, since)
    days = await tx.published.days(team_id, since)
    places = [place for made in days.values() for place in made]
    results = await tx.published.results(team_id, since)
    return figures(filter, now.date(), weeks, places, results)


async def _over(tx: Transaction, team_id: int, now: dt.datetime) -> dt.date:
    """The first date on which something may still be answered."""
    today = (now - EVERYWHERE).date()
    return min(await tx.published.unsettled(team_id, now) or today, today)


async def _days(
    tx: Transaction, team_id: int, since: dt.date, over: dt.date
) -> list[tuple[dt.date, list[Place]]]:
    done = await tx.published.days(team_id, since)
    dates = [since + dt.timedelta(days=n) for n in range((over - since).days)]
    new = [date for date in dates if date not in done]
    found = await attendance(tx, team_id, new) if new else []
    return [(date, [place for place in found if place.date == date]) for date in new]


async def _week(
    tx: Transaction, team_id: int, first: dt.date, chosen: Mapping[int, MemberSettings]
) -> tuple[Week, list[Result]]:
    last = first + WEEK - dt.timedelta(days=1)
    found = await tx.published.judged(team_id, first, last)
    judge = _one_critic(found)
    attempts = [
        _attempt(each, chosen.get(each.member_id))
        for each in found
        if each.judgement.judge == judge and not _is_hidden(chosen.get(each.member_id))
    ]
    away = await absence(tx, team_id, first, last)
    return Week(first, judge, cells(attempts), away), _results(first, attempts)


def _one_critic(found: Sequence[Judged]) -> str:
    """The critic of most answers: coverages of two are not the same measure."""
    counts = Counter(each.judgement.judge for each in found)
    return min(counts, key=lambda judge: (-counts[judge], judge), default="")


def _is_hidden(settings: MemberSettings | None) -> bool:
    return settings is not None and settings.hidden


def _attempt(judged: Judged, settings: MemberSettings | None) -> Attempt:
    question, findings = judged.question, judged.judgement.findings
    verdicts = {f.point_id: f.verdict for f in findings}
    return Attempt(
        member_id=judged.member_id,
        shares=settings is not None and settings.shares_scores,
        track_id=judged.track_id,
        skill=question.skill,
        level=question.level,
        question=question.prompt,
        section=SECTIONS.get(question.guide_section, ""),
        met=sum(1 for p in question.points if verdicts.get(p.id) is Verdict.MET),
        points=len(question.points),
        missing=tuple(p.point for p in question.points if verdicts.get(p.id) is Verdict.MISSING),
        named=settings is not None and settings.named,
    )


def _results(week: dt.date, attempts: Sequence[Attempt]) -> list[Result]:
    """Of those who share them, in the parts by which they can be filtered."""
    sums: dict[tuple[int, int, str, str], list[float]] = {}
    for a in attempts:
        if a.shares:
            sums.setdefault((a.member_id, a.track_id, a.skill, a.level), []).append(a.coverage)
    return [
        Result(member, week, track, skill, level, len(shares), round(sum(shares), 6))
        for (member, track, skill, level), shares in sums.items()
    ]
