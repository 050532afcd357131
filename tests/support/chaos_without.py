"""Takes one defence away in the killed process. Each must make the chaos test fail.

A platform adds its own to DEFENCES, which hold for every platform."""

import dataclasses
import itertools
import os
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from bot.daily.intake import Intake
from bot.sending.outbox import SendState
from storage.stores.answers import Answers, Critiques
from storage.stores.rounds import Rounds
from storage.stores.sends import Sends


def _the_mark_before_a_send() -> None:
    original = Sends.save

    async def save(self: Any, send: Any) -> None:
        if send.state is not SendState.SENDING:
            await original(self, send)

    Sends.save = save  # type: ignore[method-assign]


def _the_key_of_a_message() -> None:
    """A redelivered reply is a new message; and its author's attempts are not looked at."""
    fresh = itertools.count()

    async def newest_part(self: Any, *_: Any) -> None:
        return None

    add_part = Answers.add_part

    async def add(self: Any, answer_id: int | None, part: Any) -> bool:
        renamed = f"{part.source_id}-{uuid.uuid4().hex}-{next(fresh)}"
        return await add_part(self, answer_id, dataclasses.replace(part, source_id=renamed))

    async def of_round(self: Any, *_: Any) -> list[Any]:
        return []

    original = Answers.add

    async def add_answer(self: Any, answer: Any) -> Any:
        return await original(self, dataclasses.replace(answer, attempt=uuid.uuid4().int >> 98))

    Answers.newest_part = newest_part  # type: ignore[method-assign,assignment]
    Answers.add_part = add  # type: ignore[method-assign]
    Answers.of_round = of_round  # type: ignore[method-assign,assignment]
    Answers.add = add_answer  # type: ignore[method-assign]


def _the_key_of_a_critique() -> None:
    """The same revision is judged again, and its message has a key of its own."""
    original = Sends.add

    async def add(self: Any, key: str, *rest: Any, **options: Any) -> Any:
        if key.startswith("review:"):
            key = f"{key}:{uuid.uuid4().hex}"
        return await original(self, key, *rest, **options)

    of_answer = Critiques.of_answer

    async def none(self: Any, answer_id: int) -> list[Any]:
        return []

    add_critique = Critiques.add

    async def add_any(self: Any, critique: Any) -> Any:
        before = await of_answer(self, critique.answer_id)
        renamed = dataclasses.replace(critique, revision=critique.revision + 1000 * len(before))
        return await add_critique(self, renamed)

    Sends.add = add  # type: ignore[method-assign]
    Critiques.of_answer = none  # type: ignore[method-assign,assignment]
    Critiques.add = add_any  # type: ignore[method-assign]


def the_key_of_a_round() -> None:
    """Seen only where a request for a question comes twice."""
    original = Rounds.add

    async def add(self: Any, round_: Any) -> Any:
        renamed = dataclasses.replace(round_, key=f"{round_.key}:{uuid.uuid4().hex}")
        return await original(self, renamed)

    Rounds.add = add  # type: ignore[method-assign]


def _the_job_in_the_transaction() -> None:
    """The critique is asked for after the commit, as 'fire and forget' does."""
    import asyncio

    from bot.daily.answers import Answers as Taking

    asked: list[Any] = []

    async def later(self: Any, tx: Any, answer: Any) -> None:
        async def ask() -> None:
            await asyncio.sleep(0.2)
            async with self._c.store.transaction() as fresh:
                args = {"answer": answer.id, "revision": answer.revision}
                await fresh.jobs.enqueue("critique", args)

        import contextvars

        asked.append(asyncio.get_running_loop().create_task(ask(), context=contextvars.Context()))

    Taking._ask_for_critique = later  # type: ignore[method-assign]


def the_turn_of_what_was_kept() -> None:
    """Removed from the inbox before it is taken, not with it."""

    async def take(self: Any, ident: int) -> None:
        async with self._c.store.transaction() as tx:
            message = await tx.inbox.take(ident)
        if message is not None:
            async with self._c.store.transaction() as tx:
                await self._answers.take(tx, message)

    Intake._take = take  # type: ignore[method-assign]
    _keep_all()


def _keep_all() -> None:
    original = Intake.receive

    async def receive(self: Any, message: Any) -> bool:
        if message.thread is None:
            return await original(self, message)
        await self._keep(message)
        return True

    Intake.receive = receive  # type: ignore[method-assign]


KEEPING_ALL = "a quick way for replies"
"""No defence: where nothing is taken at once, all goes through the inbox, and nothing is lost."""

DEFENCES: dict[str, Callable[[], None]] = {
    "the turn of what was kept": the_turn_of_what_was_kept,
    "the mark before a send": _the_mark_before_a_send,
    "the key of a message": _the_key_of_a_message,
    "the key of a critique": _the_key_of_a_critique,
    "the job in the transaction": _the_job_in_the_transaction,
}


def the_look_of(chat: type) -> Callable[[], None]:
    """The look before a resend, which each platform has its own way for."""

    async def find(self: Any, *_: Any) -> None:
        return None

    return lambda: setattr(chat, "find", find)


def take_away(defences: Mapping[str, Callable[[], None]]) -> None:
    """The one that CHAOS_WITHOUT names, if it names one."""
    if name := os.environ.get("CHAOS_WITHOUT"):
        ({KEEPING_ALL: _keep_all} | defences)[name]()
