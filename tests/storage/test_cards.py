"""Cards and their history, on both databases."""

import datetime as dt
from dataclasses import replace

from support.clock import MONDAY
from support.samples import TODAY, Scene, add_answer, add_round, scene

from bot.memory.cards import Card, Grade, Recalled, card_of
from bot.model import Answer, AnswerState, Away, RoundKind
from bot.stores import Transaction
from storage import SqlStore

KEY = ("caching", "stampede")


async def answered(tx: Transaction, at: Scene, day: int = 0, **changes: object) -> Answer:
    return await add_answer(tx, await add_round(tx, at, day, **changes), at.member)


def shown(answer: Answer, day: int = 0, grade: Grade = Grade.GOOD) -> Recalled:
    at = MONDAY + dt.timedelta(days=day)
    return Recalled(answer.member_id, answer.round_id, answer.id, *KEY, grade, at)


async def test_a_round_has_one_grade_and_the_newest_stands(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        first, second = await answered(tx, at), await answered(tx, at, 1)
        for each in (shown(second, 1), shown(first), shown(first, grade=Grade.AGAIN)):
            await tx.cards.note(each)
        history = await tx.cards.history(at.member.id, *KEY)
    assert history == [shown(first, grade=Grade.AGAIN), shown(second, 1)]


async def test_a_grade_is_taken_back_with_its_answer(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        answer = await answered(tx, at)
        await tx.cards.note(shown(answer))
        assert await tx.cards.forget(answer.id) == shown(answer)
        assert await tx.cards.forget(answer.id) is None
        assert await tx.cards.history(at.member.id, *KEY) == []


async def test_a_card_is_given_back_as_it_was_put(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        answer = await answered(tx, at)
        card = card_of([shown(answer)])
        assert card is not None
        await tx.cards.put(card)
        better = replace(card, stability=9.5)
        await tx.cards.put(better)
        assert await tx.cards.of_members([at.member.id]) == [better]
        await tx.cards.remove(at.member.id, *KEY)
        assert await tx.cards.of_members([at.member.id]) == []


async def test_lately_is_the_last_rounds_of_the_track_that_have_a_grade(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        answers = [await answered(tx, at, day) for day in range(4)]
        for day in (0, 1, 2):
            await tx.cards.note(shown(answers[day], day))
        lately = await tx.cards.lately(at.track.id, 2)
    assert [each.round_id for each in lately] == [answers[1].round_id, answers[2].round_id]


async def test_expected_are_those_in_the_track_who_are_not_away(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        here, away, left = [
            await tx.members.ensure(at.team.id, name, name) for name in ("here", "away", "left")
        ]
        for member in (here, away, left):
            await tx.tracks.join(at.track.id, member.id, TODAY)
        await tx.tracks.leave(at.track.id, left.id, TODAY)
        await tx.days.add_away(Away(away.id, TODAY, TODAY), MONDAY)
        tomorrow = TODAY + dt.timedelta(days=1)
        assert await tx.cards.expected(at.track.id, TODAY) == [here.id]
        assert await tx.cards.expected(at.track.id, tomorrow) == [here.id, away.id]


async def test_attempted_are_the_questions_with_an_answer_that_stands(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        answer = await answered(tx, at)
        assert await tx.cards.attempted(at.member.id) == {"caching-stampede": answer.round_id}
        await tx.answers.save(replace(answer, state=AnswerState.DELETED))
        assert await tx.cards.attempted(at.member.id) == {}


async def test_reviews_of_a_day_say_which_are_over(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        alone = {"track_id": None, "member_id": at.member.id, "kind": RoundKind.SOLO}
        begun = await add_round(tx, at, key="review:1", local_date=TODAY, **alone)
        done = await answered(tx, at, key="review:2", local_date=TODAY, **alone)
        unknown = await add_round(tx, at, key="review:3", local_date=TODAY, **alone)
        await tx.cards.note(Recalled(at.member.id, unknown.id, None, *KEY, Grade.AGAIN, MONDAY))
        await add_round(tx, at, key="browse:4", local_date=TODAY, **alone)
        await add_round(tx, at, 1, key="review:5", **alone)
        found = await tx.cards.reviews_on(at.member.id, TODAY)
    assert found == {begun.id: False, done.round_id: True, unknown.id: True}


async def test_deleting_a_team_takes_its_cards(store: SqlStore) -> None:
    async with store.transaction() as tx:
        at = await scene(tx)
        answer = await answered(tx, at)
        await tx.cards.note(shown(answer))
        await tx.cards.put(Card(at.member.id, *KEY, 2.0, 5.0, MONDAY, MONDAY))
        await tx.teams.delete(at.team.id)
        assert await tx.cards.of_members([at.member.id]) == []
        assert await tx.cards.history(at.member.id, *KEY) == []
