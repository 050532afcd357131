"""Opening a round, what follows when its message stands there, and closing it."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from bot.context import Context
from bot.errors import InvalidInput
from bot.memory import learning, running_out, selection
from bot.message import Message
from bot.model import (
    Member,
    Question,
    Ref,
    Round,
    RoundKind,
    RoundState,
    Skill,
    Track,
)
from bot.sending import replies
from bot.sending.outbox import Place, Send
from bot.stores import Transaction
from bot.team.teams import GONE, close_channel, excuse_day
from bot.wording import learning as wording
from bot.wording import questions

log = structlog.get_logger()

NONE_FITS = "No question fits: these skills have none between these levels."
NONE_OLD = "No question fits: none of them is old enough to return."
NOT_POSTED = "the question could not be posted"
LATE = "the question came late"


class Rounds:
    def __init__(self, context: Context) -> None:
        self._c = context

    async def open(
        self, tx: Transaction, track: Track, date: dt.date, *, request: str | None = None
    ) -> Round | None:
        """Plans the track's round of that date; None where it is there already.

        `request`: the id of an 'ask now'; its round is extra. Raises InvalidInput where no
        question fits."""
        now = self._c.clock.now()
        pick = selection.pick(
            [q for skill in track.skills for q in self._c.bank.questions(skill)],
            await tx.rounds.asked(track.id),
            track,
            group=await learning.group_of(tx, track, date, now),
            on=date,
        )
        if pick is None:
            raise InvalidInput(NONE_OLD if track.repeat_weeks else NONE_FITS)
        skill = self._c.bank.skill(pick.question.skill)
        round_ = await tx.rounds.add(planned(track, pick, skill, date, now, request))
        if round_ is None:
            return None
        team = await tx.teams.get(track.team_id)
        await tx.sends.add(
            f"round:{round_.id}:post",
            track.team_id,
            Place(track.channel),
            questions.question(round_, skill, track.zone, now, team.heard),
        )
        await running_out.tell(self._c, tx, track, pick)
        await tx.jobs.enqueue("close", {"round": round_.id}, run_at=round_.closes_at)
        return round_

    async def open_solo(
        self, tx: Transaction, member: Member, skills: tuple[str, ...], date: dt.date, request: str
    ) -> Round:
        """A question for one member alone. The same request gives the same round."""
        pick = selection.pick(
            [q for s in skills for q in self._c.bank.questions(s)],
            await tx.rounds.solo_asked(member.id),
            group=await learning.alone(tx, member, self._c.clock.now()),
        )
        if pick is None:
            raise InvalidInput(NONE_FITS)
        return await self.open_own(tx, member, pick.question, pick.prompt, date, request)

    async def open_own(
        self,
        tx: Transaction,
        member: Member,
        question: Question,
        prompt: str,
        date: dt.date,
        request: str,
    ) -> Round:
        """That question, in those words, for one member alone. `request` as for `open_solo`."""
        now = self._c.clock.now()
        round_ = await tx.rounds.add(
            Round(
                id=0,
                team_id=member.team_id,
                track_id=None,
                member_id=member.id,
                kind=RoundKind.SOLO,
                key=request,
                local_date=date,
                question=question,
                prompt=prompt,
                review="private",
                state=RoundState.OPEN,
                created_at=now,
                closes_at=now + dt.timedelta(hours=20),
            )
        )
        return round_ or await tx.rounds.solo(member.id, request)

    async def posted(self, tx: Transaction, round_id: int, ref: Ref) -> None:
        """Its message stands there: replies in its thread are answers from now on."""
        round_ = await tx.rounds.get(round_id)
        if round_.thread is not None:
            return
        planned = round_.state is RoundState.PLANNED
        state = RoundState.OPEN if planned else round_.state
        await tx.rounds.save(replace(round_, state=state, thread=ref))
        if planned and round_.kind is RoundKind.SCHEDULED:
            await tx.jobs.enqueue("reminders", {"round": round_.id, "after": 0})
        if planned and self._c.clock.now() - round_.created_at > self._c.rules.catch_up:
            await excuse_day(tx, round_, LATE)  # the platform was away for most of its time

    async def unpostable(self, tx: Transaction, round_id: int, why: str) -> None:
        """It cannot be posted: nobody owes this day."""
        round_ = await tx.rounds.get(round_id)
        if round_.state is not RoundState.PLANNED:
            return
        await tx.rounds.save(replace(round_, state=RoundState.EXCUSED))
        await excuse_day(tx, round_, why)
        if round_.track_id is not None and round_.kind is RoundKind.SCHEDULED:
            date = round_.local_date.isoformat()
            told: dict[str, int | str] = {"track": round_.track_id, "date": date}
            await tx.jobs.enqueue("excused", told)

    async def gone(self, tx: Transaction, round_id: int) -> None:
        """Its channel is archived or closed to us: no debt, and no more questions there."""
        round_ = await tx.rounds.get(round_id)
        await excuse_day(tx, round_, GONE)
        if round_.track_id is not None:
            channel = (await tx.tracks.get(round_.track_id)).channel
            await close_channel(self._c, tx, round_.team_id, channel, GONE)


def planned(
    track: Track,
    pick: selection.Pick,
    skill: Skill,
    date: dt.date,
    now: dt.datetime,
    request: str | None = None,
) -> Round:
    """The track's round of that local date as it would be stored. `request` as for `open`."""
    return Round(
        id=0,
        team_id=track.team_id,
        track_id=track.id,
        member_id=None,
        kind=RoundKind.EXTRA if request else RoundKind.SCHEDULED,
        key=f"extra:{request}" if request else date.isoformat(),
        local_date=date,
        question=pick.question,
        prompt=pick.prompt,
        review=track.review,
        state=RoundState.PLANNED,
        created_at=now,
        closes_at=now + track.open_for,
        reason=wording.reason(pick, skill),
    )


