"""What the buttons and forms do. Every reply is for the eyes of who pressed."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.answers import Answers, round_for
from bot.context import Context
from bot.errors import InvalidInput
from bot.message import Press, Reply, Submission
from bot.model import AnswerState, Member, Readers, Round, RoundKind, Seat
from bot.people import People, member_of
from bot.requests import Requests
from bot.reviews import Reviews
from bot.stores import Transaction
from bot.wording import days, questions, reviews

Handler = Callable[[Transaction, Member, Round, Seat], Awaitable[Reply]]


class Presses:
    def __init__(
        self,
        context: Context,
        answers: Answers,
        made: Reviews,
        people: People,
        requests: Requests,
    ) -> None:
        self._c = context
        self._answers = answers
        self._reviews = made
        self._people = people
        self._requests = requests
        self._on_round: dict[str, Handler] = {
            "answer": self._answer,
            "hint": self._hint,
            "remind": self._remind,
            "dont_know": self._dont_know,
            "model": self._model,
            "review": self._review,
            "again": self._again,
            "others": self._others,
        }

    async def press(self, press: Press) -> Reply:
        """Raises InvalidInput for a button that this version does not know."""
        async with self._c.store.transaction(urgent=True) as tx:
            member = await member_of(tx, press.person)
            if press.action == "why":
                return days.why(await self._people.ledger(tx, member))
            if press.action == "solo":
                return await self._requests.solo(tx, member, press.id, press.value)
            handler = self._on_round.get(press.action)
            if handler is None or not press.value.isdigit():
                raise InvalidInput("That button is of an older version. /practice help goes on.")
            round_ = await round_for(tx, member, int(press.value))
            return await handler(tx, member, round_, await tx.rounds.seat(round_.id, member.id))

    async def submit(self, form: Submission) -> Reply:
        """Raises InvalidInput for a form that this version does not know."""
        kind, _, value = form.form.partition(":")
        if kind != "answer" or not value.isdigit():
            raise InvalidInput("That form is of an older version. /practice help goes on.")
        readers: Readers = "answered" if form.values.get("readers") == "answered" else "me"
        text = form.values.get("text", "")
        if not text.strip():
            raise InvalidInput("Not sent: the answer is empty. One sentence is enough.")
        return await self._answers.submit(form.person, int(value), f"form:{form.id}", text, readers)

    async def _answer(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        now = self._c.clock.now()
        if now > round_.closes_at:
            return questions.closed(round_, await self._people.zone(tx, member), now)
        skill = self._c.bank.skill(round_.question.skill)
        if round_.kind is RoundKind.SOLO:
            return questions.solo_form(round_, skill)
        return questions.answer_form(round_, skill)

    async def _hint(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        if seat.hinted_at is None:
            await tx.rounds.save_seat(replace(seat, hinted_at=self._c.clock.now()))
        return questions.hint(round_)

    async def _remind(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        now, zone = self._c.clock.now(), await self._people.zone(tx, member)
        at = min(
            now + self._c.rules.remind_after, round_.closes_at - self._c.rules.remind_after / 4
        )
        if at <= now:
            return questions.closed(round_, zone, now)
        args = {"round": round_.id, "member": member.id}
        await tx.jobs.enqueue("remind", args, run_at=at, key=f"remind:{round_.id}:{member.id}")
        return questions.will_remind(at, zone, now)

    async def _dont_know(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        await self._reveal(tx, seat)
        return questions.dont_know(round_, solo=round_.kind is RoundKind.SOLO)

    async def _model(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        closed = self._c.clock.now() > round_.closes_at
        if not closed and not await self._attempted(tx, member, round_):
            return questions.answer_first()
        await self._reveal(tx, seat)
        return questions.model_answer(round_)

    async def _review(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        return await self._reviews.mine(tx, member, round_)

    async def _again(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        now = self._c.clock.now()
        if now > round_.closes_at:
            return questions.closed(round_, await self._people.zone(tx, member), now)
        if round_.kind is RoundKind.SOLO:
            return questions.solo_form(round_, self._c.bank.skill(round_.question.skill))
        await tx.rounds.save_seat(replace(seat, invited_at=now))
        return reviews.again(round_, revealed=seat.revealed_at is not None)

    async def _others(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        if not await self._attempted(tx, member, round_):
            return questions.answer_first()
        shared = [
            ((await tx.members.get(a.member_id)).name, a.text)
            for a in await tx.answers.of_round(round_.id)
            if a.readers == "answered"
            and a.state is not AnswerState.DELETED
            and a.member_id != member.id
        ]
        return reviews.others(shared)

    async def _attempted(self, tx: Transaction, member: Member, round_: Round) -> bool:
        answers = await tx.answers.of_round(round_.id, member.id)
        return any(a.state is not AnswerState.DELETED for a in answers)

    async def _reveal(self, tx: Transaction, seat: Seat) -> None:
        """From here on attempts bring no points: the model answer is known."""
        if seat.revealed_at is None:
            await tx.rounds.save_seat(replace(seat, revealed_at=self._c.clock.now()))
