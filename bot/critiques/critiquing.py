"""The task that judges an answer: what may be spent, what may leave, what is shown meanwhile."""

import datetime as dt
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace

from bot.boards.keeping import Keeping
from bot.context import Context
from bot.critiques import critique
from bot.critiques.judging import moderated, record
from bot.critiques.ladder import AWAY, Judged, Shown, Try
from bot.critiques.progress import Progress
from bot.critiques.reviews import post, tell, wanted
from bot.critiques.work import Work, Works, judges_of
from bot.errors import CriticFailed, NotFound
from bot.memory.learning import learned
from bot.model import Answer, AnswerState, Critique, Judgement
from bot.records import ModelCall
from bot.stores import Transaction
from bot.wording import critics, reviews

LOOK_AGAIN = (  # an outage can last a week
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=15),
    dt.timedelta(hours=1),
    dt.timedelta(hours=4),
    dt.timedelta(hours=12),
    *(dt.timedelta(days=1),) * 6,
)


class Critiquing:
    def __init__(self, context: Context, progress: Progress, keeping: Keeping) -> None:
        self._c = context
        self._keeping = keeping
        self._works = Works(context)
        self._ladder = context.ladder
        self._progress = progress

    async def critique(self, args: Mapping[str, int | str]) -> None:
        """Task: judges one revision of an answer, unless a newer one or its critique is there.

        With `again` a provisional critique is replaced in place, if a better critic can."""
        again = int(args.get("again", 0))
        async with self._c.store.transaction() as tx:
            answer = await self._taken(tx, int(args["answer"]))
            if not await wanted(tx, answer, int(args["revision"]), again=bool(again)):
                return
            work = await self._works.of(tx, answer, again=bool(again))
            await self._keeping.answered(tx, work.round_, work.member)
            if await self._settled(tx, work, again):
                return
        judged = await self._judge(work, again)
        if judged is not None:
            await self._store(work, judged, again)

    async def _taken(self, tx: Transaction, answer_id: int) -> Answer:
        """The answer as it is now, and until the transaction ends: its seat is taken first."""
        answer = await tx.answers.get(answer_id)
        await tx.rounds.seat(answer.round_id, answer.member_id)
        return await tx.answers.get(answer_id)

    async def _settled(self, tx: Transaction, work: Work, again: int) -> bool:
        """Says and stores what needs no critic: too many reviews, or a budget that is spent."""
        seat = await tx.rounds.seat(work.round_.id, work.member.id)
        if not again and seat.reviewed >= self._c.rules.critiques:
            await tx.answers.save(replace(work.answer, state=AnswerState.JUDGED))
            key = f"enough:{work.round_.id}:{work.member.id}"
            message = reviews.enough(self._c.rules.critiques)
            await tell(tx, key, work.round_, work.member, message)
            return True
        if work.wait_until is None or work.reused:
            await self._say_where_it_goes(tx, work)
            return False
        if not again:
            await self._say_it_waits(tx, work, f"wait:{work.answer.id}", work.wait_until)
        await self._enqueue(tx, work, again, work.wait_until)
        return True

    async def _say_it_waits(
        self, tx: Transaction, work: Work, key: str, until: dt.datetime
    ) -> None:
        """Once for each day that it waits for."""
        message = critics.to_come(until, work.member.zone or "UTC", self._c.clock.now())
        await tell(tx, f"{key}:{until:%Y%m%d}", work.round_, work.member, message)

    async def _say_where_it_goes(self, tx: Transaction, work: Work) -> None:
        """With a first answer comes a word on what goes to the model's provider."""
        now = self._c.clock.now()
        if work.plain or await tx.preferences.was_told(work.member.id, now):
            return
        message = critics.what_leaves(*(critic.name for critic in self._ladder.rungs.models))
        await tell(tx, f"told:{work.member.id}", work.round_, work.member, message)

    async def _judge(self, work: Work, again: int) -> Judged | None:
        """By whom it is to be judged. None where moderation flags it, which is told."""
        question = work.round_.question
        if work.plain:
            return await self._ladder.plain(question, work.text, work.plain)
        if work.reused is not None:
            return Judged(work.reused)
        async with self._shown(work, again) as shown:
            try:
                why = await moderated(self._c, work.text)
            except CriticFailed:  # so nothing leaves, and it is looked at again
                return replace(
                    await self._ladder.plain(question, work.text, AWAY), provisional=True
                )
            if why:
                await self._flagged(work, why)
                return None
            return await self._ladder.judge(question, work.text, member=work.who, shown=shown)

    def _shown(self, work: Work, again: int) -> AbstractAsyncContextManager[Shown | None]:
        """A better critic replaces the keyword check in silence."""
        if again:
            return nullcontext(None)
        return self._progress.of(work.team, work.round_, work.member)

    async def _store(self, work: Work, judged: Judged, again: int) -> None:
        """The critique, what it cost, and its message, in one transaction."""
        now = self._c.clock.now()
        verified = critique.verified(judged.judgement, work.round_, work.answer, work.text, now)
        async with self._c.store.transaction() as tx:
            answer = await self._taken(tx, work.answer.id)
            await record(tx, work.member, judged.tries, now, answer_id=work.answer.id)
            if work.reused is not None:
                who = (work.round_.team_id, work.member.id, work.answer.id)
                await tx.calls.add(ModelCall(now, *who, work.reused.judge, reused=True))
            if not await wanted(tx, answer, work.answer.revision, again=bool(again)):
                return
            if judged.provisional and again < len(LOOK_AGAIN):
                await self._enqueue(tx, work, again + 1, now + LOOK_AGAIN[again])
            if again and judged.provisional:
                return  # the keyword check that stands is as good
            stored = await tx.critiques.add(replace(verified, request=work.key))
            if stored is None:
                return
            await tx.answers.save(replace(answer, state=AnswerState.JUDGED))
            await post(tx, work.round_, answer, stored)
            await learned(tx, work.round_, answer, stored)
            await self._keeping.reviewed(tx, work.round_, work.member.id)
            if not again:
                seat = await tx.rounds.seat(work.round_.id, work.member.id)
                await tx.rounds.save_seat(replace(seat, reviewed=seat.reviewed + 1))

    async def _enqueue(self, tx: Transaction, work: Work, again: int, at: dt.datetime) -> None:
        ids = {"answer": work.answer.id, "revision": work.answer.revision, "again": again}
        key = "critique:" + ":".join(map(str, ids.values()))
        await tx.jobs.enqueue("critique", ids, run_at=at, key=key)

    async def _flagged(self, work: Work, why: str) -> None:
        async with self._c.store.transaction() as tx:
            answer = await self._taken(tx, work.answer.id)
            if not await wanted(tx, answer, work.answer.revision):
                return
            await tx.answers.save(replace(answer, state=AnswerState.JUDGED))
            key = f"flagged:{work.answer.id}:{work.answer.revision}"
            await tell(tx, key, work.round_, work.member, critics.flagged(why))

    async def dispute(self, args: Mapping[str, int | str]) -> None:
        """Task: a disputed critique is judged again, from scratch, by another judge.

        `again` counts how often that one could not be reached."""
        again = int(args.get("again", 0))
        async with self._c.store.transaction() as tx:
            found = await self._disputed(tx, int(args["critique"]))
            if found is None:
                return
            work, disputed, judges = found
            if work.wait_until is not None:
                key = f"wait:dispute:{disputed.id}"
                await self._say_it_waits(tx, work, key, work.wait_until)
                ids = {"critique": disputed.id, "again": again}
                await tx.jobs.enqueue("dispute", ids, run_at=work.wait_until)
                return
        tries: list[Try] = []
        judgement = await self._ladder.afresh(
            work.round_.question, work.text, judges=judges, tries=tries, member=work.who
        )
        async with self._c.store.transaction() as tx:
            await record(tx, work.member, tries, self._c.clock.now(), answer_id=work.answer.id)
            if await self._disputed(tx, disputed.id) is None:
                return
            if judgement is None:
                await self._judge_away(tx, work, disputed, again)
            else:
                await self._second_opinion(tx, work, disputed, judgement)

    async def _disputed(
        self, tx: Transaction, critique_id: int
    ) -> tuple[Work, Critique, set[str]] | None:
        """What to judge, and who has already; None where answer or choice have changed since."""
        try:
            disputed = await tx.critiques.get(critique_id)
        except NotFound:
            return None
        answer = await self._taken(tx, disputed.answer_id)
        work = await self._works.of(tx, answer, again=True)
        if answer.revision != disputed.revision or work.plain or not answer.text:
            return None
        return work, disputed, await judges_of(tx, disputed)

    async def _second_opinion(
        self, tx: Transaction, work: Work, disputed: Critique, judgement: Judgement
    ) -> None:
        now = self._c.clock.now()
        verified = critique.verified(judgement, work.round_, work.answer, work.text, now)
        second = await tx.critiques.add(verified)
        if second is None:
            return
        await learned(tx, work.round_, work.answer, second)
        await self._keeping.reviewed(tx, work.round_, work.member.id)
        if disputed.judgement.source == "keyword":
            await post(tx, work.round_, work.answer, second)
        message = critics.second_opinion(work.round_, work.answer, disputed, second)
        await tell(tx, f"dispute:{disputed.id}", work.round_, work.member, message)

    async def _judge_away(
        self, tx: Transaction, work: Work, disputed: Critique, again: int
    ) -> None:
        if again < len(LOOK_AGAIN):
            ids = {"critique": disputed.id, "again": again + 1}
            await tx.jobs.enqueue("dispute", ids, run_at=self._c.clock.now() + LOOK_AGAIN[again])
            return
        message = critics.dispute_noted(second_judge=False)
        await tell(tx, f"dispute:{disputed.id}", work.round_, work.member, message)
