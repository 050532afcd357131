"""What managers see in chat and by their link, and what a member sees of it."""

from dataclasses import replace

import pytest
from support.clock import MONDAY
from support.leaderboards import chooses, row_of
from support.managing import WEEK, asked, link_of, manages, settles, shown
from support.team import Team, said

from bot.context import Pages
from bot.errors import NotAllowed
from bot.managers.board import Managers, seen_of
from bot.managers.figures import Filter
from bot.message import Message
from bot.page_links import PassRefused

# In chat


async def test_a_manager_sees_figures_a_picture_and_a_link(team: Team) -> None:
    for week in range(2):
        await asked(team, [5, 5, 0, 0, 0], week=week)
    await settles(team, 2)
    await manages(team)
    reply = await team.member("Ada").runs("/leaderboard team")
    text = said(reply)
    assert "10 of 12 expected answers came (83%)." in text
    assert "Coverage: 40% over 10 answers." in text
    assert "/practice guide caching" in text
    assert isinstance(reply, Message)
    assert reply.picture is not None
    assert reply.picture.kind == "trend"
    assert "All skills by week: 2 Nov 40%, 9 Nov 40%." in text
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
    ada = await row_of(team.member("Ada"))
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
    zoe = await row_of(other.member("Zoe"))
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
        member = await row_of(team.member("Ada"))
        async with team.store.reading() as tx:
            return (await seen_of(team.bank, tx, member)).text

    assert "No result of yours alone: you do not share your scores." in await seen()
    await chooses(team.member("Ada"), shares_scores=True)
    assert "The next week's figures bring the first ones." in await seen()
    await settles(team)
    figures = await shown(team)
    (mean,) = figures.members.values()
    assert f"- Caching: {mean.share:.0%} over 1 answer" in await seen()
    await chooses(team.member("Ada"), shares_scores=True, hidden=True)
    text = await seen()
    assert "You are hidden" in text
    assert "Caching" not in text
