"""The stores, as a transaction offers them. `add` returns the row with its id.

Where a unique key already holds, `add` returns None and changes nothing: whoever came first wins.
`save` writes the whole row back."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.boards.digests import Digests
from bot.boards.standings import Standings
from bot.daily.ports import Inbox
from bot.days.chains import Chains
from bot.days.reminding import Reminders
from bot.days.stores import Days, Milestones, Pulses
from bot.hearing import Heard
from bot.interviews.ports import Interviews
from bot.managers.published import Published
from bot.members.personal import Personal
from bot.members.profiles import Profiles
from bot.members.settings import SettingsOfMembers
from bot.members.views import Views
from bot.memory.cards import Cards
from bot.model import (
    Answer,
    Critique,
    Judgement,
    Member,
    Membership,
    Part,
    Round,
    Seat,
    Team,
    Track,
)
from bot.records import Feedback, ModelCalls, Outages, Preferences, Secrets
from bot.sending.outbox import JobQueue, Sends
from bot.team.stores import Roles, Setups, Vault


class Teams(Protocol):
    async def get(self, team_id: int) -> Team: ...
    async def ensure(self, platform: str, external_id: str, name: str) -> Team:
        """The team of that (platform, external id), made if new; a changed name is kept."""
        ...

    async def find(self, platform: str, external_id: str) -> Team | None: ...
    async def of_person(self, platform: str, member: str) -> Sequence[Team]:
        """Those there, by id, that know the member of that external id; none that are gone.

        Where none does, the only one there is: whoever writes to us is in one of them."""
        ...

    async def on(self, platform: str) -> Sequence[Team]:
        """Those there that are not gone, by id."""
        ...

    async def everywhere(self) -> Sequence[Team]:
        """All of them, those that are gone too, by id."""
        ...

    async def set_gone(self, team_id: int, at: dt.datetime | None) -> bool:
        """False if it was gone already, or with None, if it was there."""
        ...

    async def set_heard(self, team_id: int, heard: Heard) -> None: ...
    async def delete(self, team_id: int) -> None:
        """With every row of every table that belongs to it."""
        ...


class Members(Protocol):
    async def get(self, member_id: int) -> Member: ...
    async def ensure(
        self, team_id: int, external_id: str, name: str, zone: str | None = None
    ) -> Member:
        """The member, made if new; a changed name, or a zone where one is given, is kept."""
        ...

    async def find(self, team_id: int, external_id: str) -> Member | None: ...
    async def former_names(self, member_id: int) -> Sequence[str]: ...
    async def of_team(self, team_id: int) -> Sequence[Member]: ...


class Tracks(Protocol):
    async def add(self, track: Track) -> Track:
        """`track.id` is ignored."""
        ...

    async def get(self, track_id: int) -> Track:
        """Raises NotFound."""
        ...

    async def save(self, track: Track) -> None: ...
    async def of_team(self, team_id: int) -> Sequence[Track]:
        """Those not removed, by id."""
        ...

    async def everywhere(self) -> Sequence[Track]:
        """Those not removed, of all teams, by id."""
        ...

    async def due(self, now: dt.datetime, limit: int) -> Sequence[Track]:
        """Active tracks with next_fire_at <= now, oldest first, locked (SKIP LOCKED)."""
        ...

    async def move_on(self, tracks: Sequence[Track]) -> None:
        """Writes back `next_fire_at` and `next_local_date` of many tracks in one statement."""
        ...

    async def join(self, track_id: int, member_id: int, on: dt.date) -> bool:
        """False if they are in it already. Who left comes back with a new membership.

        Who joined later than `on` is taken to have joined on that day."""
        ...

    async def leave(self, track_id: int, member_id: int, on: dt.date) -> bool: ...
    async def memberships(
        self, *, track_id: int | None = None, member_id: int | None = None
    ) -> Sequence[Membership]: ...


class Rounds(Protocol):
    async def add(self, round_: Round) -> Round | None:
        """None where (track, key) or, for a solo round, (member, key) is there already."""
        ...

    async def get(self, round_id: int) -> Round:
        """Raises NotFound."""
        ...

    async def save(self, round_: Round) -> None: ...
    async def in_thread(self, team_id: int, channel: str, thread: str) -> Round | None: ...
    async def awaiting_thread(self, team_id: int, channel: str) -> bool:
        """Whether a round's message to that channel is on its way, so a thread may be ours."""
        ...

    async def maybe_asked(self, team_id: int) -> bool:
        """Whether a question of the team may stand there whose posting is not confirmed."""
        ...

    async def maybe_asked_on(self, platform: str) -> bool:
        """The same, of any team there."""
        ...

    async def latest(self, track_id: int, limit: int = 1) -> Sequence[Round]:
        """The track's posted or closed rounds, newest first."""
        ...

    async def open_in(self, team_id: int) -> Sequence[Round]:
        """Open rounds of a team's tracks, newest first."""
        ...

    async def asked(self, track_id: int) -> Sequence[tuple[str, dt.date]]:
        """(question id, local date) of every round of the track that was not excused."""
        ...

    async def solo(self, member_id: int, key: str) -> Round:
        """The member's solo round of that key. Raises NotFound."""
        ...

    async def latest_solo(self, member_id: int) -> Round | None: ...
    async def solo_asked(self, member_id: int) -> Sequence[tuple[str, dt.date]]: ...
    async def dates(
        self, track_ids: Sequence[int], since: dt.date
    ) -> Sequence[tuple[int, dt.date, bool]]:
        """(track id, local date, closed) of the scheduled rounds that were posted."""
        ...

    async def seat(self, round_id: int, member_id: int) -> Seat:
        """An empty one where there is none. Until the transaction ends, others wait for it."""
        ...

    async def save_seat(self, seat: Seat) -> None: ...


