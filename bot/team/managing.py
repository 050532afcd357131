"""The commands that change a track for everybody."""

import datetime as dt

from bot.context import Context
from bot.daily.schedule import advance, upcoming
from bot.errors import InvalidInput, NotFound
from bot.features import Feature
from bot.message import Call, Message, Reply
from bot.model import Excuse, Member, Track
from bot.sending.outbox import Place
from bot.stores import Transaction
from bot.team.tracks import Tracks
from bot.wording import setup
from bot.wording.basics import day, named, say

SKIPPED = "a manager skipped it"  # unnamed: it outlives their data


class Managing:
    def __init__(self, context: Context, tracks: Tracks) -> None:
        self._c = context
        self._tracks = tracks

    def feature(self) -> Feature:
        return Feature(
            commands={
                "practice skip": self._skip,
                "practice pause": self._pause,
                "practice resume": self._resume,
                "practice remove": self._remove,
            }
        )

    async def _pause(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        track = await self._tracks.pause(tx, (await _own(tx, member, rest)).id)
        return say(f"Track {track.id} is paused. /practice resume {track.id} goes on.")

    async def _resume(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        track = await self._tracks.resume(tx, (await _own(tx, member, rest)).id)
        return setup.resumed(track)

    async def _remove(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return setup.removed(await self._tracks.remove(tx, (await _own(tx, member, rest)).id))

    async def _skip(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        """The track's next date is excused for everybody; its channel is told."""
        number, _, reason = rest.partition(" ")
        track = await _own(tx, member, number)
        if track.next_fire_at is None or track.next_local_date is None:
            raise InvalidInput(f"Track {track.id} is paused, so there is no day to skip.")
        skipped, after = _past_next(track)
        key = f"skip:{track.id}:{call.id}"
        following = f"{day(_next_date(after))}, {track.at:%H:%M}"
        message = setup.skipped(day(skipped), reason, following)
        if await tx.sends.add(key, track.team_id, Place(track.channel), message) is None:
            return say("That day is skipped already.")
        why = SKIPPED + (f": {named(reason)}" if reason else "")
        await tx.days.excuse(Excuse(track.id, skipped, why))
        await tx.tracks.save(after)
        return Message(message.lines)


def _past_next(track: Track) -> tuple[dt.date, Track]:
    """The next date on which the track would ask, and the track from after it on."""
    date = _next_date(track)
    while (track.next_local_date or date) <= date:
        assert track.next_fire_at is not None, "an active track has a time"
        track = advance(track, track.next_fire_at)
    return date, track


def _next_date(track: Track) -> dt.date:
    assert track.next_local_date is not None, "an active track has a date"
    before = track.next_local_date - dt.timedelta(days=1)
    return upcoming(track, before, 1)[0]


async def _own(tx: Transaction, member: Member, text: str) -> Track:
    """A track of the member's team. Raises InvalidInput or NotFound."""
    if not text:
        raise InvalidInput("Say which track. /practice tracks lists them.")
    for track in await tx.tracks.of_team(member.team_id):
        if str(track.id) == text:
            return track
    raise NotFound(f"There is no track {named(text)}. /practice tracks lists them.")
