"""Tracks and who is in them."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import bindparam, select, update

from bot.errors import NotFound
from bot.model import Membership, Track, TrackState
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.tables import memberships, tracks

_STANDING = select(tracks).where(tracks.c.state != TrackState.REMOVED).order_by(tracks.c.id)
_OF_TEAM = _STANDING.where(tracks.c.team_id == bindparam("team_id"))
_ONE = select(tracks).where(tracks.c.id == bindparam("track_id"))
_CURRENT = update(memberships).where(
    memberships.c.track_id == bindparam("track"),
    memberships.c.member_id == bindparam("member"),
    memberships.c.left_on.is_(None),
)
_JOINED_EARLIER = _CURRENT.where(memberships.c.joined_on > bindparam("on")).values(
    joined_on=bindparam("on")
)


class Tracks:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, track: Track) -> Track:
        row = await self._session.row(
            self._session.insert(tracks).values(**values_of(track)).returning(tracks)
        )
        assert row is not None
        return as_type(Track, row)

    async def get(self, track_id: int) -> Track:
        row = await self._session.row(_ONE, track_id=track_id)
        if row is None:
            raise NotFound(f"There is no track {track_id}.")
        return as_type(Track, row)

    async def save(self, track: Track) -> None:
        change = update(tracks).where(tracks.c.id == track.id).values(**values_of(track))
        await self._session.count(change)

    async def of_team(self, team_id: int) -> Sequence[Track]:
        rows = await self._session.rows(_OF_TEAM, team_id=team_id)
        return [as_type(Track, row) for row in rows]

    async def everywhere(self) -> Sequence[Track]:
        return [as_type(Track, row) for row in await self._session.rows(_STANDING)]

    async def due(self, now: dt.datetime, limit: int) -> Sequence[Track]:
        """Locked until the transaction ends; SQLite has one writer and needs no lock."""
        query = (
            select(tracks)
            .where(tracks.c.state == TrackState.ACTIVE, tracks.c.next_fire_at <= now)
            .order_by(tracks.c.next_fire_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [as_type(Track, row) for row in await self._session.rows(query)]

    async def move_on(self, moved: Sequence[Track]) -> None:
        change = (
            update(tracks)
            .where(tracks.c.id == bindparam("track"))
            .values(next_fire_at=bindparam("fire_at"), next_local_date=bindparam("local_date"))
        )
        values = [
            {"track": t.id, "fire_at": t.next_fire_at, "local_date": t.next_local_date}
            for t in moved
        ]
        await self._session.many(change, values)

    async def join(self, track_id: int, member_id: int, on: dt.date) -> bool:
        values = {"track_id": track_id, "member_id": member_id, "joined_on": on}
        if await self._session.add(memberships, values):
            return True
        await self._session.count(_JOINED_EARLIER, track=track_id, member=member_id, on=on)
        return False

    async def leave(self, track_id: int, member_id: int, on: dt.date) -> bool:
        left = {"track": track_id, "member": member_id, "left_on": on}
        return await self._session.count(_CURRENT, **left) > 0

    async def memberships(
        self, *, track_id: int | None = None, member_id: int | None = None
    ) -> Sequence[Membership]:
        """Of a track, of a member, or both; past ones too, oldest first."""
        query = select(memberships).order_by(memberships.c.id)
        if track_id is not None:
            query = query.where(memberships.c.track_id == track_id)
        if member_id is not None:
            query = query.where(memberships.c.member_id == member_id)
        return [as_type(Membership, row) for row in await self._session.rows(query)]
