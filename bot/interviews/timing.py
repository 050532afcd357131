"""Tasks that wait: a nudge when a question takes long, and the end of an abandoned interview."""

import datetime as dt
from collections.abc import Mapping

from bot.context import Context
from bot.errors import NotFound
from bot.interviews.machine import End
from bot.interviews.model import Interview, Phase
from bot.interviews.moves import NUDGE_AT, Moves
from bot.stores import Transaction
from bot.wording import interviews as wording


class Timing:
    def __init__(self, context: Context, moves: Moves) -> None:
        self._c = context
        self._moves = moves

    async def nudge(self, args: Mapping[str, int | str]) -> None:
        """Task: one word, once per question, while nothing is said to it. It cuts nothing off."""
        async with self._c.store.transaction() as tx:
            try:
                interview = await tx.interviews.get(int(args["interview"]))
            except NotFound:
                return
            state = interview.state
            whole = await tx.interviews.whole(interview)
            if state.item != int(args["item"]) or state.phase is not Phase.ANSWERING:
                return
            if state.paused or whole.answers(state.item):
                return
            pace = self._moves.pace(whole.items[-1].question)
            if self._c.clock.now() < interview.since + NUDGE_AT * pace:
                return  # it was paused meanwhile, and a later nudge is on its way
            if (await tx.member_settings.of(interview.member_id)).interview_nudges:
                minutes = round(pace.total_seconds() / 60)
                key = f"nudge:{state.item}"
                await self._moves.tell(tx, interview, key, wording.nudge(minutes))

    async def idle(self, args: Mapping[str, int | str]) -> None:
        """Task: closes what had no turn for long, with what there is; not what is paused."""
        async with self._c.store.transaction() as tx:
            try:
                interview = await tx.interviews.get(int(args["interview"]))
            except NotFound:
                return
            if interview.state.over or interview.state.phase is Phase.SUMMING:
                return
            limit = self._c.rules.interview_idle
            if self._c.clock.now() < self._closes_at(interview):
                await self.watch(tx, interview.id)
                return
            interview = await self._moves.apply(tx, interview, End())
            closed = interview.state.phase is Phase.CLOSED
            message = wording.abandoned(limit, closed=closed)
            await self._moves.tell(tx, interview, "abandoned", message)

    async def watch(self, tx: Transaction, interview_id: int) -> None:
        """Looks again when the interview would have been idle for too long."""
        interview = await tx.interviews.get(interview_id)
        at = self._closes_at(interview)
        await tx.jobs.enqueue("interview_idle", {"interview": interview.id}, run_at=at)

    def _closes_at(self, interview: Interview) -> dt.datetime:
        """At the earliest; a pause may last for as long as its member likes."""
        last = self._c.clock.now() if interview.state.paused else interview.turned_at
        return last + self._c.rules.interview_idle
