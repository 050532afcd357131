"""Taking answers: what a reply is, what joins it, what an edit or a deletion does."""

import datetime as dt
from dataclasses import replace

from bot.boards.keeping import touched
from bot.context import Context
from bot.critiques.reviews import withdraw
from bot.daily.access import is_revealed, kind_in, round_for
from bot.daily.attempts import ReplyKind
from bot.daily.parts import (
    form_part,
    is_direct,
    is_news,
    joined,
    part_of,
    tombstone,
    written_at,
)
from bot.errors import TryLater
from bot.members.people import member_in, member_of
from bot.memory.learning import withdrawn
from bot.message import Deletion, Incoming, Message, Person
from bot.model import Answer, AnswerState, Member, Part, Readers, Round, Seat
from bot.sending.outbox import Place
from bot.stores import Transaction
from bot.text import clean
from bot.wording import questions, reviews

ON_ITS_WAY = "That thread may be a question whose posting is not confirmed yet."
SAME_INSTANT = "Two replies of one person came at the same instant."


class Answers:
    def __init__(self, context: Context) -> None:
        self._c = context

    async def receive(self, message: Incoming) -> bool:
        """A reply in a round's thread, new or edited; False if it is none of ours.

        Stored when this returns. Raises TryLater while the thread's question is on its way."""
        if message.thread is None:
            return False
        async with self._c.store.transaction(urgent=True) as tx:
            return await self.take(tx, message)

    async def take(self, tx: Transaction, message: Incoming) -> bool:
        """As `receive`, in a transaction that is open."""
        who = message.person
        team = await tx.teams.ensure(who.platform, who.team, who.team_name)
        known = await tx.answers.newest_part(who.platform, team.id, message.message)
        if known is not None and not is_news(message, known):
            return True
        round_ = await _round_in(tx, team.id, message.channel, message.thread)
        if round_ is None:
            return False
        if known is not None:
            answer = await tx.answers.of_source(who.platform, team.id, message.message)
            if answer is not None and answer.state is not AnswerState.DELETED:
                return await self.edit(tx, round_, answer, message)
        return await self._reply(tx, await member_in(tx, team, who), round_, message)

    async def submit(
        self, person: Person, round_id: int, source_id: str, text: str, readers: Readers
    ) -> Message:
        """An answer by form, private. Returns what its author is told."""
        now = self._c.clock.now()
        async with self._c.store.transaction(urgent=True) as tx:
            member = await member_of(tx, person)
            round_ = await round_for(tx, member, round_id)
            stored = await tx.answers.of_source(person.platform, member.team_id, source_id)
            if stored is not None:
                return _taken(stored)
            if now > round_.closes_at:
                zone = await self._zone(tx, round_, member)
                return questions.closed(round_, zone, now, unsent=text)
            seat = await tx.rounds.seat(round_.id, member.id)
            if kind_in(text, round_, seat, now) is not ReplyKind.ATTEMPT:
                return questions.nudge(round_)
            part = form_part(person.platform, member.team_id, source_id, text, now)
            number = len(await tx.answers.of_round(round_.id, member.id)) + 1
            return _taken(await self.attempt(tx, member, round_, seat, part, readers, now, number))

    async def delete(self, gone: Deletion) -> bool:
        """A message is gone, and with it its attempt: texts, critiques and quotes.

        What other messages said of that attempt is judged anew. Raises TryLater as `receive`."""
        async with self._c.store.transaction(urgent=True) as tx:
            team = await tx.teams.ensure(gone.platform, gone.team, "")
            await tx.inbox.drop(team.id, gone.message)
            known = await tx.answers.newest_part(gone.platform, team.id, gone.message)
            if known is None and not await _round_in(tx, team.id, gone.channel, gone.thread):
                return False
            if known is not None and known.text is None:
                return True
            answer = await tx.answers.of_source(gone.platform, team.id, gone.message)
            if answer is not None:
                await tx.rounds.seat(answer.round_id, answer.member_id)
                answer = await tx.answers.get(answer.id)  # as it is in our turn
            mark = tombstone(gone, team.id, known, self._c.clock.now())
            await tx.answers.add_part(answer.id if answer else None, mark)
            if answer is not None and answer.state is not AnswerState.DELETED:
                await self.erase(tx, answer)
            return True

    async def _reply(
        self, tx: Transaction, member: Member, round_: Round, message: Incoming
    ) -> bool:
        # The seat comes first: there the changes of one member in one round take turns.
        seat, at = await tx.rounds.seat(round_.id, member.id), written_at(message)
        before = await tx.answers.of_round(round_.id, member.id)
        attempts = [a for a in before if a.state is not AnswerState.DELETED]
        what = kind_in(message.text, round_, seat, at)
        if at > round_.closes_at:
            return await self._late(tx, member, round_, seat, what, bool(attempts))
        part = part_of(message, member.team_id)
        current = attempts[-1] if attempts else None
        in_thread = current is not None and current.readers == "thread"  # a form is whole
        if current and seat.invited_at is None and in_thread and self.joins(current, seat, at):
            if what is ReplyKind.ATTEMPT and await tx.answers.add_part(current.id, part):
                await self.rejoin(tx, current)
            return what is ReplyKind.ATTEMPT
        if current and seat.invited_at is None and not message.mentions_bot:
            return False
        if what is not ReplyKind.ATTEMPT:
            return await self._nudge(tx, member, round_, seat)
        await self.attempt(tx, member, round_, seat, part, "thread", at, len(before) + 1)
        return True

    async def attempt(
        self,
        tx: Transaction,
        member: Member,
        round_: Round,
        seat: Seat,
        part: Part,
        readers: Readers,
        received_at: dt.datetime,
        number: int,
    ) -> Answer:
        """Stores a new attempt with its first part, joins the track, asks for the critique."""
        revealed = is_revealed(seat, received_at)
        more_may_come = readers == "thread" or is_direct(part)
        quiet = self._c.rules.quiet if more_may_come else dt.timedelta(0)
        answer = await tx.answers.add(
            Answer(
                id=0,
                round_id=round_.id,
                member_id=member.id,
                attempt=number,
                state=AnswerState.JUDGED if revealed else AnswerState.COLLECTING,
                readers=readers,
                text=part.text or "",
                revision=1,
                received_at=received_at,
                due_at=self._c.clock.now() + quiet,
                after_reveal=revealed,
            )
        )
        if answer is None:
            raise TryLater(SAME_INSTANT)
        await tx.answers.add_part(answer.id, part)
        if seat.invited_at:
            await tx.rounds.save_seat(replace(seat, invited_at=None))
        if round_.track_id is not None:
            await tx.tracks.join(round_.track_id, member.id, round_.local_date)
        if not revealed:
            await self._ask_for_critique(tx, answer)
            return answer
        await touched(tx, member.id, round_.id)
        if readers == "thread":
            key = f"kept:{answer.id}"
            await self._tell(tx, key, member, round_, reviews.no_points_kept())
        return answer

    async def edit(self, tx: Transaction, round_: Round, answer: Answer, message: Incoming) -> bool:
        """A newer revision of a message we hold. Emptied, it is as good as deleted.

        Once the model answer is known, by a reveal or the closing, an attempt stays as it is."""
        seat = await tx.rounds.seat(round_.id, answer.member_id)
        answer = await tx.answers.get(answer.id)  # as it is in our turn
        at, emptied = written_at(message), not clean(message.text)
        known = at > round_.closes_at or (is_revealed(seat, at) and not answer.after_reveal)
        if answer.state is AnswerState.DELETED or (known and not emptied):
            return True
        if await tx.answers.add_part(answer.id, part_of(message, round_.team_id)):
            await (self.erase(tx, answer) if emptied else self.rejoin(tx, answer))
        return True

    async def rejoin(self, tx: Transaction, answer: Answer) -> None:
        """The answer's text from its parts as they stand now, to be judged again."""
        changed = replace(
            answer,
            text=joined(await self._left(tx, answer)),
            revision=answer.revision + 1,
            due_at=self._c.clock.now() + self._c.rules.quiet,
        )
        await tx.answers.save(changed)
        if not answer.after_reveal:
            await self._ask_for_critique(tx, changed)

    async def _left(self, tx: Transaction, answer: Answer) -> list[Part]:
        return [p for p in await tx.answers.parts(answer.id) if p.text and clean(p.text)]

    async def erase(self, tx: Transaction, answer: Answer) -> None:
        """Removes the attempt. The messages of it that stand yet are a new one, judged afresh."""
        left = await self._left(tx, answer)
        await tx.answers.erase(answer.id)
        erased = await tx.answers.get(answer.id)
        await tx.answers.save(replace(erased, state=AnswerState.DELETED))
        await withdraw(tx, answer)
        await withdrawn(tx, answer)
        await touched(tx, answer.member_id, answer.round_id)
        if not left:
            return
        again = await tx.answers.add(
            replace(
                answer,
                id=0,
                attempt=len(await tx.answers.of_round(answer.round_id, answer.member_id)) + 1,
                state=AnswerState.JUDGED if answer.after_reveal else AnswerState.COLLECTING,
                text=joined(left),
                revision=1,
                due_at=self._c.clock.now() + self._c.rules.quiet,
            )
        )
        if again is None:
            raise TryLater(SAME_INSTANT)
        for part in left:  # erased above, so stored once more: as the newest revision
            await tx.answers.add_part(again.id, replace(part, revision=part.revision + 1))
        if not answer.after_reveal:
            await self._ask_for_critique(tx, again)

    async def _ask_for_critique(self, tx: Transaction, answer: Answer) -> None:
        args = {"answer": answer.id, "revision": answer.revision}
        await tx.jobs.enqueue("critique", args, run_at=answer.due_at)

    def joins(self, current: Answer, seat: Seat, at: dt.datetime) -> bool:
        """Nothing joins an attempt once the model answer was seen."""
        same = current.after_reveal == is_revealed(seat, at)
        return same and at - current.received_at <= self._c.rules.joining

    async def _late(
        self,
        tx: Transaction,
        member: Member,
        round_: Round,
        seat: Seat,
        what: ReplyKind,
        answered: bool,
    ) -> bool:
        if answered or what is not ReplyKind.ATTEMPT or seat.nudged_at:
            return False
        now = self._c.clock.now()
        zone = await self._zone(tx, round_, member)
        await tx.rounds.save_seat(replace(seat, nudged_at=now))
        key = f"late:{round_.id}:{member.id}"
        await self._tell(tx, key, member, round_, questions.closed(round_, zone, now))
        return True

    async def _nudge(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> bool:
        if seat.nudged_at is not None:
            return False
        await tx.rounds.save_seat(replace(seat, nudged_at=self._c.clock.now()))
        key = f"nudge:{round_.id}:{member.id}"
        await self._tell(tx, key, member, round_, questions.nudge(round_))
        return True

    async def _tell(
        self, tx: Transaction, key: str, member: Member, round_: Round, message: Message
    ) -> None:
        """Only that member sees it, in the round's thread where there is one."""
        where = round_.thread
        place = Place(where.channel, where.message, member.external_id) if where else None
        await tx.sends.add(
            key, round_.team_id, place or Place("", None, member.external_id), message
        )

    async def _zone(self, tx: Transaction, round_: Round, member: Member) -> str:
        if round_.track_id is None:
            return member.zone or "UTC"
        return (await tx.tracks.get(round_.track_id)).zone


async def _round_in(
    tx: Transaction, team_id: int, channel: str, thread: str | None
) -> Round | None:
    """Raises TryLater while a question is on its way to the channel."""
    if thread is None:
        return None
    round_ = await tx.rounds.in_thread(team_id, channel, thread)
    if round_ is not None:
        return round_
    if await tx.rounds.awaiting_thread(team_id, channel):
        raise TryLater(ON_ITS_WAY)
    return await tx.rounds.in_thread(team_id, channel, thread)  # known between these two, perhaps


def _taken(answer: Answer) -> Message:
    return reviews.no_points_kept() if answer.after_reveal else reviews.saved(answer.round_id)
