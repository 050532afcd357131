"""The weekly digest of a track: its channel is told how the week went. Off until a manager asks.

Its next time is a row, a wall-clock time in the track's zone, and a job waits for it; the message's
key is (track, week), so a week is told once. Nothing is told of a week without a question, or while
the track is paused. From Friday on it is about the week that ends, else about the week before."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from bot.boards.digests import Digest
from bot.boards.standings import Board, Kind, Row, Span, start_of
from bot.context import Context
from bot.days import wallclock
from bot.days.chain import chain
from bot.errors import InvalidInput, NotFound
from bot.features import Feature
from bot.message import Call, Message, Reply
from bot.model import (
    WEEKDAYS,
    Member,
    Point,
    Question,
    Round,
    RoundKind,
    RoundState,
    Track,
    TrackState,
    Verdict,
)
from bot.naming import skill_name
from bot.sending.outbox import Place
from bot.stores import Transaction
from bot.wording import digest as wording
from bot.wording.basics import listed
from bot.wording.digest import Week

USUAL = ("fri", dt.time(16))
THIS_WEEK_FROM = 4  # Friday
ENOUGH = 5  # people read by a model: of fewer, what they overlooked would say who (PRACTICE_RULES)
HOW = "Write: /practice digest on, /practice digest on mon 09:00, or /practice digest off"
WEEK = dt.timedelta(days=7)


class Digesting:
    def __init__(self, context: Context) -> None:
        self._c = context

    def feature(self) -> Feature:
        return Feature(commands={"practice digest": self._command})

    async def _command(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        verb, *words = rest.lower().split() or [""]
        numbers = [word for word in words if word.isdigit()]
        rest_of = [word for word in words if not word.isdigit()]
        tracks = await tx.tracks.of_team(member.team_id)
        if verb == "off" and not rest_of:
            track = _chosen(tracks, call.channel, numbers)
            return wording.switched_off(track, was_on=await tx.digests.remove(track.id))
        if verb != "on":
            raise InvalidInput(f"Not set. {HOW}")
        weekday, at = _time(rest_of)
        track = _chosen(tracks, call.channel, numbers)
        now = self._c.clock.now()
        digest = await self._plan(tx, track, weekday, at, now)
        first = digest.due_at.astimezone(ZoneInfo(track.zone))
        return wording.switched_on(track, weekday, at, first)

    async def _plan(
        self, tx: Transaction, track: Track, weekday: str, at: dt.time, after: dt.datetime
    ) -> Digest:
        due, _ = wallclock.next_fire(at, (weekday,), track.zone, after)
        digest = Digest(track.id, weekday, at, due)
        await tx.digests.save(digest)
        ids = {"track": track.id, "due": _stamp(due)}
        await tx.jobs.enqueue("digest", ids, run_at=due)
        return digest

    async def post(self, args: Mapping[str, int | str]) -> None:
        """Task: tells the week, unless the digest was set otherwise meanwhile or it is too late
        (`Rules.catch_up`), and plans the next one."""
        now = self._c.clock.now()
        async with self._c.store.transaction() as tx:
            try:
                track = await tx.tracks.get(int(args["track"]))
            except NotFound:
                return
            digest = await tx.digests.of(track.id)
            if digest is None or _stamp(digest.due_at) != args["due"]:
                return
            if track.state is TrackState.REMOVED:
                await tx.digests.remove(track.id)
                return
            if track.state is TrackState.ACTIVE and now - digest.due_at <= self._c.rules.catch_up:
                await self._tell(tx, track, digest.due_at)
            await self._plan(tx, track, digest.weekday, digest.at, now)

    async def _tell(self, tx: Transaction, track: Track, due: dt.datetime) -> None:
        date = due.astimezone(ZoneInfo(track.zone)).date()
        same = date.weekday() >= THIS_WEEK_FROM
        monday = start_of(Span.WEEK, date if same else date - WEEK)
        message = await self.message(tx, track, monday, "Next" if same else "This")
        if message is not None:
            key = f"digest:{track.id}:{monday}"
            await tx.sends.add(key, track.team_id, Place(track.channel), message)

    async def message(
        self, tx: Transaction, track: Track, monday: dt.date, ahead: str
    ) -> Message | None:
        """That week, as its channel is told; None without a question. `ahead`: 'This' or 'Next'."""
        sunday = monday + WEEK - dt.timedelta(days=1)
        rounds = [
            round_
            for round_ in await tx.rounds.latest(track.id, limit=50)
            if round_.kind is RoundKind.SCHEDULED and monday <= round_.local_date <= sunday
        ]
        if not rounds:
            return None
        still_open = [r.closes_at for r in rounds if r.state is RoundState.OPEN]
        names = [skill_name(self._c.bank, skill) for skill in track.skills]
        week = Week(
            track=track,
            first=min(round_.local_date for round_ in rounds),
            last=max(round_.local_date for round_ in rounds),
            chain=await chain(tx, track, monday, sunday),
            open_until=max(still_open, default=None),
            worth_reading=await _worth_reading(tx, rounds),
            overlooked=await _overlooked(tx, rounds),
            improved=await _improved(tx, track, monday),
            ahead=(ahead, names),
            now=self._c.clock.now(),
        )
        return wording.digest(week)


async def _worth_reading(tx: Transaction, rounds: Sequence[Round]) -> Round | None:
    """The question with the most answers in its thread, of equals the newest."""
    answered = await tx.digests.in_threads([round_.id for round_ in rounds])
    best = max(rounds, key=lambda round_: (answered.get(round_.id, 0), round_.local_date))
    return best if answered.get(best.id) else None


async def _overlooked(tx: Transaction, rounds: Sequence[Round]) -> tuple[Question, Point] | None:
    """The point that the largest share of first attempts misses, where a model read five."""
    best: tuple[float, Question, Point] | None = None
    for round_ in rounds:
        read = await tx.digests.read_first(round_.id)
        if len(read) < ENOUGH:
            continue
        missing = Counter(
            finding.point_id
            for judgement in read
            for finding in judgement.findings
            if finding.verdict in (Verdict.MISSING, Verdict.WRONG)
        )
        for point in round_.question.points:
            share = missing[point.id] / len(read)
            if share and (best is None or share > best[0]):
                best = (share, round_.question, point)
    return best[1:] if best else None


async def _improved(tx: Transaction, track: Track, monday: dt.date) -> Row | None:
    """Who improved most in that week, of those in the track who agreed to be named."""
    board = Board(Kind.IMPROVEMENT, Span.WEEK, monday)
    memberships = await tx.tracks.memberships(track_id=track.id)
    here = {m.member_id for m in memberships if m.left_on is None}
    best = await tx.standings.places(track.team_id, 0, board, 1, len(here))
    return next((row for row in best if row.member_id in here), None)


def _chosen(tracks: Sequence[Track], channel: str, numbers: Sequence[str]) -> Track:
    """The track of that number, else the one that asks in the channel. Raises InvalidInput."""
    fitting = [t for t in tracks if (str(t.id) in numbers if numbers else t.channel == channel)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        ids = ", ".join(str(track.id) for track in fitting)
        raise InvalidInput(
            f"Not set: tracks {ids} ask here. Name one: /practice digest on {fitting[0].id}"
        )
    raise InvalidInput("Not set: no such track asks here. /practice tracks lists them.")


def _time(words: Sequence[str]) -> tuple[str, dt.time]:
    """'mon 09:00', in any order; what is left out is the usual. Raises InvalidInput."""
    weekday, at = USUAL
    for word in words:
        if ":" in word:
            at = wallclock.parse_time(word)
            continue
        days = wallclock.parse_weekdays(word)
        if len(days) != 1:
            raise InvalidInput(
                f"Not set: a digest comes once a week, on one of {listed(WEEKDAYS, 'or')}."
            )
        (weekday,) = days
    return weekday, at


def _stamp(instant: dt.datetime) -> int:
    return int(instant.timestamp())
