"""The practice: what adapters call, and the tasks that workers run."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot import commands
from bot.answers import Answers
from bot.boards import board
from bot.choices import Choice, choices
from bot.context import Context
from bot.critiquing import Critiquing
from bot.delivery import Delivery
from bot.features import Feature, joined
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
from bot.model import AnswerState, Ref
from bot.notices import Notices
from bot.people import People, member_of
from bot.ports import Chat, TaskFunction
from bot.presses import Presses
from bot.progress import Progress
from bot.requests import Requests
from bot.rounds import Aftermath, Rounds
from bot.schedule import Schedule
from bot.teams import GONE, Teams
from bot.tracks import Tracks
from bot.wording import days


class Practice:
    """Implements `bot.core.Core`. Every piece is an attribute, for the command line's sake."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.rounds = Rounds(context)
        self.tracks = Tracks(context)
        self.people = People(context)
        self.answers = Answers(context)
        self.schedule = Schedule(context, self.rounds)
        self.notices = Notices(context, self.people)
        features = joined(self._features())
        self.requests = Requests(context, self.rounds, self.people, self.tracks, features)
        self.teams = Teams(context)
        self.presses = Presses(context, self.answers, self.people, self.requests, features)

    def _features(self) -> list[Feature]:
        """Services with commands, buttons and forms of their own; each is one line here."""
        return []

    def tasks(self, chats: Mapping[str, Chat]) -> Mapping[str, TaskFunction]:
        """Every task by its name. `chats`: the sending sides, by platform."""
        c = self.context
        critiquing = Critiquing(c, Progress(chats))
        return {
            "ask": self.schedule.ask,
            "close": self.rounds.close,
            "critique": critiquing.critique,
            "dispute": critiquing.dispute,
            "deliver": Delivery(c.store, chats, c.clock, Aftermath(self.rounds)).deliver,
            "remind": self.notices.remind,
            "settle": self.notices.settle,
            "delete_team": self.teams.delete,
        }

    async def receive(self, message: Incoming) -> bool:
        return await self.answers.receive(message)

    async def deleted(self, deletion: Deletion) -> bool:
        return await self.answers.delete(deletion)

    async def press(self, press: Press) -> Reply:
        return await self.presses.press(press)

    async def submit(self, submission: Submission) -> Reply:
        return await self.presses.submit(submission)

    async def command(self, call: Call) -> Reply:
        return await self.requests.run(call)

    def suggest(self, text: str) -> Sequence[Suggestion]:
        return commands.suggest(text)

    async def choices(self, person: Person, what: str, typed: str) -> Sequence[Choice]:
        return await choices(self.context, person, what, typed)

    async def channel_gone(self, platform: str, team: str, channel: str, why: str = GONE) -> None:
        await self.teams.channel_gone(platform, team, channel, why)

    async def team_gone(self, platform: str, team: str) -> None:
        await self.teams.team_gone(platform, team)

    async def team_back(self, platform: str, team: str) -> None:
        await self.teams.team_back(platform, team)

    async def open_threads(self, platform: str) -> Sequence[tuple[str, Ref, dt.datetime]]:
        return await self.teams.open_threads(platform)

    async def home(self, person: Person) -> Message:
        """Today's questions, the streak and the week's board, as that member sees them."""
        async with self.context.store.transaction() as tx:
            member = await member_of(tx, person)
            ledger = await self.people.ledger(tx, member)
            open_rounds = await tx.rounds.open_in(member.team_id)
            answered = {
                r.id
                for r in open_rounds
                for a in await tx.answers.of_round(r.id, member.id)
                if a.state is not AnswerState.DELETED
            }
            lines = await board(tx, member, await self.people.today(tx, member))
            return days.home(open_rounds, answered, ledger, lines)
