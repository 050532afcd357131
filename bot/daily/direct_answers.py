"""Answers that come as direct messages. Only their author reads them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.context import Context
from bot.daily.access import kind_in, standing
from bot.daily.answers import ON_ITS_WAY, Answers
from bot.daily.attempts import ReplyKind
from bot.daily.parts import is_direct, written_at
from bot.errors import TryLater
from bot.message import Incoming, Message
from bot.model import Answer, AnswerState, Member, Part, Round, Seat, Team
from bot.naming import skill_name
from bot.stores import Transaction
from bot.wording import direct as wording

NEWEST = 3  # of a track: several are open where more were asked for


@dataclass(frozen=True, slots=True)
class Meant:
    """What a message can answer, each the newest first, one's own last.

    `theirs`: questions of tracks that its author has joined, or of all where they have joined
    none, and their own. `others`: of tracks that an answer would make them join."""

    theirs: Sequence[Round]
    others: Sequence[Round]

    @property
    def any(self) -> bool:
        return bool(self.theirs or self.others)


class DirectAnswers:
    def __init__(self, context: Context, answers: Answers) -> None:
        self._c = context
        self._answers = answers

    async def can_mean(
        self, tx: Transaction, teams: Sequence[Team], member: str, part: Part
    ) -> Meant:
        """The questions that the message can answer. `member`: their external id."""
        found: dict[bool, list[Round]] = {True: [], False: []}
        for team in teams:
            known = await tx.members.find(team.id, member)
            joined = await self._joined(tx, known)
            for round_ in await self._asked(tx, team, known):
                open_ = round_.created_at <= part.sent_at and written_at(part) <= round_.closes_at
                if open_ and await self._takes(tx, round_, known, part):
                    theirs = not joined or round_.track_id is None or round_.track_id in joined
                    found[theirs].append(round_)
        return Meant(found[True], found[False])

    async def wait_for_question(self, tx: Transaction, teams: Sequence[Team]) -> None:
        """Raises TryLater while one may stand there that is not known to be posted."""
        for team in teams:
            if await tx.rounds.maybe_asked(team.id):
                raise TryLater(ON_ITS_WAY)

    async def take(
        self, tx: Transaction, member: Member, round_: Round, part: Part
    ) -> tuple[Answer, Message | None]:
        """The answer that the message is, or joins, and what its author is told: None where it
        joins one. `round_` is one that it can mean."""
        part = replace(part, team_id=round_.team_id)
        seat, at = await tx.rounds.seat(round_.id, member.id), written_at(part)
        number = len(await tx.answers.of_round(round_.id, member.id)) + 1
        current = (await standing(tx, round_.id, member.id))[-1:]
        if current and seat.invited_at is None:
            if await tx.answers.add_part(current[0].id, part):
                await self._answers.rejoin(tx, current[0])
            return current[0], None
        answer = await self._answers.attempt(tx, member, round_, seat, part, "me", at, number)
        about = await self.about(tx, round_)
        return answer, wording.taken(answer, about, self._c.rules.joining)

    async def edit(self, tx: Transaction, team: Team, message: Incoming) -> None:
        """A newer revision of a message of an answer. What was taken back stays so."""
        platform = message.person.platform
        answer = await tx.answers.of_source(platform, team.id, message.message)
        if answer is not None and answer.state is not AnswerState.DELETED:
            round_ = await tx.rounds.get(answer.round_id)
            await self._answers.edit(tx, round_, answer, message)

    async def about(self, tx: Transaction, round_: Round, *, with_team: bool = False) -> str:
        """The question inside a sentence."""
        skill = skill_name(self._c.bank, round_.question.skill)
        if round_.track_id is None:
            return wording.own(skill)
        team = (await tx.teams.get(round_.team_id)).name if with_team else ""
        return wording.asked(skill, (await tx.tracks.get(round_.track_id)).channel, team)

    async def _asked(self, tx: Transaction, team: Team, member: Member | None) -> list[Round]:
        """The newest questions of the team's tracks, then of the member's own. One that is closed
        by now may have been open when the message was written."""
        tracks = await tx.tracks.of_team(team.id)
        rounds = [r for track in tracks for r in await tx.rounds.latest(track.id, NEWEST)]
        rounds.sort(key=lambda round_: round_.id, reverse=True)
        own = await tx.rounds.latest_solo(member.id) if member else None
        return [*rounds, own] if own is not None else rounds

    async def _joined(self, tx: Transaction, member: Member | None) -> set[int]:
        if member is None:
            return set()
        memberships = await tx.tracks.memberships(member_id=member.id)
        return {m.track_id for m in memberships if m.left_on is None}

    async def _takes(
        self, tx: Transaction, round_: Round, member: Member | None, part: Part
    ) -> bool:
        """Whether it is an attempt at it, and the question waits for one or the message joins
        the last one, which came as a direct message too."""
        at, seat = written_at(part), Seat(round_.id, 0)
        if member is not None:
            seat = await tx.rounds.seat(round_.id, member.id)
        if kind_in(part.text or "", round_, seat, at) is not ReplyKind.ATTEMPT:
            return False
        current = await standing(tx, round_.id, member.id) if member else []
        if not current or seat.invited_at is not None:
            return True
        parts = await tx.answers.parts(current[-1].id)
        return any(map(is_direct, parts)) and self._answers.joins(current[-1], seat, at)
