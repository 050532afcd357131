"""What members ask about their days and set for them: streak, away, reminders, quiet hours."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.boards.keeping import touched
from bot.context import Context
from bot.days import wallclock
from bot.days.reminders import Reminding
from bot.days.reminding import in_quiet_hours
from bot.days.streaks import DayState, Ledger
from bot.errors import InvalidInput
from bot.features import Feature
from bot.members.people import TERMINAL, People
from bot.members.settings import MemberSettings
from bot.message import Call, Line, Message, Press, Reply
from bot.model import Away, Member, Track, TrackState
from bot.naming import skill_name
from bot.stores import Transaction
from bot.team.tracks import parse_range
from bot.wording import days, reminders, streaks
from bot.wording.basics import day, say, when

AWAY_BACK = dt.timedelta(days=7)  # PRACTICE_RULES, 'Days and streaks' 10


class DayCommands:
    def __init__(self, context: Context, people: People, reminding: Reminding) -> None:
        self._c = context
        self._people = people
        self._reminding = reminding

    def feature(self) -> Feature:
        return Feature(
            commands={
                "practice streak": self._streak,
                "practice streak why": self._why,
                "practice away": self._away,
                "practice remind": self._remind,
                "practice quiet": self._quiet,
                "practice zone": self._zone,
            },
            presses={
                "remind_on": self._switch,
                "remind_off": self._switch,
                "was_away": self._was_away,
                "why": self._why_press,
            },
        )

    async def page(self, tx: Transaction, member: Member, ledger: Ledger) -> Message:
        """The streak, what comes next and the calendar: for the command, and the own page."""
        today = await self._people.today(tx, member)
        if (await tx.teams.get(member.team_id)).platform == TERMINAL:  # there one asks oneself
            return streaks.page(ledger, today, ())
        lines = [await self._ahead(tx, member, ledger)]
        if member.zone is None:
            lines.append(streaks.in_this_zone(await self._people.zone(tx, member)))
        return streaks.page(ledger, today, lines)

    async def _ahead(self, tx: Transaction, member: Member, ledger: Ledger) -> Line:
        """The open question that keeps the day, else the next one, in the member's zone."""
        now, zone = self._c.clock.now(), await self._people.zone(tx, member)
        own = {
            m.track_id for m in await tx.tracks.memberships(member_id=member.id) if not m.left_on
        }
        tracks = {t.id: t for t in await tx.tracks.of_team(member.team_id) if t.id in own}
        unanswered = {d.date for d in ledger.days if d.state is DayState.OPEN}
        for round_ in await tx.rounds.open_in(member.team_id):
            if round_.track_id in tracks and round_.local_date in unanswered:
                skill = skill_name(self._c.bank, round_.question.skill)
                until = when(round_.closes_at, zone, now)
                return streaks.open_now(skill, tracks[round_.track_id].channel, until)
        away = await tx.days.away(member.id)
        ahead = [(_next_question(t, away, now), t.channel) for t in tracks.values() if _asks(t)]
        if not ahead:
            return streaks.no_track()
        at, channel = min(ahead)
        last = ledger.days[-1] if ledger.days else None
        kept = last is not None and last.state is DayState.ANSWERED
        return streaks.ahead(channel, when(at, zone, now), kept=kept)

    async def _streak(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return await self.page(tx, member, await self._people.ledger(tx, member))

    async def _why(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return days.why(await self._people.ledger(tx, member))

    async def _why_press(self, tx: Transaction, member: Member, press: Press) -> Reply:
        return days.why(await self._people.ledger(tx, member))

    async def _away(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        today = await self._people.today(tx, member)
        if rest.strip().lower() == "off":
            gone = await tx.days.clear_away(member.id, today)
            await touched(tx, member.id)
            return say("You are back." if gone else "You were not away.")
        ranges = [parse_range(part) for part in rest.split(",") if part.strip()]
        earliest = today - AWAY_BACK
        if any(first < earliest for first, _ in ranges):
            raise InvalidInput(f"Not set: away reaches back 7 days at most, to {day(earliest)}.")
        for first, last in ranges:
            await tx.days.add_away(Away(member.id, first, last), self._c.clock.now())
        if ranges:
            await touched(tx, member.id)
        known = await tx.days.away(member.id)
        return reminders.away(merged([each for each in known if each.last >= earliest]))

    async def _was_away(self, tx: Transaction, member: Member, press: Press) -> Reply:
        """As if that one day had been typed."""
        text = f"away {press.value}"
        call = Call(press.person, press.id, "practice", text, press.channel)
        return await self._away(tx, member, call, press.value)

    async def _remind(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        settings = await tx.member_settings.of(member.id)
        wanted = rest.strip().lower()
        if wanted == "off":
            settings = replace(settings, reminders=False)
        elif wanted == "on":
            settings = replace(settings, reminders=True, remind_at=None, reminders_ignored=0)
        elif wanted:
            at = wallclock.parse_time(wanted)
            if in_quiet_hours(at, settings):
                raise InvalidInput(reminders.too_quiet(at, settings))
            settings = replace(settings, reminders=True, remind_at=at, reminders_ignored=0)
        return await self._saved(tx, member, settings)

    async def _quiet(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        settings = await tx.member_settings.of(member.id)
        if rest.strip().lower() == "off":
            settings = replace(settings, quiet_to=settings.quiet_from)
        elif rest.strip():
            first, last = _times(rest)
            settings = replace(settings, quiet_from=first, quiet_to=last)
        return await self._saved(tx, member, settings)

    async def _saved(self, tx: Transaction, member: Member, settings: MemberSettings) -> Message:
        if settings != await tx.member_settings.of(member.id):
            await tx.member_settings.save(settings)
            await self._reminding.plan_again(tx, member)
        return reminders.settings(settings, await self._people.zone(tx, member))

    async def _switch(self, tx: Transaction, member: Member, press: Press) -> Reply:
        settings = await tx.member_settings.of(member.id)
        on = press.action == "remind_on"
        ignored = 0 if on else settings.reminders_ignored
        return await self._saved(
            tx, member, replace(settings, reminders=on, reminders_ignored=ignored)
        )

    async def _zone(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        now = self._c.clock.now()
        if rest.strip() and call.person.zone:
            raise InvalidInput(reminders.told_by_the_platform(call.person.zone))
        if rest.strip():
            zone = wallclock.parse_zone(rest)
            who = (member.team_id, member.external_id, member.name)
            await self._reminding.plan_again(tx, await tx.members.ensure(*who, zone))
            return reminders.zone_set(zone, when(now, zone, now))
        zone = await self._people.zone(tx, member)
        return reminders.zone_is(zone, when(now, zone, now))


def _asks(track: Track) -> bool:
    return track.state is TrackState.ACTIVE


def _next_question(track: Track, away: Sequence[Away], now: dt.datetime) -> dt.datetime:
    """When the track asks next on a day that is no holiday and on which nobody is away."""
    while True:
        now, date = wallclock.next_fire(track.at, track.weekdays, track.zone, now)
        gone = any(each.first <= date <= each.last for each in away)
        if date not in track.holidays and not gone:
            return now


def merged(ranges: Sequence[Away]) -> list[Away]:
    """The ranges in order, those that touch or overlap as one."""
    whole: list[Away] = []
    for each in sorted(ranges, key=lambda away: away.first):
        if whole and each.first <= whole[-1].last + dt.timedelta(days=1):
            whole[-1] = replace(whole[-1], last=max(whole[-1].last, each.last))
        else:
            whole.append(each)
    return whole


def _times(text: str) -> tuple[dt.time, dt.time]:
    """'22:00-07:00'. Raises InvalidInput."""
    first, dash, last = text.replace("–", "-").replace("..", "-").partition("-")
    if not dash:
        raise InvalidInput(f"Not set: say from when to when, such as {reminders.QUIET_USAGE}.")
    return wallclock.parse_time(first), wallclock.parse_time(last)
