"""How many were expected, answered and were away: counts, by track and day."""

import datetime as dt
from collections.abc import Collection, Sequence

from bot.days.chain import chain
from bot.days.chains import FRACTIONS_FROM, Kept
from bot.managers.figures import Place
from bot.model import Away, Membership
from bot.stores import Transaction


async def attendance(tx: Transaction, team_id: int, dates: Sequence[dt.date]) -> list[Place]:
    """As the tracks' chains count them (`bot/days/chains.py`), where enough were expected."""
    first, last = min(dates), max(dates)
    memberships = await tx.chains.memberships(team_id)
    away = await tx.chains.away(team_id, first, last)
    kept = await tx.chains.kept(team_id, first, last)
    return [
        Place(
            track.id,
            day.date,
            day.expected,
            day.answered,
            _away(day.date, [m for m in memberships if m.track_id == track.id], away, kept),
        )
        for track in await tx.tracks.of_team(team_id)
        for day in (await chain(tx, track, first, last)).days
        if day.date in dates and day.expected >= FRACTIONS_FROM
    ]


def _away(
    date: dt.date,
    memberships: Sequence[Membership],
    away: Sequence[Away],
    kept: Collection[Kept],
) -> int:
    """Members who were away that day and did not answer all the same."""
    members = {
        m.member_id
        for m in memberships
        if m.joined_on <= date and (m.left_on is None or date < m.left_on)
    }
    gone = {a.member_id for a in away if a.first <= date <= a.last}
    return len(members & gone - {k.member_id for k in kept if k.date == date})
