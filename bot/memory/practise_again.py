"""Reviews: a member's weak points come back, in other words, a few a day, in private."""

import datetime as dt
from dataclasses import dataclass, replace

from bot.context import Context
from bot.daily.access import standing
from bot.daily.rounds import Rounds
from bot.days import wallclock
from bot.features import Feature
from bot.members.people import People
from bot.memory.cards import Card
from bot.message import Call, Message, Press, Reply
from bot.model import Answer, AnswerState, Member, Question, Round, RoundKind
from bot.naming import skill_name
from bot.stores import Transaction
from bot.wording import learning

LONG_AGO = dt.timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Weak:
    """A card with its questions, and the member's local date on which it is due."""

    card: Card
    questions: list[Question]
    due_on: dt.date


class PractiseAgain:
    def __init__(self, context: Context, rounds: Rounds, people: People) -> None:
        self._c = context
        self._rounds = rounds
        self._people = people

    def feature(self) -> Feature:
        return Feature(
            commands={"practice review": self._command},
            presses={"due": self._press},
        )

    async def _command(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return await self._next(tx, member, call.id)

    async def _press(self, tx: Transaction, member: Member, press: Press) -> Reply:
        return await self._next(tx, member, press.id)

    async def _next(self, tx: Transaction, member: Member, request: str) -> Reply:
        """The next review as a form, or why there is none. One begun today is gone on with."""
        now, today = self._c.clock.now(), await self._people.today(tx, member)
        reviews = await tx.cards.reviews_on(member.id, today)
        done, limit = sum(reviews.values()), self._c.rules.reviews_per_day
        cards = await self._cards(tx, member)
        due = [each for each in cards if each.due_on <= today]
        begun = [await tx.rounds.get(number) for number, over in reviews.items() if not over]
        begun = [round_ for round_ in begun if now <= round_.closes_at]
        of = min(limit, done + max(len(due), 1))
        if begun:
            return self._form(begun[0], done + 1, of)
        if done >= limit:
            return learning.enough_today(done, len(due))
        if not due:
            first = min((each.due_on for each in cards), default=None)
            return learning.nothing_due(first) if first else learning.nothing_learned_yet()
        # Longest waiting first keeps more than weakest first, and lets nothing wait for ever.
        weak = min(due, key=lambda each: each.card.reviewed_at)  # figures: docs/learning.md
        question, prompt = await self._other_words(tx, weak)
        key = f"review:{request}"
        round_ = await self._rounds.open_own(tx, member, question, prompt, today, key)
        return self._form(round_, done + 1, of)

    def _form(self, round_: Round, number: int, of: int) -> Reply:
        skill = skill_name(self._c.bank, round_.question.skill)
        return learning.review_form(round_, skill, number, max(number, of))

    async def _cards(self, tx: Transaction, member: Member) -> list[Weak]:
        """The member's cards, each with its questions; those that left the bank rest."""
        bank: dict[tuple[str, str], list[Question]] = {}
        for skill in self._c.bank.skills():
            for question in self._c.bank.questions(skill.id):
                bank.setdefault((question.skill, question.concept), []).append(question)
        zone, rollover = await self._people.zone(tx, member), self._c.rules.rollover
        return [
            Weak(card, questions, wallclock.local_day(card.due_at, zone, rollover))
            for card in await tx.cards.of_members([member.id])
            if (questions := bank.get((card.skill, card.concept)))
        ]

    async def _other_words(self, tx: Transaction, weak: Weak) -> tuple[Question, str]:
        """The wording after the one used last; the first where that one left the bank."""
        wordings = [(q, words) for q in weak.questions for words in (q.prompt, *q.rewordings)]
        card = weak.card
        history = await tx.cards.history(card.member_id, card.skill, card.concept)
        last = (await tx.rounds.get(history[-1].round_id)).prompt
        used = [at for at, (_, words) in enumerate(wordings) if words == last]
        return wordings[(used[0] + 1) % len(wordings) if used else 0]

    async def after(self, tx: Transaction, member: Member, round_: Round, said: Message) -> Message:
        """The reply to an answer given alone, with the ways on: then and now, the next review."""
        if round_.kind is not RoundKind.SOLO or not await standing(tx, round_.id, member.id):
            return said
        buttons = list(said.buttons)
        if await self._pair(tx, member, round_):
            buttons.append(learning.then_button(round_))
        if round_.key.startswith("review:") and await self._more(tx, member):
            buttons.append(learning.next_review())
        return replace(said, buttons=tuple(buttons))

    async def _more(self, tx: Transaction, member: Member) -> bool:
        today = await self._people.today(tx, member)
        reviews = await tx.cards.reviews_on(member.id, today)
        if sum(reviews.values()) >= self._c.rules.reviews_per_day:
            return False
        asked = {(await tx.rounds.get(number)).question.concept for number in reviews}
        due = [each for each in await self._cards(tx, member) if each.due_on <= today]
        return any(each.card.concept not in asked for each in due)

    async def then_and_now(self, tx: Transaction, member: Member, round_: Round) -> Message:
        """The member's first answer on the concept, 8 weeks old or more, beside this one."""
        pair = await self._pair(tx, member, round_)
        if pair is None:
            return learning.no_earlier_answer()
        (then_on, then), (now_on, now) = pair
        return learning.then_and_now((then_on, then.text), (now_on, now.text))

    async def _pair(
        self, tx: Transaction, member: Member, round_: Round
    ) -> tuple[tuple[dt.date, Answer], tuple[dt.date, Answer]] | None:
        mine = await standing(tx, round_.id, member.id)
        question = round_.question
        history = await tx.cards.history(member.id, question.skill, question.concept)
        for shown in history if mine else ():
            if shown.answer_id is None or mine[0].received_at - shown.at < LONG_AGO:
                continue
            then = await tx.answers.get(shown.answer_id)
            if then.state is not AnswerState.DELETED:
                first = await tx.rounds.get(then.round_id)
                return (first.local_date, then), (round_.local_date, mine[0])
        return None
