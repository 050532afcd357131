"""Contract of Sends, on both databases."""

import datetime as dt
from dataclasses import replace

import pytest
from support.clock import MONDAY, MovableClock
from support.samples import MESSAGE, scene

from bot.errors import NotFound
from bot.message import Line, Message
from bot.model import Ref
from bot.sending.outbox import Place, Send, SendState
from storage import SqlStore
from storage.unit import SqlTransaction

MINUTE = dt.timedelta(minutes=1)


async def add(tx: SqlTransaction, key: str, place: Place | None = None, **more: object) -> Send:
    team = await tx.teams.ensure("playground", "local", "Here")
    send = await tx.sends.add(key, team.id, place or Place("C1"), MESSAGE, **more)  # type: ignore[arg-type]
    assert send is not None
    return send


async def test_a_message_is_queued_once_with_its_delivery(store: SqlStore) -> None:
    async with store.transaction() as tx:
        send = await add(tx, "round:1:post")
        again = await tx.sends.add("round:1:post", send.team_id, Place("C2"), MESSAGE)
        assert again is None
        await add(tx, "round:2:post")
        await add(tx, "dm", Place("", member="ada"))
    assert send.message == MESSAGE
    assert (send.platform, send.state, send.place) == (
        "playground",
        SendState.PENDING,
        Place("C1"),
    )
    assert send.created_at == send.not_before == MONDAY
    jobs = [(job.task, job.args["channel"]) for job in await store.job_admin.listing()]
    assert sorted(jobs) == [("deliver", "C1"), ("deliver", "dm:ada")]


async def test_a_later_message_does_not_hold_up_one_for_now(
    store: SqlStore, clock: MovableClock
) -> None:
    async with store.transaction() as tx:
        later = await add(tx, "digest", not_before=MONDAY + MINUTE)
        now = await add(tx, "post")
        team = now.team_id
        assert await tx.sends.next_in(team, "C1", MONDAY) == now
        assert await tx.sends.next_in(team, "C1", MONDAY + MINUTE) == later
        assert await tx.sends.next_in(team, "C2", MONDAY) is None
    due = [job.run_at for job in await store.job_admin.listing(state="queued")]
    assert len(due) == 2
    assert MONDAY + MINUTE in due


async def test_what_is_being_sent_comes_before_what_waits(store: SqlStore) -> None:
    async with store.transaction() as tx:
        first, second = await add(tx, "a"), await add(tx, "b")
        sending = replace(first, state=SendState.SENDING, token="t", attempts=1)
        await tx.sends.save(sending)
        assert await tx.sends.next_in(first.team_id, "C1", MONDAY) == sending
        await tx.sends.save(replace(sending, state=SendState.UNKNOWN, error="no answer"))
        assert await tx.sends.next_in(first.team_id, "C1", MONDAY) == second


async def test_saving_leaves_the_message_and_rewriting_leaves_the_rest(store: SqlStore) -> None:
    new = Message((Line("new"),))
    async with store.transaction() as tx:
        send = await add(tx, "a")
        await tx.sends.rewrite(send.id, new)
        sent = replace(send, state=SendState.SENT, ref=Ref("C1", "17.5"), attempts=1)
        await tx.sends.save(sent)
        assert await tx.sends.get(send.id) == replace(sent, message=new)
        with pytest.raises(NotFound):
            await tx.sends.get(99)


async def test_sends_are_found_by_key_prefix_and_state(store: SqlStore) -> None:
    async with store.transaction() as tx:
        post, other = await add(tx, "round:1:post"), await add(tx, "round:10:post")
        review = await add(tx, "round:1:review")
        await add(tx, "round_1:x")
        assert await tx.sends.by_key("round:1:post") == post
        assert await tx.sends.by_key("none") is None
        assert await tx.sends.about("round:1:") == [post, review]
        sent = replace(post, state=SendState.SENT, ref=Ref("C1", "17.5"))
        await tx.sends.save(sent)
        pending = await tx.sends.listing(["pending"])
        assert [send.key for send in pending] == ["round_1:x", "round:1:review", other.key]
        assert len(await tx.sends.listing(["pending", "sent"], limit=2)) == 2


async def test_what_was_blanked_is_not_read_for_the_names_in_it(store: SqlStore) -> None:
    async with store.transaction() as tx:
        kept, blank = await add(tx, "command:1:1"), await add(tx, "command:1:2")
        await add(tx, "round:1:post")
        await tx.sends.rewrite(blank.id, Message(()))
        # Every text has an empty one in it.
        assert await tx.sends.that_name(kept.team_id, {""}) == [kept]


async def test_one_sender_at_a_time_has_a_lane(store: SqlStore) -> None:
    async with store.transaction() as tx:
        team = (await scene(tx)).team.id
        later = MONDAY + MINUTE
        assert await tx.sends.claim_lane(team, "C1", "one", later, MONDAY)
        assert not await tx.sends.claim_lane(team, "C1", "two", later, MONDAY)
        assert await tx.sends.claim_lane(team, "C1", "one", later, MONDAY)
        assert await tx.sends.claim_lane(team, "C2", "two", later, MONDAY)
        assert await tx.sends.lane_free_at(team, "C1") is None
        await tx.sends.release_lane(team, "C1", "one", later)
        assert await tx.sends.lane_free_at(team, "C1") == later
        assert await tx.sends.claim_lane(team, "C1", "two", later, MONDAY)


async def test_a_claim_that_ran_out_goes_to_the_next(store: SqlStore) -> None:
    async with store.transaction() as tx:
        team = (await scene(tx)).team.id
        later = MONDAY + MINUTE
        assert await tx.sends.claim_lane(team, "C1", "one", later, MONDAY)
        assert await tx.sends.claim_lane(team, "C1", "two", later + MINUTE, later)
        await tx.sends.release_lane(team, "C1", "one", MONDAY)
        assert not await tx.sends.claim_lane(team, "C1", "one", later + MINUTE, later)
