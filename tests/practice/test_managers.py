"""What managers see in chat and by their link, and what stays unseen."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from support.big_team import add_answer, add_round
from support.clock import MONDAY
from support.samples import a_track
from support.team import PLATFORM, Team, said

from bot.context import Pages
from bot.days.chains import ChainDay
from bot.errors import NotAllowed
from bot.managers.board import Managers, seen_of
from bot.managers.figures import Figures, Filter
from bot.managers.publishing import look
from bot.members.settings import MemberSettings
from bot.message import Message
from bot.model import Answer, AnswerState, Away, Member
from bot.page_links import PassRefused

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


async def known(team: Team, name: str) -> Member:
    async with team.store.transaction() as tx:
        acme = await tx.teams.ensure(PLATFORM, team.name, team.name)
        return await tx.members.ensure(acme.id, name.lower(), name)


async def chooses(team: Team, name: str, **choice: bool) -> None:
    member = await known(team, name)
    async with team.store.transaction() as tx:
        await tx.member_settings.save(MemberSettings(member.id, **choice))  # type: ignore[arg-type]


async def manages(team: Team, name: str = "Ada", *, manager: bool = True) -> None:
    member = await known(team, name)
    async with team.store.transaction() as tx:
        await tx.roles.set_manager(member.id, manager=manager)


def link_of(reply: object) -> str:
    assert isinstance(reply, Message)
    (link,) = [line.link for line in reply.lines if line.link]
    return link.rpartition("/")[2]


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
    assert (counts.expected, counts.answered, counts.away) == (5, 4, 0)


async def test_a_day_with_four_expected_does_not_show(team: Team) -> None:
    await asked(team, [1, 1, 1])
    await settles(team)
    assert not (await shown(team)).days


async def test_who_is_away_is_a_number(team: Team) -> None:
    await asked(team, [1] * 5)
    fay = await known(team, "Fay")
    async with team.store.transaction() as tx:
        track = (await tx.tracks.of_team(fay.team_id))[0]
        await tx.tracks.join(track.id, fay.id, FIRST)
        await tx.days.add_away(Away(fay.id, FIRST, FIRST), MONDAY)
    await settles(team)
    figures = await shown(team)
    assert figures.total.away == 1
    assert "Fay" not in str(figures)


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
        await chooses(team, name, shares_scores=True)
    assert (await shown(team)).members == {}
    await asked(team, [5, 4, 3, 2, 1], week=1)
    await settles(team, 2)
    figures = await shown(team)
    assert len(figures.members) == 4
    assert (FIRST + WEEK) not in figures.trend
    assert FIRST in figures.trend


async def test_who_hides_is_in_no_new_figure_and_not_among_those_who_share(team: Team) -> None:
    await chooses(team, "Ada", shares_scores=True, hidden=True)
    await asked(team, [5, 4, 3, 2, 1, 0])
    await settles(team)
    figures = await shown(team)
    assert figures.members == {}
    assert figures.coverage is not None
    assert figures.coverage.answers == 5


async def test_who_stops_sharing_is_gone_at_once(team: Team) -> None:
    await chooses(team, "Ada", shares_scores=True)
    await asked(team, [5, 4, 3, 2, 1, 0])
    await settles(team)
    assert len((await shown(team)).members) == 1
    await chooses(team, "Ada")
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


# In chat


async def test_a_manager_sees_figures_a_picture_and_a_link(team: Team) -> None:
    for week in range(2):
        await asked(team, [5, 5, 0, 0, 0], week=week)
    await settles(team, 2)
    await manages(team)
    reply = await team.member("Ada").runs("/leaderboard team")
    text = said(reply)
    assert "10 of 12 expected answers came (83 %)." in text
    assert "Coverage: 40 % over 10 answers." in text
    assert "/practice guide caching" in text
    assert isinstance(reply, Message)
    assert reply.picture is not None
    assert reply.picture.kind == "trend"
    assert "All skills by week: 2 Nov 40 %, 9 Nov 40 %." in text
    assert "holds for 60 minutes" in text


async def test_before_there_is_anything_it_says_when(team: Team) -> None:
    await manages(team)
    text = said(await team.member("Ada").runs("/leaderboard team"))
    assert "No participation to show yet" in text
    assert "No coverage to show yet. The next week's comes on Wed" in text


async def test_an_admin_who_is_not_named_sees_nothing(team: Team) -> None:
    with pytest.raises(NotAllowed, match="for its named managers"):
        await team.member("Boss").runs("/leaderboard team", admin=True)
    with pytest.raises(NotAllowed, match="this team's managers"):
        await team.member("Bob").runs("/leaderboard team")


async def test_each_look_is_logged(team: Team) -> None:
    await manages(team)
    await team.member("Ada").runs("/leaderboard team")
    ada = await known(team, "Ada")
    async with team.store.reading() as tx:
        (view,) = await tx.views.of_team(ada.team_id, MONDAY - WEEK)
    assert (view.member_id, view.what) == (ada.id, "in chat, 12 weeks")


# By the link


async def test_a_link_opens_its_teams_page_and_no_other(team: Team) -> None:
    await manages(team)
    other = Team(team.store, team.clock, name="other")
    await manages(other, "Zoe")
    link = link_of(await team.member("Ada").runs("/leaderboard team"))
    managers = team.practice.managers
    visit, text = await managers.enter(link)
    assert (await managers.visitor(visit.team_id, text)) == visit
    zoe = await known(other, "Zoe")
    with pytest.raises(PassRefused, match="another team's page"):
        await managers.visitor(zoe.team_id, text)
    page = await managers.page(visit, Filter(4, skill="caching"), "on the page")
    assert page.team == "acme"
    async with team.store.reading() as tx:
        looks = await tx.views.of_team(visit.team_id, MONDAY - WEEK)
    assert looks[0].what == "on the page, 4 weeks, caching"


async def test_who_lost_the_role_sees_nothing_more(team: Team) -> None:
    await manages(team)
    link = link_of(await team.member("Ada").runs("/leaderboard team"))
    managers = team.practice.managers
    visit, text = await managers.enter(link)
    await manages(team, manager=False)
    for closed in (
        managers.enter(link),
        managers.visitor(visit.team_id, text),
        managers.page(visit, Filter(), "on the page"),
    ):
        with pytest.raises(PassRefused, match="You are no manager of this team"):
            await closed


async def test_a_link_and_a_visit_end(team: Team) -> None:
    await manages(team)
    link = link_of(await team.member("Ada").runs("/leaderboard team"))
    managers = Managers(replace(team.practice.context, pages=Pages("https://x.example")))
    assert managers.is_https
    visit, text = await managers.enter(link)
    team.clock.move(hours=1)
    for ended in (
        managers.enter(link),
        managers.visitor(visit.team_id, text),
        managers.page(visit, Filter(), "on the page"),
    ):
        with pytest.raises(PassRefused) as refused:
            await ended
        assert refused.value.expired


# What a member sees of it


async def test_a_member_sees_what_managers_see_of_them(team: Team) -> None:
    await asked(team, [5, 4, 3, 2, 1, 0])

    async def seen() -> str:
        member = await known(team, "Ada")
        async with team.store.reading() as tx:
            return (await seen_of(tx, member)).text

    assert "No result of yours alone: you do not share your scores." in await seen()
    await chooses(team, "Ada", shares_scores=True)
    assert "The next week's figures bring the first ones." in await seen()
    await settles(team)
    figures = await shown(team)
    (mean,) = figures.members.values()
    assert f"- caching: {mean.share * 100:.0f} % over 1 answer" in await seen()
    await chooses(team, "Ada", shares_scores=True, hidden=True)
    text = await seen()
    assert "You are hidden" in text
    assert "caching" not in text


async def test_figures_are_made_without_a_look(team: Team) -> None:
    """So nobody waits for them, and no deed of a member can wait for a manager's look."""
    await team.track()
    await team.ask()
    await team.later(hours=21)
    boss = await known(team, "Boss")
    await settles(team)
    await team.work()
    async with team.store.reading() as tx:
        assert [week.first for week in await tx.published.weeks(boss.team_id, FIRST)] == [FIRST]
        assert FIRST in await tx.published.days(boss.team_id, FIRST)
