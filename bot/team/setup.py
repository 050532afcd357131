"""`/practice setup`: a form, a preview of the first message, and a track; or a request for one.

What was typed is stored before it is checked, so a refused form opens again as it was."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.context import Context
from bot.daily.parts import storable
from bot.daily.rounds import Rounds
from bot.days import wallclock
from bot.errors import InvalidInput, NotFound
from bot.features import Feature, number
from bot.members.people import member_of
from bot.message import Call, Form, Line, Message, Person, Press, Reply, Submission
from bot.model import Member, Track
from bot.sending.outbox import Place
from bot.stores import Transaction
from bot.team.preview import first_message
from bot.team.roles import Roles
from bot.team.stores import Setup, SetupState
from bot.team.tracks import Tracks, Wish, parse_hours, parse_levels, parse_review
from bot.wording import setup as wording
from bot.wording.basics import called, named

START = {
    "skills": "",
    "at": "09:00",
    "days": "mon-fri",
    "zone": "",
    "first": "now",
    "channel": "",
    "levels": "junior-staff",
    "review": "short",
    "hours": "20",
}
LASTS = dt.timedelta(days=1)  # a form that was not finished is begun anew after it
LONGEST = 1000
FORMS = ("setup", "setup_more")
ACTIONS = ("setup_start", "setup_change", "setup_more", "setup_yes", "setup_no", "setup_new")
NOT_HERE = "That setup is not here any more. /practice setup opens a new one."
_CHANNEL = re.compile(r"<#(\w+)(?:\|[^>]*)?>")


class SettingUp:
    def __init__(self, context: Context, rounds: Rounds, tracks: Tracks, roles: Roles) -> None:
        self._c = context
        self._rounds = rounds
        self._tracks = tracks
        self._roles = roles
        self._parsers: Mapping[str, Callable[[str], object]] = {
            "skills": tracks.parse_skills,
            "at": wallclock.parse_time,
            "days": wallclock.parse_weekdays,
            "zone": _zone,
            "channel": _channel,
            "levels": parse_levels,
            "review": parse_review,
            "hours": _hours,
        }

    def feature(self) -> Feature:
        return Feature(
            commands={"practice setup": self._command},
            presses=dict.fromkeys(ACTIONS, self._press),
            long_forms=dict.fromkeys(FORMS, self._submitted),
        )

    async def _command(self, tx: Transaction, member: Member, call: Call, zone: str) -> Reply:
        """The form, or first what waits for a yes. `zone`: as typed with the command."""
        await self._roles.meet(tx, member, admin=call.admin)
        if await self._roles.may_manage(tx, member, admin=call.admin):
            for waiting in await tx.setups.of_team(member.team_id, SetupState.ASKED):
                try:
                    return wording.waiting(await self._request(tx, waiting))
                except InvalidInput:  # the bank has changed since, so it can never start
                    await tx.setups.save(replace(waiting, state=SetupState.REFUSED))
        return await self._form(tx, member, call.channel, zone)

    async def _press(self, tx: Transaction, member: Member, press: Press) -> Reply:
        """Raises NotFound, NotAllowed or InvalidInput."""
        if press.action == "setup_new":
            return await self._form(tx, member, press.channel, "")
        setup = await self._get(tx, member, press.value)
        if press.action in ("setup_yes", "setup_no"):
            return await self._decide(tx, member, setup, yes=press.action == "setup_yes")
        if setup.member_id != member.id:
            raise NotFound(NOT_HERE)
        if setup.state is not SetupState.OPEN:
            return await self._told(tx, setup, press.channel)
        if press.action == "setup_start":
            return await self._start_or_ask(tx, member, setup, press.channel)
        if press.action == "setup_more":
            return wording.more_form(setup.id, setup.values)
        return wording.form(setup.id, setup.values, self._skills())

    async def _submitted(self, form: Submission) -> Reply:
        """The preview; for who may not set up, where the request went. Raises InvalidInput."""
        async with self._c.store.transaction(urgent=True) as tx:
            member = await member_of(tx, form.person)
            setup = await self._get(tx, member, form.form.partition(":")[2])
            if setup.member_id != member.id:
                raise NotFound(NOT_HERE)
            if setup.state is not SetupState.OPEN:
                return await self._told(tx, setup, form.channel)
            typed = {n: storable(t)[:LONGEST] for n, t in form.values.items() if n in START}
            setup = replace(setup, values={**setup.values, **typed})
            await tx.setups.save(setup)
        track = self._track(setup)
        await self._check_channel(form.person, track.channel)
        async with self._c.store.transaction(urgent=True) as tx:
            if not await self._roles.may_manage(tx, member):
                return await self._ask(tx, setup)
            told = self._summary(track, setup, form.channel)
            more = not START.keys() <= typed.keys()
            team = await tx.teams.get(member.team_id)
            first = first_message(self._c, track, team.heard)
            return wording.preview(setup.id, told, first, more=more)

    async def _check_channel(self, who: Person, channel: str) -> None:
        """Raises InvalidInput where no question can be asked there: who sets up is told now,
        rather than a manager when the first one fails."""
        knows = self._c.channels.get(who.platform)
        obstacle = await knows.obstacle(who.team, channel) if knows else ""
        if obstacle:
            raise InvalidInput(wording.not_there(obstacle), field="channel")

    async def _form(self, tx: Transaction, member: Member, channel: str, zone: str) -> Form:
        """A new one, or the one that the member did not finish."""
        now = self._c.clock.now()
        begun = [
            s
            for s in await tx.setups.of_team(member.team_id, SetupState.OPEN)
            if s.member_id == member.id and now - s.created_at < LASTS
        ]
        if begun:
            values = {**begun[-1].values, "channel": channel} | ({"zone": zone} if zone else {})
            setup = replace(begun[-1], values=values)
            await tx.setups.save(setup)
        else:
            values = START | {"channel": channel, "zone": zone or member.zone or ""}
            new = Setup(0, member.team_id, member.id, values, SetupState.OPEN, now)
            setup = await tx.setups.add(new)
        return wording.form(setup.id, setup.values, self._skills())

    async def _start_or_ask(
        self, tx: Transaction, member: Member, setup: Setup, here: str
    ) -> Reply:
        """Who was an admin when the form opened may be none any more."""
        if not await self._roles.may_manage(tx, member):
            return await self._ask(tx, setup)
        return await self._start(tx, setup, here)

    async def _start(self, tx: Transaction, setup: Setup, here: str) -> Message:
        """Makes the track; where that is done, the same reply."""
        wish, channel = _wish(setup.values), _channel(setup.values["channel"])
        track = await self._tracks.add(tx, setup.team_id, channel, wish)
        done = replace(setup, state=SetupState.STARTED, track_id=track.id)
        await tx.setups.save(done)
        if setup.values["first"] == "now":
            today = self._c.clock.now().astimezone(ZoneInfo(track.zone)).date()
            await self._rounds.open(tx, track, today, request=f"setup:{setup.id}")
        return wording.started(track, self._summary(track, setup, here))

    async def _ask(self, tx: Transaction, setup: Setup) -> Message:
        """To the managers; where there is none, the next admin who sets up sees it."""
        await tx.setups.save(replace(setup, state=SetupState.ASKED))
        managers = await tx.roles.managers(setup.team_id)
        request = await self._request(tx, setup)
        for manager in managers:
            key = f"setup:{setup.id}:ask:{manager.id}"
            await tx.sends.add(key, setup.team_id, Place("", None, manager.external_id), request)
        return wording.sent_to(request.lines[-1], [called(m.name) for m in managers])

    async def _decide(self, tx: Transaction, member: Member, setup: Setup, *, yes: bool) -> Message:
        await self._roles.check(tx, member, "Saying yes or no to a track", admin=False)
        if setup.state is not SetupState.ASKED:
            return wording.decided(started=setup.state is SetupState.STARTED)
        if yes:
            reply = await self._start(tx, setup, "")
            told = reply.lines[1]
        else:
            await tx.setups.save(replace(setup, state=SetupState.REFUSED))
            reply, told = wording.refused(), self._summary(self._track(setup), setup, "")
        asker = await tx.members.get(setup.member_id)
        place = Place("", None, asker.external_id)
        news = wording.came_of_it(called(member.name), told, started=yes)
        await tx.sends.add(f"setup:{setup.id}:answer", setup.team_id, place, news)
        return reply

    async def _told(self, tx: Transaction, setup: Setup, here: str) -> Message:
        """What became of a setup that is no longer open, to who began it."""
        if setup.state is SetupState.STARTED and setup.track_id is not None:
            track = await tx.tracks.get(setup.track_id)
            return wording.started(track, self._summary(track, setup, here))
        if setup.state is SetupState.ASKED:
            managers = await tx.roles.managers(setup.team_id)
            told = (await self._request(tx, setup)).lines[-1]
            return wording.sent_to(told, [called(m.name) for m in managers])
        return wording.decided(started=False)

    async def _request(self, tx: Transaction, setup: Setup) -> Message:
        asker = await tx.members.get(setup.member_id)
        told = self._summary(self._track(setup), setup, "")
        return wording.request(setup.id, called(asker.name), told)

    async def _get(self, tx: Transaction, member: Member, value: str) -> Setup:
        setup_id = number(value)
        if setup_id is None:
            raise InvalidInput(NOT_HERE)
        try:
            setup = await tx.setups.get(setup_id)
        except NotFound:
            raise NotFound(NOT_HERE) from None
        if setup.team_id != member.team_id:
            raise NotFound(NOT_HERE)
        return setup

    def _track(self, setup: Setup) -> Track:
        """The track as it would be. Raises InvalidInput."""
        for name, parse in self._parsers.items():
            try:
                parse(setup.values[name])
            except InvalidInput as error:
                raise InvalidInput(str(error), field=name) from None
        return self._tracks.plan(
            setup.team_id, _channel(setup.values["channel"]), _wish(setup.values)
        )

    def _summary(self, track: Track, setup: Setup, here: str) -> Line:
        names = [self._c.bank.skill(skill).name for skill in track.skills]
        first = wording.first_at(track, setup.values["first"], self._c.clock.now())
        return wording.summary(track, names, here, first)

    def _skills(self) -> list[tuple[str, str]]:
        return [(skill.id, skill.name) for skill in self._c.bank.skills()]


def _wish(values: Mapping[str, str]) -> Wish:
    """Raises InvalidInput."""
    return Wish(
        skills=values["skills"],
        at=values["at"],
        zone=_zone(values["zone"]),
        weekdays=values["days"],
        levels=values["levels"],
        review=values["review"],
        open_hours=_hours(values["hours"]),
    )


def _zone(text: str) -> str:
    """Raises InvalidInput, with other words where nothing was typed."""
    if not text.strip():
        raise InvalidInput("Not set: say which time zone, such as Europe/Berlin.")
    return wallclock.parse_zone(text)


def _hours(text: str) -> float:
    """Raises InvalidInput."""
    try:
        hours = float(text.replace(",", "."))
    except ValueError:
        raise InvalidInput(f"Not set: {named(text)} is no number of hours. Write 20.") from None
    parse_hours(hours)
    return hours


def _channel(text: str) -> str:
    """A channel as people or platforms write it: '#practice', '<#C1|practice>', 'C1'."""
    typed = text.strip()
    found = _CHANNEL.fullmatch(typed)
    channel = found[1] if found else typed.removeprefix("#")
    if not channel:
        raise InvalidInput("Not set: no channel was named.")
    return channel
