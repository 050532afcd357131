"""What becomes of tracks and data where a channel, or a whole team, is closed to us."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog

from bot.context import Context
from bot.errors import NotFound
from bot.hearing import Heard
from bot.message import Message
from bot.model import Excuse, Member, Ref, Round, RoundKind, RoundState, Team, Track, TrackState
from bot.naming import skill_name
from bot.sending.outbox import Place
from bot.stores import Transaction
from bot.wording import setup

log = structlog.get_logger()

GONE = "the channel was archived or closed to the bot"
REMOVED = "the bot was removed"
DELETED = "the question was deleted"


class Teams:
    def __init__(self, context: Context) -> None:
        self._c = context

    async def channel_gone(self, platform: str, team: str, channel: str, why: str = GONE) -> None:
        """Its tracks are paused, its open days excused, the managers told once."""
        async with self._c.store.transaction() as tx:
            found = await tx.teams.find(platform, team)
            if found is not None:
                await close_channel(self._c, tx, found.id, channel, why)

    async def thread_gone(self, platform: str, team: str, channel: str, thread: str) -> bool:
        """A question's message or its thread was deleted: it is closed, and nobody owes its day.

        Answers that stand keep the day and get their reviews. False if it is none of ours."""
        async with self._c.store.transaction() as tx:
            found = await tx.teams.find(platform, team)
            round_ = await tx.rounds.in_thread(found.id, channel, thread) if found else None
            if round_ is None:
                return False
            if round_.state is RoundState.OPEN:
                now = self._c.clock.now()
                await tx.rounds.save(replace(round_, state=RoundState.CLOSED, closes_at=now))
                await excuse_day(tx, round_, DELETED)
                log.info("a question was deleted", round=round_.id)
            return True

    async def team_gone(self, platform: str, team: str) -> None:
        """Nothing is asked or sent any more; the data is deleted after the grace."""
        async with self._c.store.transaction() as tx:
            found, now = await tx.teams.find(platform, team), self._c.clock.now()
            if found is None or not await tx.teams.set_gone(found.id, now):
                return
            for track in await tx.tracks.of_team(found.id):
                await pause(tx, track)
            await _excuse(tx, found.id, None, REMOVED)
            for round_ in await tx.rounds.open_in(found.id):
                await tx.rounds.save(replace(round_, state=RoundState.CLOSED))
            await tx.sends.drop(found.id, REMOVED)
            args = {"team": found.id, "gone": _stamp(now)}
            at = now + self._c.rules.delete_after
            await tx.jobs.enqueue("delete_team", args, run_at=at)
            log.warning("a team is gone", platform=platform, team=found.id, deleted_at=str(at))

    async def team_back(self, platform: str, team: str, heard: Heard) -> None:
        """We are there. Had it sent us away, all is kept that was not deleted yet, and the managers
        are told. `heard` is known before its first question, which says how to answer."""
        async with self._c.store.transaction() as tx:
            found = await tx.teams.ensure(platform, team, "")
            await tx.teams.set_heard(found.id, heard)
            await revive(tx, found)

    async def delete(self, args: Mapping[str, int | str]) -> None:
        """Task: the grace is over. Nothing happens if the team came back, or left anew."""
        async with self._c.store.transaction() as tx:
            try:
                team = await tx.teams.get(int(args["team"]))
            except NotFound:
                return
            if team.gone_at is not None and _stamp(team.gone_at) == args["gone"]:
                await tx.teams.delete(team.id)
                await tx.jobs.enqueue("forget", copies(team, self._c.clock.now()))
                log.warning("a team's data is deleted", team=team.id)

    async def open_threads(self, platform: str) -> list[tuple[str, Ref, dt.datetime]]:
        """The threads that still take answers: team, first message, and since when (UTC)."""
        async with self._c.store.reading() as tx:
            return [
                (team.external_id, round_.thread, round_.created_at)
                for team in await tx.teams.on(platform)
                for round_ in await tx.rounds.open_in(team.id)
                if round_.thread
            ]


async def close_channel(
    context: Context, tx: Transaction, team_id: int, channel: str, why: str
) -> None:
    """Pauses what asks there. Where that is so already, nobody is told again."""
    now = context.clock.now()
    for track in await tx.tracks.of_team(team_id):
        if track.channel != channel:
            continue
        await _excuse(tx, team_id, track, why)
        if await pause(tx, track):
            log.warning("track paused: its channel is gone", track=track.id)
            names = [skill_name(context.bank, skill) for skill in track.skills]
            told = setup.channel_closed(track, names)
            await _tell_managers(tx, [track], f"closed:{track.id}:{_stamp(now)}", told)


async def revive(tx: Transaction, team: Team) -> None:
    """A team that had sent us away is there again."""
    if team.gone_at is None or not await tx.teams.set_gone(team.id, None):
        return
    tracks = await tx.tracks.of_team(team.id)
    if tracks:
        key = f"back:{team.id}:{team.gone_at and _stamp(team.gone_at)}"
        await _tell_managers(tx, tracks, key, setup.welcome_back(tracks))


async def pause(tx: Transaction, track: Track) -> bool:
    """No more questions until it is resumed; False if it was not asking."""
    if track.state is not TrackState.ACTIVE:
        return False
    await tx.tracks.save(
        replace(track, state=TrackState.PAUSED, next_fire_at=None, next_local_date=None)
    )
    return True


async def _excuse(tx: Transaction, team_id: int, only: Track | None, why: str) -> None:
    """The open days: nobody owes them. Later ones are not asked."""
    for round_ in await tx.rounds.open_in(team_id):
        if only is None or round_.track_id == only.id:
            await excuse_day(tx, round_, why)


def copies(team: Team, now: dt.datetime, who: str = "") -> dict[str, int | str]:
    """The args of 'forget': of that member, or '' for all of a team that is deleted."""
    told = {"platform": team.platform, "group": team.external_id, "who": who}
    return {**told, "since": _stamp(now)}


async def excuse_day(tx: Transaction, round_: Round, why: str) -> None:
    """Nobody owes a scheduled round's day. The chains count that date anew: others may have waited
    for this round, which need not come to a closing of its own."""
    if round_.track_id is None or round_.kind is not RoundKind.SCHEDULED:
        return
    if await tx.days.excuse(Excuse(round_.track_id, round_.local_date, why)):
        date = round_.local_date.isoformat()
        await tx.jobs.enqueue("chain", {"team": round_.team_id, "date": date})


async def _tell_managers(
    tx: Transaction, tracks: Sequence[Track], key: str, message: Message
) -> None:
    """A direct message to each; where none is named, to who set the tracks up."""
    told: Sequence[Member] = await tx.roles.managers(tracks[0].team_id)
    if not told:
        setups = [await tx.setups.started(track.id) for track in tracks]
        ids = sorted({made.member_id for made in setups if made})
        told = [await tx.members.get(member_id) for member_id in ids]
    for member in told:
        place = Place("", None, member.external_id)
        await tx.sends.add(f"{key}:{member.id}", member.team_id, place, message)


def _stamp(instant: dt.datetime) -> int:
    return int(instant.timestamp())
