"""Members: who they are, their ledger of days, the team's board."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.daily.schedule import upcoming
from bot.days import wallclock
from bot.days.streaks import EARN_BACK_DAYS, History, Ledger, build
from bot.errors import InvalidInput
from bot.message import Person
from bot.model import WORKDAYS, Member, Membership, Team, Track
from bot.stores import Transaction
from bot.wording.basics import when

TERMINAL = "terminal"
ONE_DAY = dt.timedelta(days=1)
ROLE_LASTS = dt.timedelta(days=1)
"""So long after an act that tells their roles we know who manages by one: the team page and
buttons in direct messages tell none."""


async def member_of(tx: Transaction, person: Person) -> Member:
    """The member behind a platform's person, made if new."""
    return (await team_and_member(tx, person))[1]


async def team_and_member(tx: Transaction, person: Person) -> tuple[Team, Member]:
    """As `member_of`, with their team."""
    team = await tx.teams.ensure(person.platform, person.team, person.team_name)
    member = await member_in(tx, team, person)
    if person.roles:
        await tx.roles.seen_with(member, person.roles, ROLE_LASTS)
    return team, member


async def member_in(tx: Transaction, team: Team, person: Person) -> Member:
    """As `member_of`, where the team is known."""
    return await tx.members.ensure(team.id, person.member, person.name, _zone(person))


async def onlooker(tx: Transaction, person: Person) -> Member:
    """As `member_of`, but who is new is not stored: looking on is no taking part."""
    team = await tx.teams.ensure(person.platform, person.team, person.team_name)
    if await tx.members.find(team.id, person.member):
        return await member_of(tx, person)
    return Member(0, team.id, person.member, person.name, _zone(person))


class People:
    def __init__(self, context: Context) -> None:
        self._c = context

    async def today(self, tx: Transaction, member: Member) -> dt.date:
        """The member's local date, which begins at the rollover hour."""
        zone = await self.zone(tx, member)
        return wallclock.local_day(self._c.clock.now(), zone, self._c.rules.rollover)

    async def zone(self, tx: Transaction, member: Member) -> str:
        """The member's IANA zone, else that of a track of theirs, else of one of the team."""
        if member.zone:
            return member.zone
        mine = {m.track_id for m in await tx.tracks.memberships(member_id=member.id)}
        tracks = await tx.tracks.of_team(member.team_id)
        best = [t for t in tracks if t.id in mine] or tracks
        return best[0].zone if best else "UTC"

    async def ledger(self, tx: Transaction, member: Member) -> Ledger:
        """The member's days, computed from rounds, answers, interviews, excuses and aways.

        They reach to the member's today, or to a round's later date: a track may be in a zone
        that is a day ahead."""
        today = await self.today(tx, member)
        answered = [*await tx.answers.days(member.id), *await self._interviewed(tx, member)]
        memberships = await tx.tracks.memberships(member_id=member.id)
        joined = min([*answered, *(m.joined_on for m in memberships)], default=today)
        expected, excused = await self._owed(tx, memberships, joined)
        practised = Counter(await tx.answers.solo_days(member.id))
        if not memberships:
            expected = await self._workdays(tx, member, joined, today)
        return build(
            History(
                as_of=max([today, *answered, *expected]),
                joined=joined,
                answered=frozenset(answered),
                expected=expected,
                excused=excused,
                away=[(a.first, a.last) for a in await tx.days.away(member.id)],
                practised=practised,
                ahead=await self._ahead(tx, member, memberships) if practised else (),
            )
        )

    async def _interviewed(self, tx: Transaction, member: Member) -> list[dt.date]:
        """The member's local dates on which a mock interview with an answer ended."""
        ended = await tx.interviews.days(member.id)
        if not ended:
            return []
        zone, rollover = await self.zone(tx, member), self._c.rules.rollover
        return [wallclock.local_day(at, zone, rollover) for at in ended]

    async def earn_back_until(self, tx: Transaction, member: Member, missed: dt.date) -> str:
        """When the second question day after that one ends for the member, in words.

        By the schedules of their tracks, for later rounds are not posted yet; '' without any."""
        mine = await tx.tracks.memberships(member_id=member.id)
        tracks = await _own_tracks(tx, member, mine)
        ahead = sorted({d for t in tracks for d in upcoming(t, missed, EARN_BACK_DAYS)})
        if not ahead:
            return ""
        last = ahead[EARN_BACK_DAYS - 1] + dt.timedelta(days=1)
        zone = await self.zone(tx, member)
        ends = dt.datetime.combine(last, self._c.rules.rollover, ZoneInfo(zone))
        return when(ends, zone, self._c.clock.now())

    async def _ahead(
        self, tx: Transaction, member: Member, memberships: Sequence[Membership]
    ) -> set[dt.date]:
        """The next dates on which their tracks will ask, enough to end a time to earn back."""
        return {
            date
            for track in await _own_tracks(tx, member, memberships)
            if track.next_local_date is not None
            for date in upcoming(track, track.next_local_date - ONE_DAY, EARN_BACK_DAYS)
        }

    async def _owed(
        self, tx: Transaction, memberships: Sequence[Membership], since: dt.date
    ) -> tuple[dict[dt.date, bool], dict[dt.date, str]]:
        """Date to whether all its rounds are closed, and date to why it is excused.

        A date that one track excuses is still expected where another one asked."""
        track_ids = sorted({m.track_id for m in memberships})
        if not track_ids:
            return {}, {}
        why = {(e.track_id, e.date): e.reason for e in await tx.days.excuses(track_ids)}
        closed: dict[dt.date, bool] = {}
        for track_id, date, over in await tx.rounds.dates(track_ids, since):
            if (track_id, date) not in why and _was_in(memberships, track_id, date):
                closed[date] = closed.get(date, True) and over
        excused = {
            date: reason
            for (track_id, date), reason in why.items()
            if date not in closed and _was_in(memberships, track_id, date)
        }
        return closed, excused

    async def _workdays(
        self, tx: Transaction, member: Member, joined: dt.date, today: dt.date
    ) -> dict[dt.date, bool]:
        """In the terminal practice is a track of one's own, Monday to Friday."""
        if (await tx.teams.get(member.team_id)).platform != TERMINAL:
            return {}
        span = [joined + dt.timedelta(days=n) for n in range((today - joined).days + 1)]
        return {day: day < today for day in span if day.weekday() < len(WORKDAYS)}


async def _own_tracks(
    tx: Transaction, member: Member, memberships: Sequence[Membership]
) -> list[Track]:
    """Those that the member has not left."""
    own = {m.track_id for m in memberships if m.left_on is None}
    return [track for track in await tx.tracks.of_team(member.team_id) if track.id in own]


def _was_in(memberships: Sequence[Membership], track_id: int, date: dt.date) -> bool:
    return any(
        m.track_id == track_id and m.joined_on <= date and (m.left_on is None or date < m.left_on)
        for m in memberships
    )


def _zone(person: Person) -> str | None:
    """The platform's word for the zone, unless no clock knows it: browsers say 'Etc/Unknown'."""
    try:
        return wallclock.parse_zone(person.zone) if person.zone else None
    except InvalidInput:
        return None
