"""Replies that come faster than they can be taken.

To take one costs many statements; to keep it as it came costs a part of one. So at most a few
are taken at once, and what comes meanwhile is kept, acknowledged, and taken when its turn comes."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog

from bot.context import Context
from bot.daily.answers import Answers
from bot.daily.parts import storable
from bot.message import Incoming

log = structlog.get_logger()

TASK = "inbox"
AT_ONCE = 2
"""Replies that are taken at the same time. More would only wait for one another."""
KNOWN_THREADS = 10_000  # as many as are remembered, the latest
LOOK = 100  # rows read at a time


class Intake:
    def __init__(self, context: Context, answers: Answers, at_once: int = AT_ONCE) -> None:
        self._c = context
        self._answers = answers
        self.at_once = at_once
        self._taking = 0
        self._threads: OrderedDict[tuple[str, ...], None] = OrderedDict()
        self._batch: list[Incoming] = []
        self._next: asyncio.Task[None] | None = None
        self._turn = asyncio.Lock()

    async def receive(self, message: Incoming) -> bool:
        """As `Answers.receive`. Under load True may mean that it is kept, and taken soon.

        Only replies in threads that are known to be a question's are kept: nothing else of a
        channel's talk is ever stored."""
        if self._taking >= self.at_once and await self._is_question(message):
            await self._keep(message)
            return True
        self._taking += 1
        try:
            return await self._answers.receive(message)
        finally:
            self._taking -= 1

    async def take_up(self, args: Mapping[str, int | str]) -> None:
        """A task: takes all that is kept, each in a transaction of its own. One that cannot be
        taken holds up no other; it stays, and what it raised is raised at the end."""
        last, failure = 0, None
        while waiting := await self._waiting(last):
            for last in waiting:
                try:
                    await self._take(last)
                except Exception as error:
                    failure = error
        if failure is not None:
            raise failure

    async def _keep(self, message: Incoming) -> None:
        """Returns when it is stored: all that comes while one batch is written is the next."""
        self._batch.append(replace(message, text=storable(message.text)))
        if self._next is None:
            self._next = asyncio.create_task(self._write())
        await asyncio.shield(self._next)

    async def _write(self) -> None:
        async with self._turn:
            batch, self._batch, self._next = self._batch, [], None
            teams = {(message.person.platform, message.person.team) for message in batch}
            async with self._c.store.transaction(urgent=True) as tx:
                for platform, external_id in teams:
                    team = await tx.teams.ensure(platform, external_id, "")
                    theirs = [m for m in batch if (platform, external_id) == _team(m)]
                    await tx.inbox.add(team.id, theirs)
                await tx.jobs.enqueue(TASK, {}, key=TASK)
        log.debug("replies kept for their turn", count=len(batch))

    async def _waiting(self, after: int) -> Sequence[int]:
        async with self._c.store.reading() as tx:
            return await tx.inbox.waiting(after, LOOK)

    async def _take(self, ident: int) -> None:
        async with self._c.store.transaction() as tx:
            message = await tx.inbox.take(ident)
            if message is not None:
                await self._answers.take(tx, message)

    async def _is_question(self, message: Incoming) -> bool:
        """Whether its thread is known to be one's. That it is stays true, and is remembered."""
        if message.thread is None:
            return False
        thread = (*_team(message), message.channel, message.thread)
        if thread not in self._threads:
            async with self._c.store.reading() as tx:
                team = await tx.teams.find(*_team(message))
                place = (message.channel, message.thread)
                if team is None or await tx.rounds.in_thread(team.id, *place) is None:
                    return False
        self._threads[thread] = None
        self._threads.move_to_end(thread)
        if len(self._threads) > KNOWN_THREADS:
            self._threads.popitem(last=False)
        return True


def _team(message: Incoming) -> tuple[str, str]:
    return message.person.platform, message.person.team
