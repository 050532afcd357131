"""`whetstone jobs` and `whetstone sends`, on states made in both databases."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import pytest
from click.testing import Result
from support.samples import MESSAGE
from support.waiting import SystemClock

from bot.errors import WhetstoneError
from bot.message import Message
from bot.sending.outbox import Place, SendState
from storage import SqlStore, open_store

Whetstone = Callable[..., Result]


class _Hopeless(WhetstoneError):
    """Nothing that trying again would mend."""


@pytest.fixture
def address(database_url: str) -> str:
    return database_url


def on(url: str, work: Callable[[SqlStore], Awaitable[None]]) -> None:
    async def whole() -> None:
        store = await open_store(url, clock=SystemClock())
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(whole())


async def one_job_is_parked(store: SqlStore) -> None:
    async def fails(args: Mapping[str, int | str]) -> None:
        raise _Hopeless("the channel has gone")

    async with store.transaction() as tx:
        await tx.jobs.enqueue("ask", {"round": 7})
    await store.jobs().drain({"ask": fails})


async def a_send_of_each_state(store: SqlStore) -> None:
    async with store.transaction() as tx:
        team = await tx.teams.ensure("playground", "playground", "Here")
        for state in SendState:
            send = await tx.sends.add(f"round:{state}", team.id, Place("practice"), MESSAGE)
            assert send is not None
            await tx.sends.save(replace(send, state=state, error=f"why {state}"))


def state_of(whetstone: Whetstone, send: int) -> str:
    return whetstone("sends", "show", str(send)).stdout.split()[1]


def test_a_parked_job_is_shown_and_retried(
    whetstone: Whetstone, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.jobs.retries.MOST_ATTEMPTS", 1)
    assert whetstone("jobs", "list").stdout == "Nothing waits.\n"
    on(address, one_job_is_parked)
    [line] = whetstone("jobs", "list", "--state", "parked").stdout.splitlines()
    job, state, *_ = line.split()
    assert state == "parked"
    assert "ask  {'round': 7}" in line
    assert "the channel has gone" in line
    assert whetstone("jobs", "retry", job).stdout == f"Job {job} runs again.\n"
    assert whetstone("jobs", "list", "--state", "parked").stdout == "Nothing waits.\n"
    [line] = whetstone("jobs", "list").stdout.splitlines()
    assert line.split()[1] == "queued"
    again = whetstone("jobs", "retry", job)
    assert again.exit_code == 1
    assert again.stderr == f"Job {job} is not parked. whetstone jobs list shows what is.\n"


def test_a_job_that_is_not_there_is_named(whetstone: Whetstone) -> None:
    result = whetstone("jobs", "retry", "418")
    assert (result.exit_code, result.stdout) == (1, "")
    assert whetstone("jobs", "retry", "99999999999999999999").exit_code == 2
    assert whetstone("jobs", "list", "--limit", "0").exit_code == 2


def test_sends_that_are_not_settled_are_listed(whetstone: Whetstone, address: str) -> None:
    assert whetstone("sends", "list").stdout == "Every message is settled.\n"
    on(address, a_send_of_each_state)
    listed = [line.split()[1] for line in whetstone("sends", "list").stdout.splitlines()]
    assert sorted(listed) == ["pending", "refused", "sending", "unknown"]
    [line] = whetstone("sends", "list", "--state", "dropped").stdout.splitlines()
    assert "playground  #practice  round:dropped  why dropped" in line


def test_a_send_is_shown_whole(whetstone: Whetstone, address: str) -> None:
    on(address, a_send_of_each_state)
    shown = whetstone("sends", "show", "1").stdout
    assert "round:pending" in shown
    assert MESSAGE.text in shown


def test_an_operator_settles_a_send(whetstone: Whetstone, address: str) -> None:
    on(address, a_send_of_each_state)
    states = {state: number for number, state in enumerate(SendState, 1)}
    for state in (SendState.UNKNOWN, SendState.REFUSED, SendState.DROPPED):
        send = states[state]
        assert whetstone("sends", "resend", str(send)).stdout == f"Send {send} goes out again.\n"
        assert state_of(whetstone, send) == "pending"
    for state in (SendState.PENDING, SendState.SENDING, SendState.SENT):
        result = whetstone("sends", "resend", str(states[state]))
        assert result.exit_code == 1
        assert result.stderr == f"Send {states[state]} is {state}; there is no need.\n"
    unknown = str(states[SendState.UNKNOWN])
    assert whetstone("sends", "drop", unknown).stdout == f"Send {unknown} is dropped.\n"
    assert state_of(whetstone, states[SendState.UNKNOWN]) == "dropped"
    sent = whetstone("sends", "drop", str(states[SendState.SENT]))
    assert (sent.exit_code, sent.stderr.count("\n")) == (1, 1)


def test_what_has_no_text_any_more_is_not_sent_again(whetstone: Whetstone, address: str) -> None:
    refused = list(SendState).index(SendState.REFUSED) + 1

    async def is_blanked(store: SqlStore) -> None:
        async with store.transaction() as tx:
            await tx.sends.rewrite(refused, Message(()))

    on(address, a_send_of_each_state)
    on(address, is_blanked)
    result = whetstone("sends", "resend", str(refused))
    assert result.exit_code == 1
    assert result.stderr == f"Send {refused} has no text any more; there is nothing to send.\n"
    assert state_of(whetstone, refused) == "refused"


def test_what_is_resent_is_queued_for_delivery(whetstone: Whetstone, address: str) -> None:
    async def nothing_waits(store: SqlStore) -> None:
        async def done(args: Mapping[str, int | str]) -> None: ...

        await store.jobs().drain({"deliver": done})

    on(address, a_send_of_each_state)
    on(address, nothing_waits)
    assert whetstone("jobs", "list", "--state", "queued").stdout == "Nothing waits.\n"
    unknown = list(SendState).index(SendState.UNKNOWN) + 1
    whetstone("sends", "resend", str(unknown))
    [line] = whetstone("jobs", "list", "--state", "queued").stdout.splitlines()
    assert "deliver" in line
    assert "'channel': 'practice'" in line


@pytest.mark.parametrize("what", ["show", "resend", "drop"])
def test_a_send_that_is_not_there_is_named(whetstone: Whetstone, what: str) -> None:
    result = whetstone("sends", what, "418")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "There is no send 418.\n"
    assert whetstone("sends", what, "99999999999999999999").exit_code == 2
