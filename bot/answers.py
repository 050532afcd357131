"""Taking answers: what a reply is, what joins it, what an edit or a deletion does."""

import datetime as dt
from dataclasses import replace

from bot.attempts import ReplyKind, kind_of
from bot.context import Context
from bot.errors import NotFound, TryLater
from bot.message import Deletion, Incoming, Message, Person
from bot.model import Answer, AnswerState, Member, Part, Readers, Round, Seat
from bot.people import member_of
from bot.ports import Place
from bot.reviews import withdraw
from bot.stores import Transaction
from bot.wording import questions, reviews

NO_SUCH_ROUND = "That question is not here any more."
ON_ITS_WAY = "That thread may be a question whose posting is not confirmed yet."


class Answers:
    def __init__(self, context: Context) -> None:
        self._c = context

    async def receive(self, message: Incoming) -> bool:
        """A reply in a round's thread, new or edited; False if it is none of ours.

        Stored when this returns. Raises TryLater while the thread's question is on its way."""
        if message.thread is None:
            return False
        async with self._c.store.transaction(urgent=True) as tx:
            member = await member_of(tx, message.person)
            known = await tx.answers.newest_part(
                message.person.platform, member.team_id, message.message
            )
            if known is not None:
                return await self._edit(tx, member.team_id, message, known)
            round_ = await tx.rounds.in_thread(member.team_id, message.channel, message.thread)
            if round_ is None:
                if await tx.rounds.awaiting_thread(member.team_id, message.channel):
                    raise TryLater(ON_ITS_WAY)
                return False
            return await self._reply(tx, member, round_, message)

    async def submit(
        self, person: Person, round_id: int, source_id: str, text: str, readers: Readers
    ) -> Message:
        """An answer by form, private. Returns what its author is told."""
        now = self._c.clock.now()
        async with self._c.store.transaction(urgent=True) as tx:
            member = await member_of(tx, person)
            round_ = await round_for(tx, member, round_id)
            if await tx.answers.newest_part(person.platform, member.team_id, source_id):
                return reviews.saved()
            if now > round_.closes_at:
                zone = await self._zone(tx, round_, member)
                return questions.closed(round_, zone, now)
            seat = await tx.rounds.seat(round_.id, member.id)
            if kind_of(text, round_.prompt) is not ReplyKind.ATTEMPT and not seat.revealed_at:
                return questions.nudge(round_)
            part = Part(person.platform, member.team_id, source_id, _micros(now), text, now)
            answer = await self._attempt(tx, member, round_, seat, part, readers, now)
            if answer.after_reveal:
                return reviews.no_points_kept()
            return reviews.saved()

    async def delete(self, gone: Deletion) -> bool:
        """A message is gone. Its part goes, and with the last part the whole attempt."""
        async with self._c.store.transaction(urgent=True) as tx:
            team = await tx.teams.ensure(gone.platform, gone.team, "")
            known = await tx.answers.newest_part(gone.platform, team.id, gone.message)
            answer = await tx.answers.of_source(gone.platform, team.id, gone.message)
            if known is None:
                in_round = gone.thread and await tx.rounds.in_thread(
                    team.id, gone.channel, gone.thread
                )
                if not in_round:
                    return False
            if known is not None and known.text is None:
                return True
            now = self._c.clock.now()
            tombstone = Part(gone.platform, team.id, gone.message, _micros(now), None, now)
            await tx.answers.add_part(answer.id if answer else None, tombstone)
            if answer is not None:
                await self._rejoin(tx, answer)
            return True

    async def _reply(
        self, tx: Transaction, member: Member, round_: Round, message: Incoming
    ) -> bool:
        attempts = [
            a
            for a in await tx.answers.of_round(round_.id, member.id)
            if a.state is not AnswerState.DELETED
        ]
        seat = await tx.rounds.seat(round_.id, member.id)
        what = kind_of(message.text, round_.prompt)
        if message.sent_at > round_.closes_at:
            return await self._late(tx, member, round_, seat, what, bool(attempts))
        part = _part(message, member.team_id)
        current = attempts[-1] if attempts else None
        wanted = current is None or seat.invited_at is not None or message.mentions_bot
        if current and seat.invited_at is None and self._joins(current, message.sent_at):
            if what is ReplyKind.ATTEMPT:
                await tx.answers.add_part(current.id, part)
                await self._rejoin(tx, current)
            return what is ReplyKind.ATTEMPT
        if not wanted:
            return False
        if what is not ReplyKind.ATTEMPT and seat.revealed_at is None:
            return await self._nudge(tx, member, round_, seat)
        await self._attempt(tx, member, round_, seat, part, "thread", message.sent_at)
        return True

    async def _attempt(
        self,
        tx: Transaction,
        member: Member,
        round_: Round,
        seat: Seat,
        part: Part,
        readers: Readers,
        received_at: dt.datetime,
    ) -> Answer:
        """Stores a new attempt with its first part, joins the track, asks for the critique."""
        number = len(await tx.answers.of_round(round_.id, member.id)) + 1
        revealed = seat.revealed_at is not None
        quiet = self._c.rules.quiet if readers == "thread" else dt.timedelta(0)
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
            raise TryLater("two replies came at the same instant")
        await tx.answers.add_part(answer.id, part)
        if seat.invited_at:
            await tx.rounds.save_seat(replace(seat, invited_at=None))
        if round_.track_id is not None:
            await tx.tracks.join(round_.track_id, member.id, round_.local_date)
        if not revealed:
            await self._ask_for_critique(tx, answer)
        elif readers == "thread":
            key = f"kept:{answer.id}"
            await self._tell(tx, key, member, round_, reviews.no_points_kept())
        return answer

    async def _edit(self, tx: Transaction, team_id: int, message: Incoming, known: Part) -> bool:
        """A newer revision of a message we hold. The same text (a link preview) is no news."""
        if known.text is None or message.revision <= known.revision or message.text == known.text:
            return True
        answer = await tx.answers.of_source(known.platform, team_id, message.message)
        if answer is not None and answer.state is not AnswerState.DELETED:
            await tx.answers.add_part(answer.id, _part(message, team_id))
            await self._rejoin(tx, answer)
        return True

    async def _rejoin(self, tx: Transaction, answer: Answer) -> None:
        """The answer's text from its parts as they stand now; nothing left means deleted."""
        texts = [part.text for part in await tx.answers.parts(answer.id) if part.text]
        if not texts:
            await self._erase(tx, answer)
            return
        changed = replace(
            answer,
            text="\n\n".join(texts),
            revision=answer.revision + 1,
            due_at=self._c.clock.now() + self._c.rules.quiet,
        )
        await tx.answers.save(changed)
        if not answer.after_reveal:
            await self._ask_for_critique(tx, changed)

    async def _erase(self, tx: Transaction, answer: Answer) -> None:
        await tx.answers.erase(answer.id)
        erased = await tx.answers.get(answer.id)
        await tx.answers.save(replace(erased, state=AnswerState.DELETED))
        await withdraw(tx, answer)

    async def _ask_for_critique(self, tx: Transaction, answer: Answer) -> None:
        args = {"answer": answer.id, "revision": answer.revision}
        await tx.jobs.enqueue("critique", args, run_at=answer.due_at)

    def _joins(self, current: Answer, at: dt.datetime) -> bool:
        return at - current.received_at <= self._c.rules.joining

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


async def round_for(tx: Transaction, member: Member, round_id: int) -> Round:
    """The round, if that member may see it: their team's, and no other member's own.

    Raises NotFound, the same for what is not there and what is not theirs."""
    round_ = await tx.rounds.get(round_id)
    if round_.team_id != member.team_id or round_.member_id not in (None, member.id):
        raise NotFound(NO_SUCH_ROUND)
    return round_


def _part(message: Incoming, team_id: int) -> Part:
    return Part(
        message.person.platform,
        team_id,
        message.message,
        message.revision,
        message.text,
        message.sent_at,
    )


def _micros(instant: dt.datetime) -> int:
    return int(instant.timestamp() * 1_000_000)
