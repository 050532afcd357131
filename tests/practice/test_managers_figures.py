"""What is shown to managers of a team, and when, and what stays unseen."""

import datetime as dt
from dataclasses import replace

import pytest
from support.big_team import add_answer
from support.clock import MONDAY
from support.leaderboards import chooses, row_of
from support.managing import FIRST, NAMES, TUESDAY, WEEK, asked, manages, settles, shown
from support.team import Team, said

from bot.managers.figures import Filter
from bot.members.settings import MemberSettings
from bot.model import AnswerState, Away

# What shows, and when


async def test_a_weeks_coverage_shows_once_it_has_settled_and_has_five_people(team: Team) -> None:
    answers = await asked(team, [5, 5, 0, 0, 0])
    team.clock.at = MONDAY + WEEK + TUESDAY
    assert (await shown(team)).coverage is None
    await settles(team)
    figures = await shown(team)
    assert figures.coverage is not None
    assert (round(figures.coverage.share, 2), figures.coverage.answers) == (0.4, len(answers))
    assert figures.missed[0].count == 3
    assert list(figures.heat) == [("caching", FIRST)]


async def test_a_day_shows_once_it_is_over(team: Team) -> None:
    await asked(team, [1, 1, 1, 1])
    team.clock.at = MONDAY + dt.timedelta(hours=20)
    assert not (await shown(team)).days
    team.clock.at = MONDAY + 2 * TUESDAY
    counts = (await shown(team)).days[FIRST]
    assert (counts.expected, counts.answered) == (5, 4)


async def test_a_day_waits_for_its_closing_to_be_done(team: Team) -> None:
    """After an outage a round closes when the figures are due already; its day is counted next."""
    answers = await asked(team, [1] * 5)
    team.clock.at = MONDAY + 2 * TUESDAY
    async with team.store.transaction() as tx:
        await tx.standings.closing(1, answers[0].round_id)
    assert not (await shown(team)).days
    async with team.store.transaction() as tx:
        await tx.standings.settled(answers[0].round_id)
    assert (await shown(team)).days[FIRST].answered == 5


async def test_a_day_with_four_expected_does_not_show(team: Team) -> None:
    await asked(team, [1, 1, 1])
    await settles(team)
    assert not (await shown(team)).days


async def goes_away(team: Team, people: int, days: int) -> None:
    """So many who take part are away for so many days from the first Monday on."""
    for number in range(people):
        one = await row_of(team.member(f"Gone{number}"))
        async with team.store.transaction() as tx:
            track = (await tx.tracks.of_team(one.team_id))[0]
            await tx.tracks.join(track.id, one.id, FIRST)
            last = FIRST + dt.timedelta(days=days - 1)
            await tx.days.add_away(Away(one.id, FIRST, last), MONDAY)


async def test_days_away_are_counted_by_week_from_five_people_on(team: Team) -> None:
    for day in range(3):
        await asked(team, [1] * 5, day=day)
    await goes_away(team, 4, days=3)
    await settles(team)
    assert (await shown(team)).away == {}
    for day in range(2):
        await asked(team, [1] * 5, week=1, day=day)
    await goes_away(team, 5, days=9)
    await settles(team, 2)
    figures = await shown(team)
    assert figures.away == {FIRST + WEEK: 10}
    assert "Gone" not in str(figures)
    assert (await shown(team, Filter(skill="caching", track=1))).away == figures.away
    await manages(team)
    text = said(await team.member("Ada").runs("/leaderboard team"))
    assert "Away: 10 days of members, in weeks with 5 or more away." in text


async def test_who_answered_was_not_away(team: Team) -> None:
    await asked(team, [1] * 5)
    async with team.store.transaction() as tx:
        for member in await tx.members.of_team(1):
            await tx.days.add_away(Away(member.id, FIRST, FIRST), MONDAY)
    await settles(team)
    assert (await shown(team)).away == {}


# Between two looks


@pytest.mark.parametrize("deed", ["deletes", "answers late", "is judged anew", "hides", "leaves"])
async def test_what_one_member_does_between_two_looks_changes_nothing(
    team: Team, deed: str
) -> None:
    answers = await asked(team, [5, 4, 3, 2, 1, 0])
    await settles(team)
    before = await shown(team)
    async with team.store.transaction() as tx:
        one = answers[0]
        if deed == "deletes":
            await tx.answers.erase(one.id)
            await tx.answers.save(replace(one, state=AnswerState.DELETED, text=""))
        elif deed == "answers late":
            round_ = await tx.rounds.get(one.round_id)
            gil = await tx.members.ensure(round_.team_id, "gil", "Gil")
            await add_answer(tx, round_, gil, [True] * len(round_.question.points))
        elif deed == "is judged anew":
            await tx.answers.save(replace(one, revision=2))
        elif deed == "hides":
            await tx.member_settings.save(MemberSettings(one.member_id, hidden=True))
        else:
            round_ = await tx.rounds.get(one.round_id)
            assert round_.track_id
            await tx.tracks.leave(round_.track_id, one.member_id, FIRST)
    assert await shown(team) == before
    for weeks in (4, 26):
        assert (await shown(team, Filter(weeks))).skills == before.skills


async def test_who_shares_later_is_in_no_earlier_week(team: Team) -> None:
    """Else five who share but one would give away that one's result of a week that is shown."""
    await asked(team, [5, 4, 3, 2, 1])
    await settles(team)
    await shown(team)
    for name in NAMES[:4]:
        await chooses(team.member(name), shares_scores=True)
    assert (await shown(team)).members == {}
    await asked(team, [5, 4, 3, 2, 1], week=1)
    await settles(team, 2)
    figures = await shown(team)
    assert len(figures.members) == 4
    assert (FIRST + WEEK) not in figures.trend
    assert FIRST in figures.trend


async def test_who_hides_is_in_no_new_figure_and_not_among_those_who_share(team: Team) -> None:
    await chooses(team.member("Ada"), shares_scores=True, hidden=True)
    await asked(team, [5, 4, 3, 2, 1, 0])
    await settles(team)
    figures = await shown(team)
    assert figures.members == {}
    assert figures.coverage is not None
    assert figures.coverage.answers == 5


async def test_who_stops_sharing_is_gone_at_once(team: Team) -> None:
    await chooses(team.member("Ada"), shares_scores=True)
    await asked(team, [5, 4, 3, 2, 1, 0])
    await settles(team)
    assert len((await shown(team)).members) == 1
    await chooses(team.member("Ada"))
    assert (await shown(team)).members == {}


async def test_one_critic_makes_a_week(team: Team) -> None:
    answers = await asked(team, [5] * 6)
    async with team.store.transaction() as tx:
        critique = (await tx.critiques.of_answer(answers[0].id))[0]
        other = replace(critique.judgement, judge="ai/two")
        await tx.critiques.add(replace(critique, judgement=other))
    await settles(team)
    figures = await shown(team)
    assert figures.coverage is not None
    assert (figures.coverage.answers, figures.judges) == (6, ("ai/one",))


async def test_figures_are_made_without_a_look(team: Team) -> None:
    """So nobody waits for them, and no deed of a member can wait for a manager's look."""
    await team.track()
    await team.ask()
    await team.later(hours=21)
    boss = await row_of(team.member("Boss"))
    await settles(team)
    await team.work()
    async with team.store.reading() as tx:
        assert [week.first for week in await tx.published.weeks(boss.team_id, FIRST)] == [FIRST]
        assert FIRST in await tx.published.days(boss.team_id, FIRST)
