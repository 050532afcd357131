"""What answers teach about memory: cards follow from critiques, and a group's state from cards."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import fmean

from bot.daily.access import standing
from bot.memory.cards import Card, Grade, Recalled, card_of, grade_of, recall
from bot.memory.selection import AT_LEAST, Group
from bot.model import Answer, Critique, Member, Round, Track
from bot.stores import Transaction

LATELY = 5  # rounds of a track that say how it does; who is in none of them is resting
WORTH = {Grade.AGAIN: 0.0, Grade.HARD: 0.5, Grade.GOOD: 1.0}


async def learned(tx: Transaction, round_: Round, answer: Answer, critique: Critique) -> None:
    """A critique was stored: the author's card of that concept follows it.

    Only a first attempt counts, for a later one has read the review of it. A newer revision or
    a better critic replaces the grade; one that could not be read has none."""
    attempts = await standing(tx, round_.id, answer.member_id)
    if attempts and attempts[0].id == answer.id:
        if critique.judgement.unread:
            await withdrawn(tx, answer)
            return
        grade = grade_of(critique)
        await _note(tx, round_, answer.member_id, answer.id, grade, answer.received_at)


async def unknown(tx: Transaction, round_: Round, member: Member, at: dt.datetime) -> None:
    """*I don't know yet* before any attempt."""
    await _note(tx, round_, member.id, None, Grade.AGAIN, at)


async def interviewed(
    tx: Transaction, round_: Round, member: Member, grade: Grade, at: dt.datetime
) -> None:
    """What a question of a mock interview showed; its round has no answer to rest on."""
    await _note(tx, round_, member.id, None, grade, at)


async def unsaid(tx: Transaction, round_: Round, member_id: int) -> None:
    """What was said to a question of an interview was deleted: its card goes back too."""
    gone = await tx.cards.forget_round(member_id, round_.id)
    if gone is not None:
        await _rebuild(tx, gone)


async def withdrawn(tx: Transaction, answer: Answer) -> None:
    """An answer was deleted: its card is as if it had never been given."""
    gone = await tx.cards.forget(answer.id)
    if gone is not None:
        await _rebuild(tx, gone)


async def _note(
    tx: Transaction,
    round_: Round,
    member_id: int,
    answer_id: int | None,
    grade: Grade,
    at: dt.datetime,
) -> None:
    question = round_.question
    shown = Recalled(member_id, round_.id, answer_id, question.skill, question.concept, grade, at)
    await tx.cards.note(shown)
    await _rebuild(tx, shown)


async def _rebuild(tx: Transaction, shown: Recalled) -> None:
    key = (shown.member_id, shown.skill, shown.concept)
    card = card_of(await tx.cards.history(*key))
    await (tx.cards.put(card) if card else tx.cards.remove(*key))


async def group_of(tx: Transaction, track: Track, date: dt.date, now: dt.datetime) -> Group:
    """The people expected in the track on that local date, as they are at that instant (UTC).

    Who is away, or in none of the last rounds, has no say, unless that is everybody."""
    lately = await tx.cards.lately(track.id, LATELY)
    here = await tx.cards.expected(track.id, date)
    taking_part = {shown.member_id for shown in lately}
    people = [member for member in here if member in taking_part] or here
    cards = await tx.cards.of_members(people)
    return group(cards, len(people), [shown.grade for shown in lately], now)


async def alone(tx: Transaction, member: Member, now: dt.datetime) -> Group:
    """One member, for practice of their own."""
    return group(await tx.cards.of_members([member.id]), 1, (), now)


def group(cards: Iterable[Card], people: int, lately: Sequence[Grade], now: dt.datetime) -> Group:
    """So many people with those cards between them, and their last grades."""
    recalls = defaultdict(list)
    for card in cards:
        recalls[card.skill, card.concept].append(recall(card, now))
    share = fmean(WORTH[grade] for grade in lately) if len(lately) >= AT_LEAST else None
    return Group({key: sum(each) / people for key, each in recalls.items()}, share)
