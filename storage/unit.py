"""Units of work: what both databases have in common."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from contextvars import ContextVar

from sqlalchemy import URL, text

from bot.ports import Clock, JobAdmin, JobEngine
from bot.sending.outbox import JobQueue
from storage.connections.engine import BUSY_TIMEOUT, reading_engine, writing_engine
from storage.connections.errors import translated
from storage.connections.session import Session
from storage.privacy.personal import Personal
from storage.stores.answers import Answers, Critiques
from storage.stores.cards import Cards
from storage.stores.chains import Chains
from storage.stores.days import Days
from storage.stores.digests import Digests
from storage.stores.figures import Figure, figures
from storage.stores.inbox import Inbox
from storage.stores.interviews import Interviews
from storage.stores.member_settings import SettingsOfMembers
from storage.stores.milestones import Milestones, Pulses
from storage.stores.people import Members, Teams
from storage.stores.profiles import Profiles
from storage.stores.published import Published
from storage.stores.records import Feedback, ModelCalls, Outages, Preferences, Secrets
from storage.stores.reminding import Reminders
from storage.stores.rounds import Rounds
from storage.stores.sends import Sends
from storage.stores.standings import Standings
from storage.stores.teams import Roles, Setups
from storage.stores.tracks import Tracks
from storage.stores.vault import Vault
from storage.stores.views import Views


class SqlTransaction:
    """One unit of work: every store on the same connection."""

    def __init__(self, session: Session, jobs: JobQueue) -> None:
        self.session = session
        self.jobs = jobs
        self.teams = Teams(session)
        self.members = Members(session)
        self.tracks = Tracks(session)
        self.rounds = Rounds(session)
        self.answers = Answers(session)
        self.inbox = Inbox(session)
        self.critiques = Critiques(session)
        self.days = Days(session)
        self.chains = Chains(session)
        self.reminders = Reminders(session)
        self.milestones = Milestones(session)
        self.pulses = Pulses(session)
        self.cards = Cards(session)
        self.sends = Sends(session, jobs)
        self.calls = ModelCalls(session)
        self.outages = Outages(session)
        self.feedback = Feedback(session)
        self.preferences = Preferences(session)
        self.secrets = Secrets(session)
        self.roles = Roles(session)
        self.setups = Setups(session)
        self.vault = Vault(session)
        self.member_settings = SettingsOfMembers(session)
        self.standings = Standings(session)
        self.digests = Digests(session)
        self.views = Views(session)
        self.published = Published(session)
        self.interviews = Interviews(session)
        self.personal = Personal(session)
        self.profiles = Profiles(session)


class SqlStore(ABC):
    """The Store of bot/ports.py. Made by `open_store`."""

    job_admin: JobAdmin

    def __init__(self, url: URL, clock: Clock, busy_timeout: int = BUSY_TIMEOUT) -> None:
        self._clock = clock
        self._writing = writing_engine(url, busy_timeout)
        self._reading = reading_engine(url)

    @abstractmethod
    def transaction(
        self, *, urgent: bool = False
    ) -> AbstractAsyncContextManager[SqlTransaction]: ...

    @abstractmethod
    def jobs(self, *, concurrency: int = 8, grace: float = 5.0) -> JobEngine:
        """An engine for `concurrency` tasks at a time, given `grace` seconds to end at a stop."""

    @abstractmethod
    def _queue(self, session: Session) -> JobQueue: ...

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlTransaction]:
        with one_at_a_time(), translated():
            async with self._reading.begin() as connection:
                session = Session(connection, self._clock)
                yield SqlTransaction(session, self._queue(session))

    async def ping(self) -> None:
        """Raises StorageError where the database cannot be read."""
        async with self.reading() as unit:
            await unit.session.value(text("SELECT 1"))

    async def figures(self) -> Sequence[Figure]:
        """What the metrics show."""
        async with self.reading() as unit:
            return await figures(unit.session, self._clock.now())

    async def close(self) -> None:
        await self._reading.dispose()
        await self._writing.dispose()


class _Mark:
    """Says that a unit of work is open; tasks started inside it inherit the mark."""

    open = True


_current: ContextVar[_Mark | None] = ContextVar("unit of work", default=None)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Raises RuntimeError inside another unit of work: the two would wait for each other."""
    outer = _current.get()
    if outer is not None and outer.open:
        raise RuntimeError("units of work do not nest; use the one that is open")
    mark = _Mark()
    token = _current.set(mark)
    try:
        yield
    finally:
        mark.open = False
        _current.reset(token)
