"""A team on a stage: the real practice on a real database, with a platform that keeps a journal."""

import datetime as dt
import itertools
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.bank import BANK
from support.clock import MovableClock
from support.critics import ladder_of

from adapters.keyword import KeywordCritic
from bot.context import Context, Rules
from bot.errors import SendRefused, TryLater
from bot.message import Call, Deletion, Form, Incoming, Message, Person, Press, Reply, Submission
from bot.model import Answer, Ref, Round, Track
from bot.ports import Bank, Critic, KnowsChannels
from bot.practice import Practice
from bot.sending.fitting import every_button
from bot.sending.outbox import Place
from bot.team.tracks import Wish
from storage import SqlStore

PLATFORM = "journal"
GOOD = (
    "Every key expires at the same moment, so all requests miss at once and the database is "
    "hammered. One request takes a lock and recomputes while the others serve the stale value, "
    "and jitter on the TTL spreads the expiry."
)


@dataclass
class Posted:
    """A message as the platform has it."""

    key: str
    place: Place
    message: Message
    ref: Ref
    edits: int = 0
    team: str = ""


class JournalChat:
    """Implements `bot.ports.Chat`: the receiving side, with its own journal."""

    platform = PLATFORM
    spacing = dt.timedelta(0)

    def __init__(self) -> None:
        self.posts: list[Posted] = []
        self.faults: list[Exception] = []
        self._ids = itertools.count(1)

    def _fail(self) -> None:
        if self.faults:
            raise self.faults.pop(0)

    async def post(self, team: str, key: str, place: Place, message: Message) -> Ref:
        self._fail()
        ref = Ref(place.channel or f"dm-{place.member}", f"m{next(self._ids)}")
        self.posts.append(Posted(key, place, message, ref, team=team))
        return ref

    async def update(self, team: str, ref: Ref, message: Message) -> None:
        self._fail()
        for posted in self.posts:
            if posted.ref == ref:
                posted.message = message
                posted.edits += 1
                return
        raise SendRefused("no such message")

    async def find(self, team: str, key: str, place: Place, since: dt.datetime) -> Ref | None:
        return next((p.ref for p in self.posts if p.key == key), None)


@dataclass
class Team:
    """What tests do, in people's words."""

    store: SqlStore
    clock: MovableClock
    rules: Rules = field(default_factory=Rules)
    critic: Critic = field(default_factory=KeywordCritic)
    bank: Bank = BANK
    name: str = "acme"
    chat: JournalChat = field(default_factory=JournalChat)
    channels: Mapping[str, KnowsChannels] = field(default_factory=dict)

    def __post_init__(self) -> None:
        models = () if isinstance(self.critic, KeywordCritic) else (self.critic,)
        ladder = ladder_of(self.clock, *models)
        context = Context(
            self.store, self.bank, self.clock, ladder, self.rules, channels=self.channels
        )
        self.practice = Practice(context)
        self.message_ids = itertools.count(1)

    def next_id(self) -> str:
        return f"{self.name}-{next(self.message_ids)}"

    def member(self, name: str, zone: str | None = None) -> "Someone":
        return Someone(self, Person(PLATFORM, self.name, name.lower(), name, zone, self.name))

    async def track(self, **wish: Any) -> Track:
        """A track in #practice; its first question is due at its next wall-clock time."""
        wanted = Wish(**{"skills": "caching", "at": "09:30", **wish})
        async with self.store.transaction() as tx:
            team = await tx.teams.ensure(PLATFORM, self.name, self.name)
            return await self.practice.tracks.add(tx, team.id, "practice", wanted)

    async def work(self) -> None:
        """Everything that is due now is done."""
        await self.practice.schedule.tick()
        await self.store.jobs().drain(self.practice.tasks({PLATFORM: self.chat}))

    async def later(self, **time: float) -> None:
        self.clock.move(**time)
        await self.work()

    async def ask(self) -> "Asked":
        """Moves to the next question of any track and returns it as posted."""
        async with self.store.reading() as tx:
            due = [t.next_fire_at for t in await tx.tracks.everywhere() if t.next_fire_at]
        self.clock.at = max(self.clock.at, min(due))
        await self.work()
        return self.newest()

    def newest(self) -> "Asked":
        """The question that was posted last in this team."""
        posted = [p for p in self.chat.posts if p.team == self.name and is_question(p)][-1]
        return Asked(self, int(posted.key.split(":")[1]), posted)

    def stored(self) -> bytes:
        """The database as it lies on the disk, all of it in the one file."""
        path = Path(str(self.store._writing.url.database))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return path.read_bytes() + Path(f"{path}-wal").read_bytes()

    async def answers(self, asked: "Asked") -> list[Answer]:
        async with self.store.reading() as tx:
            return list(await tx.answers.of_round(asked.id))

    def keys(self, start: str = "") -> list[str]:
        return [p.key for p in self.chat.posts if p.key.startswith(start)]