class Answers(Protocol):
    async def add(self, answer: Answer) -> Answer | None:
        """None where (round, member, attempt) is there already."""
        ...

    async def get(self, answer_id: int) -> Answer:
        """Raises NotFound."""
        ...

    async def save(self, answer: Answer) -> None: ...
    async def of_round(self, round_id: int, member_id: int | None = None) -> Sequence[Answer]:
        """Attempts in order, deleted ones too."""
        ...

    async def of_source(self, platform: str, team_id: int, source_id: str) -> Answer | None:
        """The answer that a message is a part of."""
        ...

    async def add_part(self, answer_id: int | None, part: Part) -> bool:
        """False if that revision is stored already. A tombstone may belong to no answer yet."""
        ...

    async def parts(self, answer_id: int) -> Sequence[Part]:
        """The newest revision of each source, oldest message first, deleted ones too."""
        ...

    async def newest_part(self, platform: str, team_id: int, source_id: str) -> Part | None: ...
    async def erase(self, answer_id: int) -> None:
        """Blanks the texts of the answer and its parts and removes its critiques."""
        ...

    async def days(self, member_id: int) -> Sequence[dt.date]:
        """Local dates of rounds with an answer that stands, each once, in order."""
        ...

    async def solo_days(self, member_id: int) -> Sequence[dt.date]:
        """As `days`, of solo rounds only, and once per round: three rounds give three entries."""
        ...


class Critiques(Protocol):
    async def reusable(self, request: str) -> Judgement | None:
        """A model's judgement of an equal request, while the answer it was made for stands."""
        ...

    async def get(self, critique_id: int) -> Critique:
        """Raises NotFound."""
        ...

    async def add(self, critique: Critique) -> Critique | None:
        """None where (answer, revision, judge) is there already."""
        ...

    async def of_answer(self, answer_id: int) -> Sequence[Critique]:
        """Oldest first."""
        ...


class Transaction(Protocol):
    """One unit of work."""

    @property
    def teams(self) -> Teams: ...
    @property
    def members(self) -> Members: ...
    @property
    def tracks(self) -> Tracks: ...
    @property
    def rounds(self) -> Rounds: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def critiques(self) -> Critiques: ...
    @property
    def days(self) -> Days: ...
    @property
    def cards(self) -> Cards: ...
    @property
    def sends(self) -> Sends: ...
    @property
    def calls(self) -> ModelCalls: ...
    @property
    def outages(self) -> Outages: ...
    @property
    def feedback(self) -> Feedback: ...
    @property
    def preferences(self) -> Preferences: ...
    @property
    def secrets(self) -> Secrets: ...
    @property
    def roles(self) -> Roles: ...
    @property
    def setups(self) -> Setups: ...
    @property
    def vault(self) -> Vault: ...
    @property
    def member_settings(self) -> SettingsOfMembers: ...
    @property
    def chains(self) -> Chains: ...
    @property
    def reminders(self) -> Reminders: ...
    @property
    def milestones(self) -> Milestones: ...
    @property
    def pulses(self) -> Pulses: ...
    @property
    def standings(self) -> Standings: ...
    @property
    def digests(self) -> Digests: ...
    @property
    def views(self) -> Views: ...
    @property
    def published(self) -> Published: ...
    @property
    def interviews(self) -> Interviews: ...
    @property
    def profiles(self) -> Profiles: ...
    @property
    def personal(self) -> Personal: ...
    @property
    def jobs(self) -> JobQueue: ...
