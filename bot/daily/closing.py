"""The end of a round: its thread gets the model answer, and the team chain its day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from bot.context import Context
from bot.daily.rounds import NOT_POSTED, Rounds
from bot.days.chain import Counting, chain
from bot.managers.figures import monday
from bot.managers.publishing import comes_at
from bot.members.people import People
from bot.model import Round, RoundKind, RoundState
from bot.sending.outbox import Place, SendState
from bot.stores import Transaction
from bot.wording import days, questions

ONE_DAY = dt.timedelta(days=1)


class Closing:
    def __init__(self, context: Context, rounds: Rounds, people: People) -> None:
        self._c = context
        self._rounds = rounds
        self._counting = Counting(people, context.rules.chain_share)

    async def close(self, args: Mapping[str, int | str]) -> None:
        """Task: the time is over. What the thread is told comes next."""
        async with self._c.store.transaction() as tx:
            round_ = await tx.rounds.get(int(args["round"]))
            if round_.state is RoundState.PLANNED:
                await self._give_up(tx, round_)
            if round_.state is not RoundState.OPEN:
                return
            await tx.rounds.save(replace(round_, state=RoundState.CLOSED))
            if round_.track_id is None or round_.thread is None:
                return
            due, week = comes_at(round_.local_date), monday(round_.local_date)
            key = f"figures:{round_.team_id}:{week}"
            await tx.jobs.enqueue("figures", {"team": round_.team_id}, run_at=due, key=key)
            if round_.kind is RoundKind.SCHEDULED:
                await tx.standings.closing(round_.team_id, round_.id)
            await tx.jobs.enqueue("closing", {"round": round_.id})

    async def tell(self, args: Mapping[str, int | str]) -> None:
        """Task: a closed round's thread gets the model answer, and the team chain its day."""
        async with self._c.store.reading() as tx:
            round_ = await tx.rounds.get(int(args["round"]))
            answered = await tx.chains.people(round_.id)
        if round_.kind is RoundKind.SCHEDULED:
            await self._count(round_.team_id, round_.local_date)
        if round_.thread is None:
            return
        async with self._c.store.transaction() as tx:
            await tx.sends.add(
                f"round:{round_.id}:close",
                round_.team_id,
                Place(round_.thread.channel, round_.thread.message),
                questions.closing(round_, answered, await _of_the_team(tx, round_)),
            )

    async def count(self, args: Mapping[str, int | str]) -> None:
        """Task: a day was excused; the chains count its date without it."""
        await self._count(int(args["team"]), dt.date.fromisoformat(str(args["date"])))

    async def _count(self, team_id: int, date: dt.date) -> None:
        """What is counted is read beforehand, for in a large team that takes a while and others
        would wait to write; where another track closed meanwhile, it is counted anew."""
        kept = False
        while not kept:
            async with self._c.store.reading() as tx:
                count = await self._counting.count(tx, team_id, date)
            async with self._c.store.transaction() as tx:
                kept = await self._counting.keep(tx, count)

    async def _give_up(self, tx: Transaction, round_: Round) -> None:
        """The platform was away for as long as the round was to be open."""
        send = await tx.sends.by_key(f"round:{round_.id}:post")
        if send and send.state in (SendState.PENDING, SendState.UNKNOWN):
            await tx.sends.save(replace(send, state=SendState.DROPPED, error="too late to ask"))
        await self._rounds.unpostable(tx, round_.id, NOT_POSTED)


async def _of_the_team(tx: Transaction, round_: Round) -> str:
    """A sentence on the chain, or on why nobody owes the day; '' where neither matters."""
    if round_.kind is not RoundKind.SCHEDULED or round_.track_id is None:
        return ""
    for excuse in await tx.days.excuses([round_.track_id]):
        if excuse.date == round_.local_date:
            return f"Nobody owes this day: {excuse.reason}."
    track = await tx.tracks.get(round_.track_id)
    whole = await chain(tx, track, round_.local_date, round_.local_date)
    before = await chain(tx, track, round_.local_date, round_.local_date - ONE_DAY)
    if not whole.days:
        return ""
    return days.chain_day(whole.days[0], whole.current, before.current)
