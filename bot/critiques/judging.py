"""What every judgement needs, in rounds and in interviews: may it leave, and what did it take."""

import datetime as dt
from collections.abc import Sequence

from bot.context import Context
from bot.critiques.ladder import Try
from bot.errors import CriticFailed, CriticRefused
from bot.model import Member
from bot.records import ModelCall
from bot.stores import Transaction
from bot.wording import critics

MODERATION = "moderation"


async def routing(
    context: Context, tx: Transaction, member: Member, *, again: bool
) -> tuple[str, dt.datetime | None]:
    """Why the keyword check does it ('' if a model does), and when the budget is new.

    `again`: it had its review, so it counts towards no quota."""
    limits = context.limits
    if not context.ladder.rungs.models or not limits.per_team:
        return critics.NO_MODEL, None
    if await tx.preferences.wants_keyword(member.id):
        return critics.CHOSEN, None
    midnight = context.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    if not again and await tx.calls.reviewed(member.id, midnight) >= limits.per_member:
        return critics.QUOTA, None
    if await tx.calls.spent(member.team_id, midnight) >= limits.per_team:
        return "", midnight + dt.timedelta(days=1)
    return "", None


async def moderated(context: Context, text: str) -> str:
    """What moderation says against it, where it is switched on. Raises CriticFailed."""
    moderator, breaker = context.moderator, context.ladder.breaker
    if moderator is None:
        return ""
    if not breaker.lets(MODERATION):
        raise CriticFailed("moderation is off")
    try:
        why = await moderator.flags(text)
    except CriticRefused as refused:
        await breaker.opens(MODERATION, str(refused))
        raise
    await breaker.closes(MODERATION)
    return why


async def record(
    tx: Transaction,
    member: Member,
    tries: Sequence[Try],
    now: dt.datetime,
    *,
    answer_id: int | None = None,
    item_id: int | None = None,
) -> None:
    """What was asked of models, for an answer or for a question of an interview."""
    for call in tries:
        usage = call.usage
        await tx.calls.add(
            ModelCall(
                at=now,
                team_id=member.team_id,
                member_id=member.id,
                answer_id=answer_id,
                critic=call.critic,
                input_tokens=usage.input_tokens,
                cached_tokens=usage.cached_tokens,
                output_tokens=usage.output_tokens,
                cost=usage.cost,
                latency=usage.latency,
                failed=bool(call.failure),
                item_id=item_id,
            )
        )
