"""Standings of a team. Boards reward taking part, never speed."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.message import Line
from bot.model import Member
from bot.stores import Transaction
from bot.wording import days

PUBLIC_PLACES = 5


Row = tuple[int, int, int]  # rank, member id, days


def ranked(days_by_member: Mapping[int, int]) -> list[Row]:
    """Most days first. Ties share a rank; the next one is skipped."""
    order = sorted(days_by_member.items(), key=lambda item: (-item[1], item[0]))
    ranks: dict[int, int] = {}
    for place, (_, count) in enumerate(order, start=1):
        ranks.setdefault(count, place)
    return [(ranks[count], member_id, count) for member_id, count in order]


def shown(rows: Sequence[Row], member_id: int) -> list[Row]:
    """The first five, and further down the member's own place with its neighbours."""
    own = next((at for at, row in enumerate(rows) if row[1] == member_id), 0)
    near = range(max(PUBLIC_PLACES, own - 1), own + 2) if own >= PUBLIC_PLACES else ()
    return [*rows[:PUBLIC_PLACES], *(rows[at] for at in near if at < len(rows))]


async def board(tx: Transaction, member: Member, today: dt.date) -> list[Line]:
    """The standings of the member's present week, Monday to Sunday, as that member sees them."""
    monday = today - dt.timedelta(days=today.weekday())
    sunday = monday + dt.timedelta(days=6)
    rows = ranked(await tx.answers.days_by_member(member.team_id, monday, sunday))
    named = []
    for rank, who, count in shown(rows, member.id):
        name = (await tx.members.get(who)).name
        named.append((rank, f"{name} (you)" if who == member.id else name, count))
    return days.board(named)
