"""Contract of Answers, Critiques and Days, on both databases."""

import datetime as dt
from dataclasses import replace

import pytest
from support.clock import MONDAY
from support.samples import (
    TODAY,
    a_critique,
    a_part,
    add_answer,
    add_round,
    an_answer,
    scene,
)

from bot.errors import NotFound
from bot.model import AnswerState, Away, Excuse, RoundKind
from storage import SqlStore


async def test_an_attempt_is_stored_once(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        round_ = await add_round(tx, here)
        first = await add_answer(tx, round_, here.member)
        assert await tx.answers.add(an_answer(round_, here.member, text="other")) is None
        second = await add_answer(tx, round_, here.member, attempt=2)
        judged = replace(first, state=AnswerState.JUDGED, revision=2)
        await tx.answers.save(judged)
        assert await tx.answers.get(first.id) == judged
        assert await tx.answers.of_round(round_.id) == [judged, second]
        assert await tx.answers.of_round(round_.id, 99) == []
        with pytest.raises(NotFound):
            await tx.answers.get(99)


async def test_a_redelivered_revision_changes_nothing(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        answer = await add_answer(tx, await add_round(tx, here), here.member)
        part = a_part(here)
        assert await tx.answers.add_part(answer.id, part)
        assert not await tx.answers.add_part(answer.id, replace(part, text="changed"))
        assert await tx.answers.parts(answer.id) == [part]
        assert await tx.answers.of_source(part.platform, here.team.id, "C1:5") == answer
        assert await tx.answers.of_source(part.platform, here.team.id, "C1:6") is None


async def test_parts_are_the_newest_revisions_oldest_message_first(store: SqlStore) -> None:
    minute = dt.timedelta(minutes=1)
    async with store.transaction() as tx:
        here = await scene(tx)
        answer = await add_answer(tx, await add_round(tx, here), here.member)
        second = a_part(here, source_id="C1:6", sent_at=MONDAY + minute)
        first = a_part(here)
        edited = a_part(here, revision=9_000_000, text="edited", sent_at=MONDAY + 9 * minute)
        for part in (second, edited, first):
            assert await tx.answers.add_part(answer.id, part)
        assert await tx.answers.parts(answer.id) == [edited, second]
        assert await tx.answers.newest_part("playground", here.team.id, "C1:5") == edited
        assert await tx.answers.newest_part("playground", here.team.id, "none") is None


async def test_a_deletion_that_comes_first_stands_beside_its_message(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        answer = await add_answer(tx, await add_round(tx, here), here.member)
        gone = a_part(here, revision=5_000_000, text=None)
        assert await tx.answers.add_part(None, gone)
        assert await tx.answers.of_source("playground", here.team.id, "C1:5") is None
        assert await tx.answers.add_part(answer.id, a_part(here))
        assert await tx.answers.parts(answer.id) == [gone]


async def test_erasing_leaves_no_word_of_the_answer(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        round_ = await add_round(tx, here)
        answer = await add_answer(tx, round_, here.member)
        other = await add_answer(tx, round_, here.member, attempt=2)
        await tx.answers.add_part(answer.id, a_part(here))
        await tx.answers.add_part(answer.id, a_part(here, revision=2_000_000, text=None))
        await tx.answers.add_part(other.id, a_part(here, source_id="C1:9"))
        await tx.critiques.add(a_critique(answer))
        await tx.critiques.add(a_critique(other))
        await tx.answers.erase(answer.id)
        assert (await tx.answers.get(answer.id)).text == ""
        assert [part.text for part in await tx.answers.parts(answer.id)] == [None]
        assert await tx.critiques.of_answer(answer.id) == []
        assert len(await tx.critiques.of_answer(other.id)) == 1
        assert [part.text for part in await tx.answers.parts(other.id)] != [""]


async def test_a_judge_judges_a_revision_once(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        answer = await add_answer(tx, await add_round(tx, here), here.member)
        first = await tx.critiques.add(a_critique(answer))
        assert first == a_critique(answer, id=first.id if first else 0)
        assert await tx.critiques.add(a_critique(answer, score=1.0)) is None
        second = await tx.critiques.add(a_critique(answer, revision=2))
        judgement = replace(a_critique(answer).judgement, judge="openai")
        third = await tx.critiques.add(a_critique(answer, judgement=judgement))
        assert await tx.critiques.of_answer(answer.id) == [first, second, third]


async def test_days_are_the_dates_of_rounds_with_an_answer_that_stands(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        bob = await tx.members.ensure(here.team.id, "bob", "Bob")
        for day in (2, 0):
            round_ = await add_round(tx, here, day)
            await add_answer(tx, round_, here.member)
            await add_answer(tx, round_, here.member, attempt=2)
        await add_answer(tx, round_, bob)
        deleted = await add_round(tx, here, 1)
        await add_answer(tx, deleted, here.member, state=AnswerState.DELETED)
        wednesday = TODAY + dt.timedelta(days=2)
        assert await tx.answers.days(here.member.id) == [TODAY, wednesday]
        assert await tx.answers.days(bob.id) == [TODAY]


async def test_solo_days_count_each_round(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        for key in ("a", "b"):
            solo = {"kind": RoundKind.SOLO, "track_id": None, "member_id": here.member.id}
            round_ = await add_round(tx, here, **solo, key=key)
            await add_answer(tx, round_, here.member)
            await add_answer(tx, round_, here.member, attempt=2)
        await add_answer(tx, await add_round(tx, here), here.member)
        assert await tx.answers.solo_days(here.member.id) == [TODAY, TODAY]
        assert await tx.answers.days(here.member.id) == [TODAY]


async def test_an_away_range_is_kept_once_in_order(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        friday = TODAY + dt.timedelta(days=4)
        late, early = Away(here.member.id, friday, friday), Away(here.member.id, TODAY, TODAY)
        for away in (late, early, early):
            await tx.days.add_away(away, MONDAY)
        assert await tx.days.away(here.member.id) == [early, late]


async def test_coming_back_cuts_what_runs_and_removes_what_is_ahead(store: SqlStore) -> None:
    before, after = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=9)
    first = TODAY - dt.timedelta(days=5)
    async with store.transaction() as tx:
        here = await scene(tx)
        me = here.member.id
        for away in (Away(me, first, before), Away(me, first, after), Away(me, TODAY, after)):
            await tx.days.add_away(away, MONDAY)
        assert await tx.days.clear_away(me, TODAY)
        assert await tx.days.away(me) == [Away(me, first, before)]
        assert not await tx.days.clear_away(me, TODAY)


async def test_a_day_of_a_track_is_excused_once(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        outage = Excuse(here.track.id, TODAY, "the bot was down")
        assert await tx.days.excuse(outage)
        assert not await tx.days.excuse(replace(outage, reason="again"))
        assert await tx.days.excuses([here.track.id]) == [outage]
        assert await tx.days.excuses([]) == []
