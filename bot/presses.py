"""What the buttons and the form of a question do. Replies are for the eyes of who pressed."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bot.context import Context
from bot.critiques.reviews import mine
from bot.daily.access import is_revealed, round_for, standing
from bot.daily.answers import Answers
from bot.errors import InvalidInput
from bot.features import OLDER, Feature, number
from bot.members.people import People, member_of
from bot.memory import learning
from bot.memory.practise_again import PractiseAgain
from bot.message import Message, Person, Press, Reply, Submission
from bot.model import Member, Readers, Round, RoundKind, Seat
from bot.naming import skill_name
from bot.stores import Transaction
from bot.wording import questions, reviews
from bot.wording.basics import called

Handler = Callable[[Transaction, Member, Round, Seat], Awaitable[Reply]]


class Presses:
    def __init__(
        self, context: Context, answers: Answers, people: People, again: PractiseAgain
    ) -> None:
        self._c = context
        self._answers = answers
        self._people = people
        self._again = again

    def feature(self) -> Feature:
        on_round: dict[str, Handler] = {
            "answer": self._answer,
            "hint": self._hint,
            "dont_know": self._dont_know,
            "model": self._model,
            "review": self._review,
            "again": self._try_again,
            "others": self._others,
            "then": self._then,
        }
        presses = {action: partial(self._on_round, handler) for action, handler in on_round.items()}
        return Feature(
            presses={**presses, "remind": self._remind},
            long_forms={"answer": self._submitted},
        )

    async def _on_round(
        self, handler: Handler, tx: Transaction, member: Member, press: Press
    ) -> Reply:
        round_ = await _round(tx, member, press)
        return await handler(tx, member, round_, await tx.rounds.seat(round_.id, member.id))

    async def _submitted(self, form: Submission) -> Reply:
        round_id = number(form.form.partition(":")[2])
        if round_id is None:
            raise InvalidInput(OLDER.format("form"))
        readers: Readers = "answered" if form.values.get("readers") == "answered" else "me"
        text = form.values.get("text", "")
        if not text.strip():
            raise InvalidInput("Not sent: the answer is empty. One sentence is enough.")
        source = f"form:{form.id}"
        said = await self._answers.submit(form.person, round_id, source, text, readers)
        return await self._after(form.person, round_id, said)

    async def _after(self, person: Person, round_id: int, said: Message) -> Message:
        async with self._c.store.transaction() as tx:
            member = await member_of(tx, person)
            round_ = await round_for(tx, member, round_id)
            return await self._again.after(tx, member, round_, said)

    async def _answer(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        if self._is_over(round_):
            return await self._closed(tx, member, round_)
        skill = skill_name(self._c.bank, round_.question.skill)
        if round_.kind is RoundKind.SOLO:
            return questions.solo_form(round_, skill)
        return questions.answer_form(round_, skill)

    async def _hint(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        if seat.hinted_at is None:
            await tx.rounds.save_seat(replace(seat, hinted_at=self._c.clock.now()))
        return questions.hint(round_)

    async def _remind(self, tx: Transaction, member: Member, press: Press) -> Reply:
        """In two hours, or in time before the closing. Each press is one reminder."""
        round_ = await _round(tx, member, press)
        now, zone = self._c.clock.now(), await self._people.zone(tx, member)
        after = self._c.rules.remind_after
        at = min(now + after, round_.closes_at - after / 4)
        if now > round_.closes_at:
            return questions.closed(round_, zone, now)
        if await standing(tx, round_.id, member.id):
            return questions.answered_already()
        if at <= now:
            return questions.no_time_to_remind(round_, zone, now)
        args: dict[str, int | str] = {
            "round": round_.id,
            "member": member.id,
            "press": press.id,
        }
        await tx.jobs.enqueue("remind", args, run_at=at, key=f"remind:{press.id}")
        await tx.reminders.add(member.id, round_.local_date, counted=True)  # one a day
        return questions.will_remind(at, zone, now)

    async def _dont_know(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        await self._reveal(tx, seat)
        if self._is_over(round_) or await standing(tx, round_.id, member.id):
            return questions.model_answer(round_)
        await learning.unknown(tx, round_, member, self._c.clock.now())
        solo, team = round_.kind is RoundKind.SOLO, await tx.teams.get(round_.team_id)
        return questions.dont_know(round_, team.heard, solo=solo)

    async def _model(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        alone = round_.kind is RoundKind.SOLO  # so there is no closing that told it anyway
        known = self._is_over(round_) and not alone
        if not known and not await standing(tx, round_.id, member.id):
            return questions.answer_first(round_)
        await self._reveal(tx, seat)
        return questions.model_answer(round_)

    async def _review(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        return await mine(tx, member, round_)

    async def _try_again(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        if self._is_over(round_):
            return await self._closed(tx, member, round_)
        if round_.kind is RoundKind.SOLO:
            return questions.solo_form(round_, skill_name(self._c.bank, round_.question.skill))
        now = self._c.clock.now()
        await tx.rounds.save_seat(replace(seat, invited_at=now))
        team = await tx.teams.get(round_.team_id)
        return reviews.again(round_, team.heard, revealed=is_revealed(seat, now))

    async def _then(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        return await self._again.then_and_now(tx, member, round_)

    async def _others(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        if not await standing(tx, round_.id, member.id):
            return reviews.others_after_yours(over=self._is_over(round_))
        shared = [
            (called((await tx.members.get(a.member_id)).name), a.text)
            for a in await standing(tx, round_.id)
            if a.readers == "answered" and a.member_id != member.id and a.text
        ]
        return reviews.others(shared)

    def _is_over(self, round_: Round) -> bool:
        return self._c.clock.now() > round_.closes_at

    async def _closed(self, tx: Transaction, member: Member, round_: Round) -> Reply:
        zone = await self._people.zone(tx, member)
        return questions.closed(round_, zone, self._c.clock.now())

    async def _reveal(self, tx: Transaction, seat: Seat) -> None:
        """From here on attempts bring no points: the model answer is known."""
        if seat.revealed_at is None:
            await tx.rounds.save_seat(replace(seat, revealed_at=self._c.clock.now()))


async def _round(tx: Transaction, member: Member, press: Press) -> Round:
    """That the button is of. Raises InvalidInput or NotFound."""
    round_id = number(press.value)
    if round_id is None:
        raise InvalidInput(OLDER.format("button"))
    return await round_for(tx, member, round_id)
