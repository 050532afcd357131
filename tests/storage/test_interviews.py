"""Interviews and their turns, on both databases."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
from support.clock import MONDAY
from support.samples import QUESTION, Scene, scene

from bot.errors import NotFound
from bot.interviews.model import (
    Appraisal,
    Band,
    Held,
    Interview,
    Item,
    ItemState,
    Meaning,
    Phase,
    Rating,
    State,
    Turn,
    TurnKind,
)
from bot.model import Finding, Judgement, Part, Verdict
from storage import SqlStore


def interview(at: Scene, key: str = "k") -> Interview:
    return Interview(
        0,
        at.team.id,
        at.member.id,
        key,
        "skill",
        "real",
        "caching",
        "senior",
        State(3),
        created_at=MONDAY,
        turned_at=MONDAY,
        since=MONDAY,
        due_at=MONDAY,
    )


async def test_an_interview_is_given_back_as_it_was_saved(store: SqlStore) -> None:
    async with store.transaction() as tx:
        added = await tx.interviews.add(interview(await scene(tx)))
        assert added is not None
        rating = Rating("evidence", Band.PARTLY, "we measured 3 ms")
        changed = replace(
            added,
            state=State(3, Phase.DONE, item=2, follow_ups=1, heard=4),
            ended_at=MONDAY + dt.timedelta(hours=1),
            ended_early=True,
            appraisal=Appraisal("j", "ai", (rating,), ("Names the cause.",)),
        )
        await tx.interviews.save(changed)
        assert await tx.interviews.get(added.id) == changed
        assert await tx.interviews.open_of(added.member_id) is None
        assert await tx.interviews.of_key(added.member_id, "k") == changed
        assert await tx.interviews.of_member(added.member_id) == [changed]
        assert await tx.interviews.days(added.member_id) == [changed.ended_at]
        with pytest.raises(NotFound):
            await tx.interviews.get(added.id + 1)


async def test_a_member_has_one_open_interview_and_one_per_request(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        first = await tx.interviews.add(interview(at))
        assert first is not None
        assert await tx.interviews.add(interview(at, "other")) is None
        over = replace(first.state, phase=Phase.CLOSED)
        await tx.interviews.save(replace(first, state=over, ended_at=MONDAY))
        assert await tx.interviews.add(interview(at)) is None
        assert await tx.interviews.add(interview(at, "other"))


async def test_what_is_open_on_a_platform_leaves_out_teams_that_are_gone(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        added = await tx.interviews.add(interview(at))
        assert added is not None
        assert await tx.interviews.open_on(at.team.platform) == [(at.team.external_id, added)]
        await tx.teams.set_gone(at.team.id, MONDAY)
        assert await tx.interviews.open_on(at.team.platform) == []


async def test_of_two_that_begin_at_once_one_is_made(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)

    async def begin(key: str) -> bool:
        async with store.transaction() as tx:
            return await tx.interviews.add(interview(at, key)) is not None

    assert sorted(await asyncio.gather(*(begin(f"k{n}") for n in range(4)))) == [False] * 3 + [True]


async def test_items_and_turns_come_in_order_and_once(store: SqlStore) -> None:
    async with store.transaction() as tx:
        added = await tx.interviews.add(interview(await scene(tx)))
        assert added is not None
        item = await tx.interviews.add_item(Item(added.id, 1, QUESTION, QUESTION.prompt))
        assert item is not None
        assert await tx.interviews.add_item(replace(item, id=0)) is None
        judgement = Judgement("j", "ai", (Finding("p", Verdict.MET, "these very words"),))
        item = replace(item, state=ItemState.ANSWERED, judgement=judgement, judged=1)
        await tx.interviews.save_item(item)
        said = [
            Turn(added.id, 1, TurnKind.QUESTION, QUESTION.prompt, MONDAY, "bot:question:1"),
            Turn(added.id, 1, TurnKind.ANSWER, "a lock", MONDAY, "message:d:1", 5),
        ]
        stored = [await tx.interviews.add_turn(turn) for turn in said]
        assert await tx.interviews.add_turn(said[1]) is None
        whole = await tx.interviews.whole(added)
        assert whole.items == (item,)
        assert (
            whole.turns
            == tuple(stored)
            == tuple(replace(turn, number=n) for n, turn in enumerate(said, start=1))
        )
        assert whole.answers(1) == ["a lock"]
        assert await tx.interviews.of_source(added.team_id, "message:d:1") == whole.turns[1]
        assert await tx.interviews.of_source(added.team_id + 1, "message:d:1") is None
        await tx.interviews.save_turn(replace(whole.turns[1], text=""))
        assert (await tx.interviews.whole(added)).answers(1) == []
        assert await tx.interviews.asked(added.member_id) == [QUESTION.id]


async def test_the_team_of_an_answers_message_is_known_by_it(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        part = Part(at.team.platform, at.team.id, "message:d:1", 1, "a lock", MONDAY)
        assert await tx.interviews.team_of(at.team.platform, part.source_id) is None
        assert await tx.answers.add_part(None, part)
        assert await tx.interviews.team_of(at.team.platform, part.source_id) == (
            at.team.external_id
        )
        assert await tx.interviews.team_of("elsewhere", part.source_id) is None


async def test_a_held_message_is_kept_until_it_has_its_place(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        new = Held(0, at.member.id, "message:d:1", 5, "a lock", MONDAY)
        held = await tx.interviews.hold(new)
        assert held is not None
        assert await tx.interviews.hold(new) is None
        placed = replace(held, text="", meant=Meaning.INTERVIEW)
        await tx.interviews.save_held(placed)
        assert await tx.interviews.held(held.id) == placed
        assert await tx.interviews.held_of(at.team.id, "message:d:1") == placed
        with pytest.raises(NotFound):
            await tx.interviews.held(held.id + 1)
