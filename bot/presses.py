"""What the buttons and forms do. Every reply is for the eyes of who pressed."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.context import Context
from bot.critiques import opinions
from bot.critiques.reviews import mine
from bot.daily.access import is_revealed, round_for, standing
from bot.daily.answers import Answers
from bot.errors import InvalidInput
from bot.features import Feature
from bot.members.people import People, member_of
from bot.memory import learning, running_out
from bot.message import Message, Person, Press, Reply, Submission
from bot.model import Member, Readers, Round, RoundKind, Seat
from bot.requests import Requests
from bot.stores import Transaction
from bot.team import setup
from bot.wording import days, questions, reviews

Handler = Callable[[Transaction, Member, Round, Seat], Awaitable[Reply]]
OLDER = "That {} is from an older version. /practice help shows what there is now."


class Presses:
    def __init__(
        self,
        context: Context,
        answers: Answers,
        people: People,
        requests: Requests,
        features: Feature,
    ) -> None:
        """`features`: what other services answer, asked first."""
        self._c = context
        self._features = features
        self._answers = answers
        self._people = people
        self._requests = requests
        self._on_round: dict[str, Handler] = {
            "answer": self._answer,
            "hint": self._hint,
            "dont_know": self._dont_know,
            "model": self._model,
            "review": self._review,
            "again": self._again,
            "others": self._others,
            "then": self._then,
        }

    async def press(self, press: Press) -> Reply:
        """Raises InvalidInput for a button that this version does not know."""
        async with self._c.store.transaction(urgent=True) as tx:
            member = await member_of(tx, press.person)
            if press.action in self._features.presses:
                return await self._features.presses[press.action](tx, member, press)
            if press.action == "why":
                return days.why(await self._people.ledger(tx, member))
            if press.action == "solo":
                return await self._requests.solo(tx, member, press.id, press.value)
            if press.action == "due":
                return await self._requests.again.next(tx, member, press.id)
            if press.action == "try":
                return await self._requests.attempt(tx, member, press.value, press.id)
            if press.action in setup.ACTIONS:
                return await self._requests.setting_up.press(tx, member, press)
            if press.action in running_out.ACTIONS:
                return await running_out.press(self._c, tx, member, press.action, press.value)
            if press.action in opinions.ACTIONS:
                return await opinions.press(self._c, tx, member, press)
            if press.action == "leave":
                return await self._requests.leave(tx, member, _number(press.value))
            round_id = _number(press.value)
            if round_id is None or press.action not in {*self._on_round, "remind"}:
                raise InvalidInput(OLDER.format("button"))
            round_ = await round_for(tx, member, round_id)
            if press.action == "remind":
                return await self._remind(tx, member, round_, press.id)
            seat = await tx.rounds.seat(round_.id, member.id)
            return await self._on_round[press.action](tx, member, round_, seat)

    async def submit(self, form: Submission) -> Reply:
        """Raises InvalidInput for a form that this version does not know."""
        kind, _, value = form.form.partition(":")
        if kind in self._features.forms:
            async with self._c.store.transaction(urgent=True) as tx:
                member = await member_of(tx, form.person)
                return await self._features.forms[kind](tx, member, form)
        if kind in setup.FORMS:
            return await self._requests.setting_up.submit(form)
        if kind == "skill":
            return await self._add_skill(form, value)
        round_id = _number(value)
        if kind != "answer" or round_id is None:
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
            return await self._requests.again.after(tx, member, round_, said)

    async def _add_skill(self, form: Submission, track_id: str) -> Reply:
        async with self._c.store.transaction(urgent=True) as tx:
            member = await member_of(tx, form.person)
            chosen = form.values.get("skill", "")
            return await running_out.add_skill(self._c, tx, member, track_id, chosen)

    async def _answer(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        if self._is_over(round_):
            return await self._closed(tx, member, round_)
        skill = self._c.bank.skill(round_.question.skill)
        if round_.kind is RoundKind.SOLO:
            return questions.solo_form(round_, skill)
        return questions.answer_form(round_, skill)

    async def _hint(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        if seat.hinted_at is None:
            await tx.rounds.save_seat(replace(seat, hinted_at=self._c.clock.now()))
        return questions.hint(round_)

    async def _remind(self, tx: Transaction, member: Member, round_: Round, press: str) -> Reply:
        """In two hours, or in time before the closing. Each press is one reminder."""
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
            "press": press,
        }
        await tx.jobs.enqueue("remind", args, run_at=at, key=f"remind:{press}")
        await tx.reminders.add(member.id, round_.local_date, counted=True)  # one a day
        return questions.will_remind(at, zone, now)

    async def _dont_know(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        await self._reveal(tx, seat)
        if self._is_over(round_) or await standing(tx, round_.id, member.id):
            return questions.model_answer(round_)
        await learning.unknown(tx, round_, member, self._c.clock.now())
        solo, team = round_.kind is RoundKind.SOLO, await tx.teams.get(round_.team_id)
        return questions.dont_know(round_, solo=solo, reads=team.reads)

    async def _model(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        alone = round_.kind is RoundKind.SOLO  # so there is no closing that told it anyway
        known = self._is_over(round_) and not alone
        if not known and not await standing(tx, round_.id, member.id):
            return questions.answer_first(round_)
        await self._reveal(tx, seat)
        return questions.model_answer(round_)

    async def _review(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        return await mine(tx, member, round_)

    async def _again(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        if self._is_over(round_):
            return await self._closed(tx, member, round_)
        if round_.kind is RoundKind.SOLO:
            return questions.solo_form(round_, self._c.bank.skill(round_.question.skill))
        now = self._c.clock.now()
        await tx.rounds.save_seat(replace(seat, invited_at=now))
        team = await tx.teams.get(round_.team_id)
        return reviews.again(round_, revealed=is_revealed(seat, now), reads=team.reads)

    async def _then(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        return await self._requests.again.then_and_now(tx, member, round_)

    async def _others(self, tx: Transaction, member: Member, round_: Round, seat: Seat) -> Reply:
        if not await standing(tx, round_.id, member.id):
            return reviews.others_after_yours(over=self._is_over(round_))
        shared = [
            ((await tx.members.get(a.member_id)).name, a.text)
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


def _number(text: str) -> int | None:
    """An id, or None for what is none; 18 digits fit into every database."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None
