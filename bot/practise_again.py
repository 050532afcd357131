"""Reviews: a member's weak points come back, in other words, a few a day, in private."""

import datetime as dt
from dataclasses import replace

from bot.access import standing
from bot.cards import Card, recall
from bot.context import Context
from bot.message import Message, Reply
from bot.model import Answer, AnswerState, Member, Question, Round, RoundKind
from bot.people import People
from bot.rounds import Rounds
from bot.stores import Transaction
from bot.wording import learning

LONG_AGO = dt.timedelta(weeks=8)


class PractiseAgain:
    def __init__(self, context: Context, rounds: Rounds, people: People) -> None:
        self._c = context
        self._rounds = rounds
        self._people = people

    async def next(self, tx: Transaction, member: Member, request: str) -> Reply:
        """The next review as a form, or why there is none. One begun today is gone on with."""
        now, today = self._c.clock.now(), await self._people.today(tx, member)
        reviews = await tx.cards.reviews_on(member.id, today)
        done, limit = sum(reviews.values()), self._c.rules.reviews_per_day
        cards = await self._cards(tx, member)
        due = [(card, questions) for card, questions in cards if card.due_at <= now]
        begun = [await tx.rounds.get(number) for number, over in reviews.items() if not over]
        begun = [round_ for round_ in begun if now <= round_.closes_at]
        of = min(limit, done + max(len(due), 1))
        if begun:
            return self._form(begun[0], done + 1, of)
        if done >= limit:
            return learning.enough_today(done, len(due))
        if not due:
            return await self._nothing_due(tx, member, cards)
        # What is nearly forgotten is saved first: what is lost costs as much tomorrow, and more
        # is kept for the same number of reviews. Figures: docs/learning.md.
        card, questions = max(due, key=lambda each: recall(each[0], now))
        question, prompt = await self._other_words(tx, card, questions)
        key = f"review:{request}"
        round_ = await self._rounds.open_own(tx, member, question, prompt, today, key)
        return self._form(round_, done + 1, of)

    def _form(self, round_: Round, number: int, of: int) -> Reply:
        return learning.review_form(
            round_, self._c.bank.skill(round_.question.skill), number, max(number, of)
        )

    async def _nothing_due(
        self, tx: Transaction, member: Member, cards: list[tuple[Card, list[Question]]]
    ) -> Message:
        if not cards:
            return learning.nothing_learned_yet()
        zone = await self._people.zone(tx, member)
        first = min(card.due_at for card, _ in cards)
        return learning.nothing_due(first, zone, self._c.clock.now())

    async def _cards(self, tx: Transaction, member: Member) -> list[tuple[Card, list[Question]]]:
        """The member's cards, each with its questions; those that left the bank rest."""
        bank: dict[tuple[str, str], list[Question]] = {}
        for skill in self._c.bank.skills():
            for question in self._c.bank.questions(skill.id):
                bank.setdefault((question.skill, question.concept), []).append(question)
        cards = await tx.cards.of_members([member.id])
        return [(c, bank[c.skill, c.concept]) for c in cards if (c.skill, c.concept) in bank]

    async def _other_words(
        self, tx: Transaction, card: Card, questions: list[Question]
    ) -> tuple[Question, str]:
        """The wording after the one used last; the first where that one left the bank."""
        wordings = [(q, words) for q in questions for words in (q.prompt, *q.rewordings)]
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
        now, today = self._c.clock.now(), await self._people.today(tx, member)
        reviews = await tx.cards.reviews_on(member.id, today)
        if sum(reviews.values()) >= self._c.rules.reviews_per_day:
            return False
        asked = {(await tx.rounds.get(number)).question.concept for number in reviews}
        cards = await self._cards(tx, member)
        return any(c.due_at <= now and c.concept not in asked for c, _ in cards)

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