@dataclass
class Asked:
    """A posted question."""

    team: Team
    id: int
    posted: Posted

    async def round(self) -> Round:
        async with self.team.store.reading() as tx:
            return await tx.rounds.get(self.id)

    @property
    def thread(self) -> list[Posted]:
        """What the bot wrote in its thread for everybody, oldest first."""
        return [
            p
            for p in self.team.chat.posts
            if p.place.thread == self.posted.ref.message and p.place.member is None
        ]


@dataclass
class Someone:
    """A member, and what they do."""

    team: Team
    person: Person

    async def says(
        self,
        asked: Asked,
        text: str,
        *,
        message: str | None = None,
        revision: int | None = None,
        mention: bool = False,
        sent_at: dt.datetime | None = None,
    ) -> str:
        """Writes in the question's thread (or edits `message`); returns the message's id."""
        now = sent_at or self.team.clock.now()
        message = message or self.team.next_id()
        self.took = await self.team.practice.receive(
            Incoming(
                self.person,
                asked.posted.ref.channel,
                message,
                revision or int(now.timestamp() * 1e6),
                text,
                now,
                asked.posted.ref.message,
                mention,
            )
        )
        return message

    async def deletes(self, asked: Asked, message: str) -> bool:
        ref = asked.posted.ref
        return await self.team.practice.deleted(
            Deletion(PLATFORM, self.team.name, ref.channel, message, ref.message)
        )

    async def answers(self, asked: Asked, text: str = GOOD) -> str:
        """A reply, and its review."""
        message = await self.says(asked, text)
        await self.team.later(seconds=25)
        return message

    async def presses(self, action: str, value: object = "", *, id: str | None = None) -> Reply:
        press = Press(self.person, id or self.team.next_id(), action, str(value), "practice")
        return await self.team.practice.press(press)

    async def sends(self, form: Form, *, id: str | None = None, **values: str) -> Reply:
        ident = id or self.team.next_id()
        submission = Submission(self.person, ident, form.id, values, "practice")
        return await self.team.practice.submit(submission)

    async def runs(
        self, text: str, *, id: str | None = None, channel: str = "practice", admin: bool = False
    ) -> Reply:
        name, _, rest = text.removeprefix("/").partition(" ")
        call = Call(self.person, id or self.team.next_id(), name, rest, channel, admin)
        return await self.team.practice.command(call)

    def sees(self) -> list[str]:
        """What only this member was sent, oldest first."""
        mine = [p for p in self.team.chat.posts if p.place.member == self.person.member]
        return [p.message.text for p in mine]


async def waiting(team: Team, name: str = "Ada", **wish: Any) -> tuple[Asked, Someone]:
    """The open question of a new track, and a member."""
    await team.track(**wish)
    return await team.ask(), team.member(name)


def is_question(posted: Posted) -> bool:
    return posted.key.startswith("round:") and posted.key.endswith(":post")


def said(reply: Reply) -> str:
    """The text of a reply that is a message."""
    assert isinstance(reply, Message), reply
    return reply.text


def form(reply: Reply) -> Form:
    assert isinstance(reply, Form), reply
    return reply


def buttons(message: Message) -> dict[str, str]:
    """Its buttons, beside its lines and below: action to value."""
    return {button.action: button.value for button in every_button(message)}


async def until_taken(call: Callable[[], Awaitable[Any]], tries: int = 3) -> Any:
    """As a platform does: delivers again what was not taken."""
    for _ in range(tries - 1):
        try:
            return await call()
        except TryLater:
            continue
    return await call()
