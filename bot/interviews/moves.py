"""Every change of an interview: the machine's step, stored with what follows from it."""

import datetime as dt
from dataclasses import replace

from bot.boards.keeping import touched
from bot.context import Context
from bot.errors import NotFound
from bot.interviews.machine import Effect, End, Event, Passed, Pause, Put, Resume, Said, step
from bot.interviews.model import (
    MOST_FOLLOW_UPS,
    OVER,
    Interview,
    Item,
    ItemState,
    Phase,
    Turn,
    TurnKind,
)
from bot.members.people import TERMINAL
from bot.message import Message
from bot.model import Question
from bot.naming import skill_name
from bot.sending.telling import tell_directly
from bot.stores import Transaction
from bot.wording import interviews as wording

NUDGE_AT = 1.5  # of the pace
DESIGN = 4 / 3  # of the pace: a design takes longer to say


class Moves:
    """All of it happens in the transaction that it is given, which holds the interview."""

    def __init__(self, context: Context) -> None:
        self._c = context

    async def apply(self, tx: Transaction, interview: Interview, event: Event) -> Interview:
        """The interview after the event; what does not fit changes nothing."""
        state, effects = step(interview.state, event)
        if (state, effects) == (interview.state, ()):
            return interview
        now, changed = self._c.clock.now(), replace(interview, state=state)
        if state.phase in OVER:
            changed = replace(changed, ended_at=now)
        if isinstance(event, End):
            early = interview.state.item < state.length or interview.state.phase is Phase.ASKING
            changed = replace(changed, ended_early=early)
        if isinstance(event, Resume):
            changed = replace(changed, since=now, turned_at=now)
        if Effect.GO_ON in effects or Effect.LISTEN in effects:
            quiet = self._c.rules.quiet if isinstance(event, Said) else dt.timedelta(0)
            changed = replace(changed, due_at=now + quiet)
            await self.go_on(tx, changed)
        await tx.interviews.save(changed)
        if state.over:
            await touched(tx, changed.member_id)  # an interview keeps a day of the streak
        if Effect.REPEAT in effects:
            await self._nudge_later(tx, changed)
        return changed

    async def go_on(self, tx: Transaction, interview: Interview, again: int = 0) -> None:
        """Work that the phase asks for, when it is due. `again`: how often it failed before."""
        state = interview.state
        key = f"interview:{interview.id}:{state.phase}:{state.item}:{state.heard}:{again}"
        args = {"interview": interview.id, "again": again}
        await tx.jobs.enqueue("interview", args, run_at=interview.due_at, key=key)

    async def put(self, tx: Transaction, interview: Interview, question: Question) -> Interview:
        """The next question, as a message."""
        interview = await self.apply(tx, interview, Put())
        now, number = self._c.clock.now(), interview.state.item
        interview = replace(interview, since=now)
        await tx.interviews.save(interview)
        item = Item(interview.id, number, question, question.prompt)
        await tx.interviews.add_item(item)
        skill = skill_name(self._c.bank, question.skill)
        text = question.prompt
        turn = await self.turn(tx, interview, TurnKind.QUESTION, text, f"bot:question:{number}")
        await self.say(tx, interview, turn, wording.question(interview, item, skill))
        await self._nudge_later(tx, interview)
        return interview

    async def turn(
        self,
        tx: Transaction,
        interview: Interview,
        kind: TurnKind,
        text: str,
        source: str,
        revision: int = 0,
    ) -> Turn | None:
        """Stored as it came; None where it is there already."""
        now, number = self._c.clock.now(), interview.state.item
        return await tx.interviews.add_turn(
            Turn(interview.id, number, kind, text, now, source, revision)
        )

    async def heard(
        self, tx: Transaction, interview: Interview, text: str, source: str, revision: int
    ) -> Interview:
        """An answer, or more of one."""
        stored = await self.turn(tx, interview, TurnKind.ANSWER, text, source, revision)
        if stored is None:
            return interview
        await self._mark(tx, interview, ItemState.ANSWERED)
        return await self.apply(tx, self._now(interview), Said())

    async def at_once(self, tx: Transaction, interview: Interview) -> None:
        """A form is whole: nothing more need be waited for."""
        if interview.state.phase is Phase.CONSIDERING:
            interview = replace(interview, due_at=self._c.clock.now())
            await tx.interviews.save(interview)
            await self.go_on(tx, interview)

    async def skip(
        self, tx: Transaction, interview: Interview, source: str, text: str = ""
    ) -> Interview:
        """On from the present question. What was said to it stays an answer."""
        if await self.turn(tx, interview, TurnKind.SKIP, text, source) is None:
            return interview
        whole = await tx.interviews.whole(interview)
        if not whole.answers(interview.state.item):
            await self._mark(tx, interview, ItemState.SKIPPED)
        return await self.apply(tx, self._now(interview), Passed(interview.state.item))

    async def pause(self, tx: Transaction, interview: Interview) -> Interview:
        return await self.apply(tx, interview, Pause())

    async def undelivered(self, tx: Transaction, interview_id: int) -> None:
        """The platform refused a message of it: paused, so that nobody waits for what is said."""
        try:
            await self.pause(tx, await tx.interviews.get(interview_id))
        except NotFound:
            return

    async def resume(
        self, tx: Transaction, interview: Interview, request: str, *, quietly: bool = False
    ) -> Interview:
        """Goes on where it stood; what waits for an answer is put again, unless `quietly`."""
        interview = await self.apply(tx, interview, Resume())
        if interview.state.phase is Phase.ANSWERING and not quietly:
            whole = await tx.interviews.whole(interview)
            skill = skill_name(self._c.bank, whole.items[-1].question.skill)
            await self._send(tx, interview, f"again:{request}", wording.put_again(whole, skill))
        return interview

    async def say(
        self, tx: Transaction, interview: Interview, turn: Turn | None, message: Message
    ) -> None:
        """A turn of ours as a message, once."""
        if turn is not None:
            await self._send(tx, interview, f"turn:{turn.number}", message)

    async def tell(self, tx: Transaction, interview: Interview, key: str, message: Message) -> None:
        """What is no turn, once per key."""
        await self._send(tx, interview, key, message)

    async def _send(
        self, tx: Transaction, interview: Interview, key: str, message: Message
    ) -> None:
        if (await tx.teams.get(interview.team_id)).platform == TERMINAL:
            return  # it prints for itself
        member = await tx.members.get(interview.member_id)
        await tell_directly(tx, f"interview:{interview.id}:{key}", member, message)

    async def _mark(self, tx: Transaction, interview: Interview, state: ItemState) -> None:
        whole = await tx.interviews.whole(interview)
        item = whole.items[-1]
        if item.state is not ItemState.ANSWERED:
            await tx.interviews.save_item(replace(item, state=state))

    def _now(self, interview: Interview) -> Interview:
        return replace(interview, turned_at=self._c.clock.now())

    async def _nudge_later(self, tx: Transaction, interview: Interview) -> None:
        whole = await tx.interviews.whole(interview)
        at = interview.since + NUDGE_AT * self.pace(whole.items[-1].question)
        args = {"interview": interview.id, "item": interview.state.item}
        await tx.jobs.enqueue("interview_nudge", args, run_at=at)

    def pace(self, question: Question) -> dt.timedelta:
        """How long that question is meant to take."""
        return self._c.rules.interview_pace * (DESIGN if question.kind == "design" else 1)


def follow_ups_left(interview: Interview) -> int:
    return MOST_FOLLOW_UPS - interview.state.follow_ups
