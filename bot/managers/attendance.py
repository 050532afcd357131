"""How many were expected and answered, by track and day, and how many days people were away."""

import datetime as dt
from collections.abc import Collection, Sequence

from bot.days.chain import chain
from bot.days.chains import FRACTIONS_FROM, Asked, Kept
from bot.managers.cells import AT_LEAST
from bot.managers.figures import Place
from bot.model import Away, Membership
from bot.stores import Transaction


async def attendance(tx: Transaction, team_id: int, dates: Sequence[dt.date]) -> list[Place]:
    """As the tracks' chains count them (`bot/days/chains.py`), where enough were expected."""
    first, last = min(dates), max(dates)
    return [
        Place(track.id, day.date, day.expected, day.answered)
        for track in await tx.tracks.of_team(team_id)
        for day in (await chain(tx, track, first, last)).days
        if day.date in dates and day.expected >= FRACTIONS_FROM
    ]


async def absence(tx: Transaction, team_id: int, first: dt.date, last: dt.date) -> int:
    """`days_away` of the team in those dates, both included."""
    return days_away(
        await tx.chains.asked(team_id, first, last),
        await tx.chains.memberships(team_id),
        await tx.chains.away(team_id, first, last),
        await tx.chains.kept(team_id, first, last),
    )


def days_away(
    asked: Collection[Asked],
    memberships: Collection[Membership],
    away: Collection[Away],
    kept: Collection[Kept],
) -> int:
    """The question days on which a member was away and did not answer all the same, of all members
    together; 0 where these are fewer people than a group has (docs/decisions/0007)."""
    tracks: dict[int, set[dt.date]] = {}
    for each in asked:
        tracks.setdefault(each.track_id, set()).add(each.date)
    ranges: dict[int, list[Away]] = {}
    for one in away:
        ranges.setdefault(one.member_id, []).append(one)
    gone = {
        (m.member_id, date)
        for m in memberships
        for date in tracks.get(m.track_id, ())
        if m.joined_on <= date and (m.left_on is None or date < m.left_on)
        if any(a.first <= date <= a.last for a in ranges.get(m.member_id, ()))
    } - {(k.member_id, k.date) for k in kept}
    return len(gone) if len({member for member, _ in gone}) >= AT_LEAST else 0
