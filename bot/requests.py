"""What a member asks for. The grammar of commands is in `bot/commands.py`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot import commands
from bot.boards.keeping import touched
from bot.context import Context
from bot.critiques import opinions
from bot.daily.rounds import Rounds
from bot.errors import InvalidInput
from bot.features import Feature
from bot.members.people import People
from bot.memory import browse
from bot.message import Call, Line, Message, Press, Reply
from bot.model import Member, Track, TrackState
from bot.naming import skill_name
from bot.stores import Transaction
from bot.team.tracks import Tracks
from bot.wording import days, learning, questions
from bot.wording.basics import SECTIONS, say, title
from bot.wording.setup import mode


class Requests:
    def __init__(self, context: Context, rounds: Rounds, people: People, tracks: Tracks) -> None:
        self._c = context
        self._rounds = rounds
        self._people = people
        self._tracks = tracks

    def feature(self) -> Feature:
        return Feature(
            commands={
                "practice help": self._help,
                "practice now": self._now,
                "practice solo": self._solo,
                "practice why this": self._why_this,
                "practice browse": self._browse,
                "practice guide": self._guide,
                "practice tracks": self._list,
                "practice settings": self._settings,
                "practice leave": self._leave,
            },
            presses={
                "solo": self._solo_press,
                "try": self._try,
                "leave": self._leave_press,
            },
        )

    async def _help(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return commands.help_message()

    async def _now(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        tracks = [
            t for t in await tx.tracks.of_team(member.team_id) if t.state is TrackState.ACTIVE
        ]
        here = [t for t in tracks if t.channel == call.channel]
        if not here:
            where = ", ".join(sorted({f"#{t.channel}" for t in tracks}))
            ask = f"Tracks ask in: {where}." if tracks else "/practice setup makes one."
            raise InvalidInput(f"No track asks in this channel. {ask}")
        track = here[0]
        if rest:
            track = replace(track, skills=self._tracks.parse_skills(rest))
        date = self._local_date(track)
        await self._rounds.open(tx, track, date, request=call.id)
        return say("The next question comes in this channel now.", kind="note")

    async def _solo(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return await self._alone(tx, member, call.id, rest)

    async def _solo_press(self, tx: Transaction, member: Member, press: Press) -> Reply:
        return await self._alone(tx, member, press.id, press.value)

    async def _alone(self, tx: Transaction, member: Member, request: str, skills: str) -> Reply:
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
        return questions.solo_form(round_, skill_name(self._c.bank, round_.question.skill))

    async def _why_this(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        tracks = await tx.tracks.of_team(member.team_id)
        here = [t.id for t in tracks if t.channel == call.channel]
        asked = [round_ for track_id in here for round_ in await tx.rounds.latest(track_id)]
        if not asked:
            raise InvalidInput("Nothing was asked in this channel yet.")
        return learning.why_this(max(asked, key=lambda round_: round_.id))

    async def _browse(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return await browse.listing(self._c, tx, member, self._tracks.parse_skills(rest)[0])

    async def _try(self, tx: Transaction, member: Member, press: Press) -> Reply:
        """A question of the bank, as a form. The same press gives the same round."""
        who = (self._rounds, self._people, member)
        return await browse.attempt(self._c, tx, *who, press.value, press.id)

    async def _guide(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        skill = self._c.bank.skill(self._tracks.parse_skills(rest)[0])
        lines = [title(skill.name), Line(skill.summary)]
        for section, heading in SECTIONS.items():
            lines += [title(heading), Line(skill.sections[section])]
        return Message(tuple(lines))

    async def _list(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        tracks = await tx.tracks.of_team(member.team_id)
        if not tracks:
            return say("Nothing is asked in this team yet. /practice setup starts it.")
        mine = await tx.tracks.memberships(member_id=member.id)
        joined = {m.track_id for m in mine if m.left_on is None}
        return Message(
            tuple(Line(text, "item") for text in self._tracks.described(tracks)),
            tuple(days.leave(track) for track in tracks if track.id in joined),
        )

    async def _settings(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        told = await opinions.settings(self._c, tx, member)
        team = await tx.teams.get(member.team_id)
        return replace(told, lines=(*told.lines, *mode(team.heard)))

    async def _leave(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        tracks = await tx.tracks.of_team(member.team_id)
        return await self._left(tx, member, [t for t in tracks if t.channel == call.channel])

    async def _leave_press(self, tx: Transaction, member: Member, press: Press) -> Reply:
        """Leaving one track is one press."""
        tracks = await tx.tracks.of_team(member.team_id)
        return await self._left(tx, member, [t for t in tracks if str(t.id) == press.value])

    async def _left(self, tx: Transaction, member: Member, tracks: Sequence[Track]) -> Reply:
        done = [await tx.tracks.leave(t.id, member.id, self._local_date(t)) for t in tracks]
        await touched(tx, member.id)
        return days.left() if any(done) else say("You take part in no track here.")

    def _local_date(self, track: Track) -> dt.date:
        return self._c.clock.now().astimezone(ZoneInfo(track.zone)).date()
