"""Standings of a team. Boards reward taking part, never speed."""

import datetime as dt
from collections.abc import Mapping

from bot.message import Line
from bot.model import Member
from bot.stores import Transaction
from bot.wording import days

PUBLIC_PLACES = 5


def ranked(days_by_member: Mapping[int, int]) -> list[tuple[int, int, int]]:
    """(rank, member id, days), most days first. Ties share a rank; the next one is skipped."""
    order = sorted(days_by_member.items(), key=lambda item: (-item[1], item[0]))
    ranks: dict[int, int] = {}
    for place, (_, count) in enumerate(order, start=1):
        ranks.setdefault(count, place)
    return [(ranks[count], member_id, count) for member_id, count in order]


async def board(tx: Transaction, member: Member, today: dt.date) -> list[Line]:
    """The week's first places, and the member's own where it is not among them."""
    monday = today - dt.timedelta(days=today.weekday())
    rows = ranked(await tx.answers.days_by_member(member.team_id, monday, today))
    top = rows[:PUBLIC_PLACES]
    names = [(rank, (await tx.members.get(who)).name, count) for rank, who, count in top]
    own = [(rank, count) for rank, who, count in rows[PUBLIC_PLACES:] if who == member.id]
    return days.board(names, own[0] if own else None)
