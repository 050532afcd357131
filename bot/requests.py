"""What a slash command does. The grammar is in `bot/commands.py`."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot import commands
from bot.boards.keeping import touched
from bot.context import Context
from bot.critiques import opinions
from bot.daily.rounds import Rounds
from bot.errors import InvalidInput
from bot.features import CommandHandler, Feature
from bot.members.people import People, team_and_member
from bot.memory import browse
from bot.memory.practise_again import PractiseAgain
from bot.message import Call, Line, Message, Reply
from bot.model import Member, Track, TrackState
from bot.stores import Transaction
from bot.team.managing import Managing
from bot.team.roles import Roles
from bot.team.setup import SettingUp
from bot.team.teams import revive
from bot.team.tracks import Tracks, describe
from bot.wording import days, learning, questions
from bot.wording.basics import SECTIONS, say, title
from bot.wording.setup import mode


class Requests:
    def __init__(
        self,
        context: Context,
        rounds: Rounds,
        people: People,
        tracks: Tracks,
        features: Feature,
    ) -> None:
        """`features`: the commands of other services."""
        self._c = context
        self._rounds = rounds
        self._people = people
        self._tracks = tracks
        self.again = PractiseAgain(context, rounds, people)
        self._roles = Roles(context)
        self.setting_up = SettingUp(context, rounds, tracks, self._roles)
        managing = Managing(context, tracks)
        self._handlers: Mapping[str, CommandHandler] = {
            **features.commands,
            "practice help": self._help,
            "practice now": self._now,
            "practice solo": self._solo,
            "practice review": self._review,
            "practice why this": self._why_this,
            "practice browse": self._browse,
            "practice guide": self._guide,
            "practice tracks": self._list,
            "practice settings": self._settings,
            "practice leave": self._leave,
            "practice setup": self.setting_up.run,
            "practice skip": managing.skip,
            "practice pause": managing.pause,
            "practice resume": managing.resume,
            "practice remove": managing.remove,
            "practice manager": self._roles.manager,
        }

    async def run(self, call: Call) -> Reply:
        """Raises InvalidInput or NotAllowed with a text for who typed it."""
        command, rest = commands.parse(call.name, call.text)
        async with self._c.store.transaction(urgent=True) as tx:
            team, member = await team_and_member(tx, call.person)
            await revive(tx, team)
            if command.manages:
                await self._roles.check(tx, member, f"/{command.path}", admin=call.admin)
            return await self._handlers[command.path](tx, member, call, rest)

    async def _help(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return commands.help_message()

    async def _now(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        tracks = [
            t for t in await tx.tracks.of_team(member.team_id) if t.state is TrackState.ACTIVE
        ]
        here = [t for t in tracks if t.channel == call.channel]
        if not here:
            where = ", ".join(sorted({f"#{t.channel}" for t in tracks})) or "no channel yet"
            raise InvalidInput(f"No track asks in this channel. Tracks ask in: {where}.")
        track = here[0]
        if rest:
            track = replace(track, skills=self._tracks.parse_skills(rest))
        date = self._local_date(track)
        await self._rounds.open(tx, track, date, request=call.id)
        return say("The next question comes in this channel now.", kind="note")

    async def _solo(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return await self.solo(tx, member, call.id, rest)

    async def solo(self, tx: Transaction, member: Member, request: str, skills: str) -> Reply:
        """A question for one member, as a form. The same request gives the same question."""
        if skills:
            wanted = self._tracks.parse_skills(skills)
        else:
            mine = await tx.tracks.memberships(member_id=member.id)
            own = {m.track_id for m in mine if m.left_on is None}
            tracks = [t for t in await tx.tracks.of_team(member.team_id) if t.id in own or not own]
            known = tuple(s.id for s in self._c.bank.skills())
            aims = (await tx.profiles.of(member.id)).skills
            wanted = tuple(s for s in aims if s in known)
            wanted = wanted or tuple(dict.fromkeys(s for t in tracks for s in t.skills)) or known
        today = await self._people.today(tx, member)
        round_ = await self._rounds.open_solo(tx, member, wanted, today, request)
        return questions.solo_form(round_, self._c.bank.skill(round_.question.skill))

    async def _review(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return await self.again.next(tx, member, call.id)

    async def _why_this(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        tracks = await tx.tracks.of_team(member.team_id)
        here = [t.id for t in tracks if t.channel == call.channel]
        asked = [round_ for track_id in here for round_ in await tx.rounds.latest(track_id)]
        if not asked:
            raise InvalidInput("Nothing was asked in this channel yet.")
        return learning.why_this(max(asked, key=lambda round_: round_.id))

    async def _browse(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return await browse.listing(self._c, tx, member, self._tracks.parse_skills(rest)[0])

    async def attempt(self, tx: Transaction, member: Member, id: str, request: str) -> Reply:
        """A question of the bank, as a form. The same request gives the same round."""
        return await browse.attempt(self._c, tx, self._rounds, self._people, member, id, request)

    async def _guide(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        skill = self._c.bank.skill(self._tracks.parse_skills(rest)[0])
        lines = [title(skill.name), Line(skill.summary)]
        for section, heading in SECTIONS.items():
            lines += [title(heading), Line(skill.sections[section])]
        return Message(tuple(lines))

    async def _list(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        tracks = await tx.tracks.of_team(member.team_id)
        if not tracks:
            return say("Nothing is asked in this team yet.")
        mine = await tx.tracks.memberships(member_id=member.id)
        joined = {m.track_id for m in mine if m.left_on is None}
        return Message(
            tuple(Line(text, "item") for text in describe(tracks)),
            tuple(days.leave(track) for track in tracks if track.id in joined),
        )

    async def _settings(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        told = await opinions.settings(self._c, tx, member)
        team = await tx.teams.get(member.team_id)
        return replace(told, lines=(*told.lines, *mode(team.reads)))

    async def _leave(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        tracks = await tx.tracks.of_team(member.team_id)
        return await self._left(tx, member, [t for t in tracks if t.channel == call.channel])

    async def leave(self, tx: Transaction, member: Member, track_id: int | None) -> Reply:
        """Leaving one track is one press."""
        tracks = await tx.tracks.of_team(member.team_id)
        return await self._left(tx, member, [t for t in tracks if t.id == track_id])

    async def _left(self, tx: Transaction, member: Member, tracks: Sequence[Track]) -> Reply:
        done = [await tx.tracks.leave(t.id, member.id, self._local_date(t)) for t in tracks]
        await touched(tx, member.id)
        return days.left() if any(done) else say("You take part in no track here.")

    def _local_date(self, track: Track) -> dt.date:
        return self._c.clock.now().astimezone(ZoneInfo(track.zone)).date()
