"""Reviews: posted as the track wants, opened in private, taken back with their answer."""

from dataclasses import replace

from bot.members.people import TERMINAL
from bot.message import Message
from bot.model import Answer, AnswerState, Critique, Member, Round
from bot.sending.outbox import Place, SendState
from bot.stores import Transaction
from bot.wording import privacy, reviews
from bot.wording.basics import called


async def mine(tx: Transaction, member: Member, round_: Round) -> Message:
    """*My review*: the best attempt's best critique, whole, for its author alone."""
    answers = [
        a
        for a in await tx.answers.of_round(round_.id, member.id)
        if a.state is not AnswerState.DELETED
    ]
    if not answers:
        return reviews.none_here()
    found = [(a, c) for a in answers for c in await standing(tx, a)]
    private = tuple(privacy.private_answer(a) for a in answers if a.readers != "thread" and a.text)
    if not found:
        none = reviews.no_points_kept() if answers[-1].after_reveal else reviews.not_yet()
        return replace(none, lines=(*none.lines, *private))
    answer, best = max(found, key=lambda pair: (pair[1].score, pair[0].attempt))
    if not answer.text:
        return privacy.text_gone(best.met, len(round_.question.points))
    full = reviews.full(round_, answer, best)
    return replace(full, lines=(*full.lines, *private))


async def standing(tx: Transaction, answer: Answer) -> list[Critique]:
    """The critiques of the answer as it reads now; a model's replace the keyword check's."""
    of_answer = await tx.critiques.of_answer(answer.id)
    newest = max((c.revision for c in of_answer), default=0)
    current = [c for c in of_answer if c.revision == newest]
    by_model = [c for c in current if c.judgement.source == "ai"]
    return by_model or current


async def wanted(tx: Transaction, answer: Answer, revision: int, *, again: bool = False) -> bool:
    """Whether that revision still waits for a critique; `again`: for a better one."""
    gone = answer.state is AnswerState.DELETED or not answer.text  # blanked since
    if gone or answer.revision != revision:
        return False
    there = [c for c in await tx.critiques.of_answer(answer.id) if c.revision == revision]
    return not any(c.judgement.source == "ai" for c in there) if again else not there


async def post(tx: Transaction, round_: Round, answer: Answer, made: Critique) -> None:
    """The first critique of an answer is a message; a later one replaces it in place."""
    member = await tx.members.get(answer.member_id)
    in_thread = answer.readers == "thread" and round_.review != "private"
    if in_thread and round_.review == "short":
        message = reviews.short(called(member.name), round_, answer, made)
    else:
        message = reviews.full(round_, answer, made)
    first = await tx.sends.by_key(f"review:{answer.id}:post")
    key = f"review:{answer.id}:post"
    if first is not None:
        key = f"review:{answer.id}:{made.revision}:{made.judgement.judge}"
    place = place_of(round_, None if in_thread else member)
    await _send(tx, key, round_, place, message, first.id if first else None)


async def tell(tx: Transaction, key: str, round_: Round, member: Member, message: Message) -> None:
    """Only that member sees it, in the round's thread where there is one. Once per key."""
    await _send(tx, key, round_, place_of(round_, member), message)


def place_of(round_: Round, only: Member | None) -> Place:
    """The round's thread, for all or for one; a solo round's is its member's direct message."""
    member = only.external_id if only else None
    if round_.thread is None:
        return Place("", None, member)
    return Place(round_.thread.channel, round_.thread.message, member)


async def _send(
    tx: Transaction,
    key: str,
    round_: Round,
    place: Place,
    message: Message,
    updates: int | None = None,
) -> None:
    if (await tx.teams.get(round_.team_id)).platform != TERMINAL:  # it prints for itself
        await tx.sends.add(key, round_.team_id, place, message, updates=updates)


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
