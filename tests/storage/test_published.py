"""Contract of what managers' figures are made from and kept in, on both databases."""

import datetime as dt
from dataclasses import replace

from support.big_team import add_answer, add_round
from support.clock import MONDAY
from support.samples import QUESTION, a_critique, an_answer, scene

from bot.managers.cells import Cell, Missed
from bot.managers.figures import Place, Result, Week
from bot.members.settings import MemberSettings
from bot.members.views import View
from bot.model import AnswerState, RoundState
from storage import SqlStore

TODAY = MONDAY.date()
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
WEEK = Week(
    TODAY,
    "ai/one",
    (Cell("caching", None, "mid", "Why?", "Limits", 5, 2.5, (Missed("The cause", 3),)),),
)


async def test_looks_are_kept_newest_first(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        views = [View(here.team.id, here.member.id, MONDAY + n * HOUR, f"{n}") for n in range(3)]
        for view in views:
            await tx.views.add(view)
        assert await tx.views.of_team(here.team.id, MONDAY + HOUR) == [views[2], views[1]]
        assert await tx.views.of_team(here.team.id + 1, MONDAY) == []


async def test_what_was_made_once_is_never_made_again(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        assert await tx.published.add_week(here.team.id, WEEK)
        assert not await tx.published.add_week(here.team.id, replace(WEEK, cells=()))
        assert await tx.published.weeks(here.team.id, TODAY) == [WEEK]
        assert await tx.published.weeks(here.team.id, TODAY + DAY) == []
        place = Place(here.track.id, TODAY, 6, 4)
        for places in ([place], []):
            await tx.published.add_day(here.team.id, TODAY, places)
        assert await tx.published.days(here.team.id, TODAY) == {TODAY: (place,)}


async def test_results_are_of_those_who_share_now_and_are_not_hidden(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        result = Result(here.member.id, TODAY, here.track.id, "caching", "mid", 2, 1.25)
        await tx.published.add_results([result, replace(result, coverage=2.0)])
        for choice, seen in (
            (MemberSettings(here.member.id), []),
            (MemberSettings(here.member.id, shares_scores=True), [result]),
            (MemberSettings(here.member.id, shares_scores=True, hidden=True), []),
        ):
            await tx.member_settings.save(choice)
            assert await tx.published.results(here.team.id, TODAY) == seen
            assert await tx.published.chosen(here.team.id) == {here.member.id: choice}


async def test_only_first_answers_count_as_a_model_last_judged_them(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        round_ = await add_round(tx, here.track, TODAY, QUESTION)
        good = await add_answer(tx, round_, here.member, [True])
        again = replace(an_answer(round_, here.member), attempt=2)
        second = await tx.answers.add(replace(again, state=AnswerState.JUDGED))
        assert second
        judgement = (await tx.critiques.of_answer(good.id))[0].judgement
        await tx.critiques.add(a_critique(second, judgement=judgement))
        for name, change in (("bob", {"after_reveal": True}), ("cyd", {"revision": 2})):
            other = await tx.members.ensure(here.team.id, name, name)
            await tx.answers.save(replace(await add_answer(tx, round_, other, [True]), **change))
        dan = await tx.members.ensure(here.team.id, "dan", "Dan")
        by_words = await tx.answers.add(an_answer(round_, dan))
        assert by_words
        await tx.critiques.add(a_critique(by_words))
        (found,) = await tx.published.judged(here.team.id, TODAY, TODAY)
        assert (found.member_id, found.track_id) == (here.member.id, here.track.id)
        assert (found.question, found.judgement) == (QUESTION, judgement)
        assert await tx.published.judged(here.team.id, TODAY + DAY, TODAY + 9 * DAY) == []
        await tx.answers.save(replace(good, state=AnswerState.DELETED))
        assert await tx.published.judged(here.team.id, TODAY, TODAY) == []


async def test_a_date_is_unsettled_until_its_round_is_closed_or_given_up(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        assert await tx.published.began(here.team.id) is None
        round_ = await add_round(tx, here.track, TODAY, QUESTION)
        assert await tx.published.began(here.team.id) == TODAY
        assert await tx.published.unsettled(here.team.id, MONDAY) is None
        await tx.rounds.save(replace(round_, state=RoundState.OPEN))
        assert await tx.published.unsettled(here.team.id, MONDAY) == TODAY
        assert await tx.published.unsettled(here.team.id, MONDAY + 9 * DAY) is None


async def test_all_of_it_goes_with_the_team(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        await tx.published.add_week(here.team.id, WEEK)
        await tx.published.add_day(here.team.id, TODAY, [])
        result = Result(here.member.id, TODAY, here.track.id, "caching", "mid", 2, 1.25)
        await tx.published.add_results([result])
        await tx.views.add(View(here.team.id, here.member.id, MONDAY, "in chat"))
        await tx.teams.delete(here.team.id)
        assert await tx.published.weeks(here.team.id, TODAY) == []
