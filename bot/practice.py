"""The practice: what adapters call, and the tasks that workers run."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot import commands
from bot.boards.digest import Digesting
from bot.boards.keeping import Keeping
from bot.boards.leaderboards import Leaderboards
from bot.context import Context
from bot.critiques import opinions
from bot.critiques.critiquing import Critiquing
from bot.critiques.progress import Progress
from bot.daily.access import standing
from bot.daily.answers import Answers
from bot.daily.closing import Closing
from bot.daily.intake import TASK as INBOX
from bot.daily.intake import Intake
from bot.daily.missed import Missed
from bot.daily.rounds import Aftermath, Rounds
from bot.daily.schedule import Schedule
from bot.days.commands import DayCommands
from bot.days.notices import Notices
from bot.days.pulse import Pulse
from bot.days.reminders import Reminding
from bot.direct import Direct
from bot.direct_missed import DirectMissed
from bot.features import Feature
from bot.hearing import Heard
from bot.interviews.history import History
from bot.interviews.service import Interviewing
from bot.managers.board import Managers
from bot.members.forgetting import Forgetting, unless_gone
from bot.members.people import People, onlooker
from bot.members.privacy import Privacy
from bot.members.profile_desk import ProfileDesk
from bot.members.retention import Retention
from bot.memory import running_out
from bot.memory.practise_again import PractiseAgain
from bot.message import (
    Call,
    Deletion,
    Incoming,
    Message,
    Person,
    Press,
    Reply,
    Submission,
    Suggestion,
)
from bot.model import Ref
from bot.naming import skill_name
from bot.ports import Chat, TaskFunction
from bot.presses import Presses
from bot.requests import Requests
from bot.routing import Routing
from bot.sending.delivery import Delivery
from bot.team.choices import Choice, choices
from bot.team.managing import Managing
from bot.team.roles import Roles
from bot.team.setup import SettingUp
from bot.team.teams import GONE, Teams
from bot.team.tracks import Tracks
from bot.wording import days


class Practice:
    """Implements `bot.core.Core`. Every piece is an attribute, for the command line's sake."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.rounds = Rounds(context)
        self.tracks = Tracks(context)
        self.people = People(context)
        self.keeping = Keeping(context, self.people)
        self.closing = Closing(context, self.rounds, self.people)
        self.answers = Answers(context)
        self.intake = Intake(context, self.answers)
        self.schedule = Schedule(context, self.rounds)
        self.managers = Managers(context)
        self.digesting = Digesting(context)
        self.leaderboards = Leaderboards(context, self.people, self.keeping)
        self.reminding = Reminding(context, self.people)
        self.days = DayCommands(context, self.people, self.reminding)
        self.notices = Notices(context, self.people, self.keeping, self.reminding)
        self.pulse = Pulse(context)
        self.interviewing = Interviewing(context, self.people)
        self.profiles = ProfileDesk(context, self.interviewing.desk)
        self.direct = Direct(context, self.interviewing, self.answers)
        self.retention = Retention(context)
        self.teams = Teams(context)
        self.missed = Missed(context)
        self.direct_missed = DirectMissed(context)
        roles = Roles(context)
        self.routing = Routing(context, roles, self._features(roles))

    def _features(self, roles: Roles) -> list[Feature]:
        """Services with commands, buttons and forms; each is one line here."""
        again = PractiseAgain(self.context, self.rounds, self.people)
        return [
            Requests(self.context, self.rounds, self.people, self.tracks).feature(),
            Presses(self.context, self.answers, self.people, again).feature(),
            again.feature(),
            SettingUp(self.context, self.rounds, self.tracks, roles).feature(),
            Managing(self.context, self.tracks).feature(),
            roles.feature(),
            running_out.feature(self.context),
            opinions.feature(self.context),
            self.managers.feature(),
            self.leaderboards.feature(),
            self.digesting.feature(),
            self.interviewing.desk.feature(),
            self.interviewing.disputes.feature(),
            History(self.context, self.people, self.interviewing.desk).feature(),
            self.profiles.feature(),
            self.direct.feature(),
            self.days.feature(),
            Privacy(self.context, self.people, self.answers).feature(),
            self.retention.feature(),
        ]

    def tasks(self, chats: Mapping[str, Chat]) -> Mapping[str, TaskFunction]:
        """Every task by its name. `chats`: the sending sides, by platform."""
        c = self.context
        critiquing = Critiquing(c, Progress(chats), self.keeping)
        aftermath = Aftermath(self.rounds, self.interviewing.moves.undelivered)
        delivery = Delivery(c.store, chats, c.clock, aftermath)
        tasks = {
            INBOX: self.intake.take_up,
            "ask": self.schedule.ask,
            "close": self.closing.close,
            "closing": self.closing.tell,
            "chain": self.closing.count,
            "figures": self.managers.make,
            "critique": critiquing.critique,
            "dispute": critiquing.dispute,
            "deliver": delivery.deliver,
            "look": delivery.look,
            "remind": self.notices.remind,
            "reminder": self.reminding.remind,
            "reminders": self.reminding.plan,
            "settle": self.notices.settle,
            "excused": self.notices.excused,
            "standing": self.keeping.standing,
            "digest": self.digesting.post,
            "standings": self.keeping.standings,
            "delete_team": self.teams.delete,
            "forget": Forgetting(chats, c.clock).copies,
            "retain": self.retention.retain,
            **self.profiles.tasks(chats),
            **self.interviewing.tasks(chats),
        }
        return unless_gone(tasks)

    async def receive(self, message: Incoming) -> bool:
        if message.direct and await self.direct.receive(message):
            return True
        return await self.intake.receive(message)

    async def deleted(self, deletion: Deletion) -> bool:
        if await self.direct.deleted(deletion):
            return True
        if not deletion.team:
            return False
        taken = await self.answers.delete(deletion)
        if taken or deletion.thread is not None:
            return taken
        gone = (deletion.platform, deletion.team, deletion.channel, deletion.message)
        return await self.teams.thread_gone(*gone)

    async def press(self, press: Press) -> Reply:
        return await self.routing.press(press)

    async def submit(self, submission: Submission) -> Reply:
        return await self.routing.submit(submission)

    async def command(self, call: Call) -> Reply:
        return await self.routing.command(call)

    def suggest(self, text: str) -> Sequence[Suggestion]:
        return commands.suggest(text)

    async def choices(self, person: Person, what: str, typed: str) -> Sequence[Choice]:
        return await choices(self.context, person, what, typed)

    async def channel_gone(self, platform: str, team: str, channel: str, why: str = GONE) -> None:
        await self.teams.channel_gone(platform, team, channel, why)

    async def thread_gone(self, platform: str, team: str, channel: str, thread: str) -> bool:
        return await self.teams.thread_gone(platform, team, channel, thread)

    async def team_gone(self, platform: str, team: str) -> None:
        await self.teams.team_gone(platform, team)

    async def team_back(self, platform: str, team: str, heard: Heard) -> None:
        await self.teams.team_back(platform, team, heard)

    async def open_threads(self, platform: str) -> Sequence[tuple[str, Ref, dt.datetime]]:
        return await self.teams.open_threads(platform)

    async def open_directs(self, platform: str) -> Sequence[tuple[str, Ref]]:
        return await self.direct_missed.open_ones(platform)

    async def thread_awaited(self, platform: str) -> bool:
        asked = await self.missed.thread_awaited(platform)
        return asked or await self.direct_missed.awaited(platform)

    async def messages_held(self, platform: str, team: str, thread: Ref) -> Sequence[str]:
        return await self.missed.messages_held(platform, team, thread)

    async def home(self, person: Person) -> Message:
        """Today's questions, the streak and the week's board, as that member sees them."""
        async with self.context.store.transaction() as tx:
            member = await onlooker(tx, person)
            ledger = await self.people.ledger(tx, member)
            rounds = [
                (
                    skill_name(self.context.bank, round_.question.skill),
                    bool(await standing(tx, round_.id, member.id)),
                )
                for round_ in await tx.rounds.open_in(member.team_id)
            ]
            lines = await self.leaderboards.week(tx, member)
            page = await self.days.page(tx, member, ledger)
            open_ = await self.interviewing.desk.at_home(tx, member)
            return days.home(rounds, open_, page, lines)
