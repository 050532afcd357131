"""Critiques of answers: made by a task, posted as the track wants, opened in private."""

from collections.abc import Mapping
from dataclasses import replace

from bot import critique
from bot.context import Context
from bot.message import Message
from bot.model import Answer, AnswerState, Critique, Member, Round
from bot.ports import Place, SendState
from bot.stores import Transaction
from bot.text import cap, clean
from bot.wording import reviews


class Reviews:
    def __init__(self, context: Context) -> None:
        self._c = context

    async def critique(self, args: Mapping[str, int | str]) -> None:
        """Task: judges one revision of an answer, unless a newer one or its critique is there."""
        answer_id, revision = int(args["answer"]), int(args["revision"])
        async with self._c.store.reading() as tx:
            answer = await tx.answers.get(answer_id)
            round_ = await tx.rounds.get(answer.round_id)
            if not await self._wanted(tx, answer, revision):
                return
            made = await self._made(tx, answer)
        if made >= self._c.rules.critiques:
            await self._enough(answer, round_)
            return
        text, _ = cap(clean(answer.text))
        judgement = await self._c.critic.judge(round_.question, text)
        verified = critique.verified(judgement, round_, answer, text, self._c.clock.now())
        async with self._c.store.transaction() as tx:
            answer = await tx.answers.get(answer_id)
            if not await self._wanted(tx, answer, revision):
                return
            stored = await tx.critiques.add(verified)
            if stored is not None:
                await tx.answers.save(replace(answer, state=AnswerState.JUDGED))
                await self._post(tx, round_, answer, stored)

    async def mine(self, tx: Transaction, member: Member, round_: Round) -> Message:
        """*My review*: the best attempt's newest critique, whole, for its author alone."""
        answers = [
            a
            for a in await tx.answers.of_round(round_.id, member.id)
            if a.state is not AnswerState.DELETED
        ]
        if not answers:
            return reviews.none_here()
        found = [(a, c) for a in answers for c in (await tx.critiques.of_answer(a.id))[-1:]]
        if not found:
            return reviews.no_points_kept() if answers[-1].after_reveal else reviews.not_yet()
        answer, best = max(found, key=lambda pair: (pair[1].score, pair[0].attempt))
        return reviews.full(round_, answer, best)

    async def _wanted(self, tx: Transaction, answer: Answer, revision: int) -> bool:
        if answer.state is AnswerState.DELETED or answer.revision != revision:
            return False
        return all(c.revision != revision for c in await tx.critiques.of_answer(answer.id))

    async def _made(self, tx: Transaction, answer: Answer) -> int:
        """How many critiques the member had in this round."""
        attempts = await tx.answers.of_round(answer.round_id, answer.member_id)
        return sum([len(await tx.critiques.of_answer(a.id)) for a in attempts])

    async def _post(self, tx: Transaction, round_: Round, answer: Answer, made: Critique) -> None:
        """The first critique of an answer is a message; a later one replaces it in place."""
        member = await tx.members.get(answer.member_id)
        in_thread = answer.readers == "thread" and round_.review != "private"
        place = _place(round_, None if in_thread else member)
        if place is None:
            return
        if in_thread and round_.review == "short":
            message = reviews.short(member.name, round_, answer, made)
        else:
            message = reviews.full(round_, answer, made, private=not in_thread)
        first = await tx.sends.by_key(f"review:{answer.id}:post")
        key = f"review:{answer.id}:{made.revision}" if first else f"review:{answer.id}:post"
        await tx.sends.add(key, round_.team_id, place, message, updates=first.id if first else None)

    async def _enough(self, answer: Answer, round_: Round) -> None:
        async with self._c.store.transaction() as tx:
            await tx.answers.save(replace(answer, state=AnswerState.JUDGED))
            place = _place(round_, await tx.members.get(answer.member_id))
            if place is not None:
                message = reviews.enough(self._c.rules.critiques)
                key = f"enough:{round_.id}:{answer.member_id}"
                await tx.sends.add(key, round_.team_id, place, message)


def _place(round_: Round, only: Member | None) -> Place | None:
    """The round's thread, for all or for one; a solo round has none."""
    if round_.thread is None:
        return None
    member = only.external_id if only else None
    return Place(round_.thread.channel, round_.thread.message, member)


async def withdraw(tx: Transaction, answer: Answer) -> None:
    """Takes back every message that quotes a deleted answer, sent or not."""
    gone = reviews.withdrawn()
    for send in await tx.sends.about(f"review:{answer.id}:"):
        await tx.sends.rewrite(send.id, gone)
        if send.state is SendState.PENDING:
            await tx.sends.save(replace(send, state=SendState.DROPPED, error="answer deleted"))
        elif send.updates is None and send.state is not SendState.REFUSED:
            key = f"withdraw:{send.id}"
            await tx.sends.add(key, send.team_id, send.place, gone, updates=send.id)