class Aftermath:
    """What follows when a send has come to its end. The key says what it was."""

    def __init__(
        self, rounds: Rounds, unheard: Callable[[Transaction, int], Awaitable[None]]
    ) -> None:
        """`unheard`: called with the interview a message of which was refused."""
        self._rounds = rounds
        self._unheard = unheard

    async def sent(self, tx: Transaction, send: Send) -> None:
        match send.key.split(":"):
            case ["round", number, "post"] if send.ref is not None:
                await self._rounds.posted(tx, int(number), send.ref)
            case ["round", number, "close"]:
                await self._settle(tx, int(number))
            case [replies.COMMAND, *_]:
                await self._forget(tx, send)

    async def refused(self, tx: Transaction, send: Send, *, gone: bool) -> None:
        match send.key.split(":"):
            case ["round", number, "post" | "close" as purpose]:
                if gone:
                    await self._rounds.gone(tx, int(number))
                if purpose == "post":
                    await self._rounds.unpostable(tx, int(number), NOT_POSTED)
                else:
                    await self._settle(tx, int(number))
            case ["interview", number, *_]:
                await self._unheard(tx, int(number))
            case [replies.COMMAND, *_]:  # who typed it asks again
                await self._forget(tx, send)

    async def unclear(self, tx: Transaction, send: Send) -> None:
        """Nobody may ever know whether a closing was posted; how the day ended is known."""
        match send.key.split(":"):
            case ["round", number, "close"]:
                await self._settle(tx, int(number))

    async def _forget(self, tx: Transaction, send: Send) -> None:
        """A reply to a command may show much of its reader, and names of others."""
        await tx.sends.rewrite(send.id, Message(()))

    async def _settle(self, tx: Transaction, round_id: int) -> None:
        """Only now, for a channel that is gone excuses the day."""
        if (await tx.rounds.get(round_id)).kind is RoundKind.SCHEDULED:
            await tx.jobs.enqueue("settle", {"round": round_id})
