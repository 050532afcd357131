"""What comes at the same instant, on a database with many writers."""

import asyncio
from contextvars import Context
from dataclasses import replace
from typing import Any

import pytest
from support.clock import MovableClock
from support.interviewing import writes
from support.team import GOOD, Asked, Posted, Team, until_taken

from bot.daily.intake import Intake
from bot.message import Message
from bot.model import Ref
from bot.sending.outbox import Place, SendState
from storage import SqlStore
from storage.stores.rounds import Rounds


@pytest.fixture
async def asked(postgres_store: SqlStore, clock: MovableClock) -> Asked:
    """A question that stands in its channel. Nothing waits in the inbox: all is taken at once."""
    team = Team(postgres_store, clock)
    team.practice.intake = Intake(team.practice.context, team.practice.answers, at_once=8)
    await team.track()
    clock.move(minutes=30)
    due = int(clock.now().timestamp())
    await team.practice.schedule.ask({"track": 1, "date": "2026-11-02", "due": due})
    ref = Ref("practice", "m1")
    async with postgres_store.transaction() as tx:
        await team.practice.rounds.posted(tx, 1, ref)
    return Asked(team, 1, Posted("round:1:post", Place("practice"), Message(()), ref))


async def test_replies_at_the_same_instant_are_one_answer_with_all_of_them(asked: Asked) -> None:
    ada = asked.team.member("Ada")
    parts = [f"Point {n} is that a lock helps." for n in range(4)]
    await asyncio.gather(*(until_taken(lambda p=p: ada.says(asked, p), 8) for p in parts))
    (answer,) = await asked.team.answers(asked)
    assert sorted(answer.text.split("\n\n")) == sorted(parts)


@pytest.mark.parametrize("direct", [False, True])
async def test_a_question_confirmed_while_its_answer_is_looked_at_is_not_missed(
    postgres_store: SqlStore, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, *, direct: bool
) -> None:
    """Between 'no thread of ours' and 'none on its way' lies the commit that says it is one."""
    team = Team(postgres_store, clock)
    await team.track()
    clock.move(minutes=30)
    due = int(clock.now().timestamp())
    await team.practice.schedule.ask({"track": 1, "date": "2026-11-02", "due": due})
    async with postgres_store.transaction() as tx:
        (send,) = await tx.sends.about("round:1:post")
        await tx.sends.save(replace(send, state=SendState.SENDING))
    clock.move(seconds=1)

    async def confirm() -> None:
        async with postgres_store.transaction() as tx:
            sent = replace(send, state=SendState.SENT, ref=Ref("practice", "m1"))
            await tx.sends.save(sent)
            await team.practice.rounds.posted(tx, 1, Ref("practice", "m1"))

    name = "maybe_asked" if direct else "awaiting_thread"
    looking = getattr(Rounds, name)

    async def look(self: Any, *args: Any) -> bool:
        await asyncio.create_task(confirm(), context=Context())
        found: bool = await looking(self, *args)
        return found

    monkeypatch.setattr(Rounds, name, look)
    ada = team.member("Ada")
    asked = Asked(
        team, 1, Posted("round:1:post", Place("practice"), Message(()), Ref("practice", "m1"))
    )
    assert await writes(ada, GOOD) if direct else await ada.says(asked, GOOD)
    assert [a.text for a in await team.answers(asked)] == [GOOD]


async def test_one_reply_delivered_twice_at_once_is_one_part(asked: Asked) -> None:
    ada = asked.team.member("Ada")
    twice = (until_taken(lambda: ada.says(asked, GOOD, message="m"), 8) for _ in range(4))
    await asyncio.gather(*twice)
    assert [a.text for a in await asked.team.answers(asked)] == [GOOD]


@pytest.mark.parametrize("known", [True, False])
async def test_direct_messages_at_once_are_one_answer(asked: Asked, *, known: bool) -> None:
    ada = asked.team.member("Ada")
    if known:
        await ada.runs("/practice streak")
    asked.team.clock.move(seconds=1)
    texts = [GOOD, GOOD, "Jitter spreads the expiry."]
    sent = [writes(ada, text, message=f"m{n // 2}") for n, text in enumerate(texts)]
    assert all(await asyncio.gather(*sent))
    (answer,) = await asked.team.answers(asked)
    assert sorted(answer.text.split("\n\n")) == sorted({*texts})
