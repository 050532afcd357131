"""Contract of Rounds, on both databases."""

import datetime as dt
from dataclasses import replace

import pytest
from support.clock import MONDAY
from support.samples import MESSAGE, QUESTION, TODAY, Scene, a_round, add_round, scene

from bot.errors import NotFound
from bot.model import Ref, RoundKind, RoundState, Seat
from bot.sending.outbox import Place, SendState
from storage import SqlStore


def a_solo_round(here: Scene, key: str = "solo") -> dict[str, object]:
    return {
        "track_id": None,
        "member_id": here.member.id,
        "kind": RoundKind.SOLO,
        "key": key,
    }


async def test_a_round_keeps_its_question_as_it_was_posted(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        round_ = await add_round(tx, here)
        posted = replace(round_, thread=Ref("C1", "17.5"), state=RoundState.CLOSED)
        await tx.rounds.save(posted)
    async with store.reading() as tx:
        assert await tx.rounds.get(round_.id) == posted
        assert posted.question == QUESTION
        with pytest.raises(NotFound):
            await tx.rounds.get(99)


async def test_a_track_has_one_round_per_key(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        first = await add_round(tx, here)
        again = a_round(here, prompt="another")
        assert await tx.rounds.add(again) is None
        assert await tx.rounds.get(first.id) == first
        assert await tx.rounds.add(replace(again, key="extra:1", kind=RoundKind.EXTRA))


async def test_a_member_has_one_solo_round_per_key(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        first = await add_round(tx, here, **a_solo_round(here))
        assert await tx.rounds.add(a_round(here, **a_solo_round(here))) is None
        second = await add_round(tx, here, **a_solo_round(here, "later"))
        assert await tx.rounds.solo(here.member.id, "solo") == first
        assert await tx.rounds.latest_solo(here.member.id) == second
        assert await tx.rounds.latest_solo(99) is None
        with pytest.raises(NotFound):
            await tx.rounds.solo(here.member.id, "never")


async def test_a_round_is_found_by_its_thread(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        round_ = await add_round(tx, here, thread=Ref("C1", "17.5"))
        assert await tx.rounds.in_thread(here.team.id, "C1", "17.5") == round_
        assert await tx.rounds.in_thread(here.team.id, "C2", "17.5") is None
        assert await tx.rounds.in_thread(here.team.id + 1, "C1", "17.5") is None


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        (SendState.PENDING, True),
        (SendState.SENDING, True),
        (SendState.UNKNOWN, True),
        (SendState.SENT, False),
        (SendState.REFUSED, False),
    ],
)
async def test_a_thread_is_awaited_while_its_post_is_on_its_way(
    store: SqlStore, state: SendState, waits: bool
) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        await tx.sends.add("round:1:close", here.team.id, Place("C1"), MESSAGE)
        assert not await tx.rounds.awaiting_thread(here.team.id, "C1")
        send = await tx.sends.add("round:1:post", here.team.id, Place("C1"), MESSAGE)
        assert send is not None
        await tx.sends.save(replace(send, state=state))
        assert await tx.rounds.awaiting_thread(here.team.id, "C1") is waits
        assert not await tx.rounds.awaiting_thread(here.team.id, "C2")


async def test_rounds_are_listed_newest_first(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        closed = await add_round(tx, here, 0, state=RoundState.CLOSED)
        opened = await add_round(tx, here, 1)
        await add_round(tx, here, 2, state=RoundState.PLANNED)
        await add_round(tx, here, 3, state=RoundState.EXCUSED)
        await add_round(tx, here, **a_solo_round(here))
        assert await tx.rounds.latest(here.track.id) == [opened]
        assert await tx.rounds.latest(here.track.id, 5) == [opened, closed]
        assert await tx.rounds.open_in(here.team.id) == [opened]


async def test_excused_rounds_count_as_not_asked(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        await add_round(tx, here, 1)
        await add_round(tx, here, 0, state=RoundState.PLANNED)
        await add_round(tx, here, 2, state=RoundState.EXCUSED)
        await add_round(tx, here, **a_solo_round(here))
        tuesday = TODAY + dt.timedelta(days=1)
        both = [("caching-stampede", TODAY), ("caching-stampede", tuesday)]
        assert await tx.rounds.asked(here.track.id) == both
        assert await tx.rounds.solo_asked(here.member.id) == [("caching-stampede", TODAY)]


async def test_dates_are_those_of_scheduled_rounds_that_were_posted(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        track = here.track.id
        await add_round(tx, here, 0)
        await add_round(tx, here, 1, state=RoundState.CLOSED)
        await add_round(tx, here, 2)
        await add_round(tx, here, 3, state=RoundState.EXCUSED)
        await add_round(tx, here, 2, kind=RoundKind.EXTRA, key="extra")
        since = TODAY + dt.timedelta(days=1)
        expected = [(track, since, True), (track, since + dt.timedelta(days=1), False)]
        assert await tx.rounds.dates([track], since) == expected
        assert await tx.rounds.dates([], since) == []


async def test_a_seat_is_empty_until_it_is_saved(store: SqlStore) -> None:
    async with store.transaction() as tx:
        here = await scene(tx)
        round_ = await add_round(tx, here)
        assert await tx.rounds.seat(round_.id, here.member.id) == Seat(round_.id, here.member.id)
        for seat in (
            Seat(round_.id, here.member.id, hinted_at=MONDAY),
            Seat(round_.id, here.member.id, nudged_at=MONDAY),
        ):
            await tx.rounds.save_seat(seat)
            assert await tx.rounds.seat(round_.id, here.member.id) == seat
