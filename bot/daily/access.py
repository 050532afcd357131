"""What a member may see and do in a round."""

import datetime as dt

from bot.daily.attempts import ReplyKind, kind_of
from bot.errors import NotFound
from bot.model import Answer, AnswerState, Member, Round, Seat
from bot.stores import Transaction

NO_SUCH_ROUND = "That question is not here any more. /practice solo asks you another one now."


async def round_for(tx: Transaction, member: Member, round_id: int) -> Round:
    """The round, if that member may see it: their team's, and no other member's own.

    Raises NotFound, the same for what is not there and what is not theirs."""
    try:
        round_ = await tx.rounds.get(round_id)
    except NotFound:
        raise NotFound(NO_SUCH_ROUND) from None
    if round_.team_id != member.team_id or round_.member_id not in (None, member.id):
        raise NotFound(NO_SUCH_ROUND)
    return round_


async def standing(tx: Transaction, round_id: int, member_id: int | None = None) -> list[Answer]:
    """The attempts that were not deleted, in order; of one member or of all."""
    answers = await tx.answers.of_round(round_id, member_id)
    return [a for a in answers if a.state is not AnswerState.DELETED]


def is_revealed(seat: Seat, at: dt.datetime) -> bool:
    """Whether the member had seen the model answer by that instant."""
    return seat.revealed_at is not None and seat.revealed_at <= at


def kind_in(text: str, round_: Round, seat: Seat, at: dt.datetime) -> ReplyKind:
    """What a reply is. After the reveal it has to be in words of one's own."""
    what = kind_of(text, round_.prompt)
    if what is ReplyKind.ATTEMPT and is_revealed(seat, at):
        return kind_of(text, round_.question.model_answer)
    return what
