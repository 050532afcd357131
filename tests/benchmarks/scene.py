"""The real practice on a database, with a platform that takes every message at once."""

import datetime as dt
from collections.abc import Iterator

from adapters.keyword import KeywordCritic
from bot.context import Context, Rules
from bot.critiques.breaker import Breaker
from bot.critiques.ladder import Ladder, Rungs
from bot.message import Incoming, Message, Person
from bot.model import Ref
from bot.ports import Clock
from bot.practice import Practice
from bot.sending.outbox import Place
from bot.team.tracks import Wish
from questions import open_bank
from storage import SqlStore

PLATFORM, TEAM = "bench", "acme"
CHANNELS = 20
ANSWER = (
    "Every key expires at the same moment, so all requests miss at once and the database is "
    "hammered. One request takes a lock and recomputes while the others serve the stale value, "
    "and jitter on the TTL spreads the expiry."
)


class SystemClock:
    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)


class Swallowing:
    """Implements `bot.ports.Chat`; costs nothing, for what is measured is ours."""

    platform = PLATFORM
    spacing = dt.timedelta(0)

    async def post(self, team: str, key: str, place: Place, message: Message) -> Ref:
        return Ref(place.channel, key)

    async def update(self, team: str, ref: Ref, message: Message) -> None:
        return

    async def find(self, team: str, key: str, place: Place, since: dt.datetime) -> Ref | None:
        return None


CHATS = {PLATFORM: Swallowing()}


def practice_on(store: SqlStore, clock: Clock) -> Practice:
    """Critiques start at once: no silence is waited for, so that they fall into the measurement."""
    rules = Rules(quiet=dt.timedelta(0))
    ladder = Ladder(Rungs((), KeywordCritic()), Breaker(clock, _nobody_is_told))
    return Practice(Context(store, open_bank(), clock, ladder, rules))


async def _nobody_is_told(critic: str, reason: str) -> None:
    return


async def open_threads(store: SqlStore, practice: Practice) -> list[Ref]:
    """A question in each of the channels, posted; gives their threads."""
    today = practice.context.clock.now().date()
    async with store.transaction() as tx:
        team = await tx.teams.ensure(PLATFORM, TEAM, TEAM)
        for number in range(CHANNELS):
            wish = Wish(skills="caching", at="09:30", zone="UTC")
            track = await practice.tracks.add(tx, team.id, f"channel-{number}", wish)
            await practice.rounds.open(tx, track, today)
    await store.jobs().drain(practice.tasks(CHATS))
    async with store.reading() as tx:
        return [r.thread for r in await tx.rounds.open_in(team.id) if r.thread]


def replies(threads: list[Ref], name: str) -> Iterator[Incoming]:
    """First answers without end: each member answers once in each thread."""
    number = 0
    while True:
        member, thread = f"{name}-{number // len(threads)}", threads[number % len(threads)]
        now = dt.datetime.now(dt.UTC)
        person = Person(PLATFORM, TEAM, member, member.title(), "UTC", TEAM)
        yield Incoming(
            person,
            thread.channel,
            f"{name}:{number}",
            int(now.timestamp() * 1e6),
            f"{ANSWER} {number}",
            now,
            thread.message,
        )
        number += 1
