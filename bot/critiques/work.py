"""What is to be judged, by whom, and what of it may leave."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from bot.context import Context
from bot.critiques.judging import routing
from bot.critiques.masking import outgoing, parts
from bot.model import Answer, Critique, Judgement, Member, Round, Team
from bot.stores import Transaction


@dataclass(frozen=True, slots=True)
class Work:
    """One answer to judge, as it stood when the task began."""

    answer: Answer
    round_: Round
    member: Member
    team: Team
    text: str  # cleaned, masked, capped: all that may leave
    key: str  # equal requests have equal keys
    plain: str = ""  # why the keyword check does it, '' where a model does
    wait_until: dt.datetime | None = None
    reused: Judgement | None = None
    who: str = ""  # the member as the provider knows them


class Works:
    def __init__(self, context: Context) -> None:
        self._c = context

    async def of(self, tx: Transaction, answer: Answer, *, again: bool) -> Work:
        """What stands to be judged. `again`: it had its review, so it counts towards no quota."""
        round_ = await tx.rounds.get(answer.round_id)
        member = await tx.members.get(answer.member_id)
        text = outgoing(answer.text, names_of(await tx.members.of_team(member.team_id)))
        key = self._key(round_, text)
        plain, wait_until = await routing(self._c, tx, member, again=again)
        return Work(
            answer,
            round_,
            member,
            await tx.teams.get(round_.team_id),
            text,
            key,
            plain,
            wait_until,
            await tx.critiques.reusable(key) if not plain else None,
            hashed(await tx.secrets.ensure("safety"), member.id) if not plain else "",
        )

    def _key(self, round_: Round, text: str) -> str:
        """A hash of all that a judgement depends on: text, question, critics with their prompts."""
        question = round_.question
        judges = [critic.name for critic in self._c.ladder.rungs.models]
        asked = (question.id, question.level, question.prompt, question.rubric)
        return hashlib.sha256("\x1f".join((*asked, *judges, text)).encode()).hexdigest()


async def judges_of(tx: Transaction, made: Critique) -> set[str]:
    """Who has judged that revision of the answer."""
    of_answer = await tx.critiques.of_answer(made.answer_id)
    return {c.judgement.judge for c in of_answer if c.revision == made.revision}


def names_of(members: Iterable[Member]) -> set[str]:
    """What may not leave of a team: names, whole and in parts, and ids that are no plain words."""
    names = {part for member in members for part in parts(member.name)}
    ids = {member.external_id for member in members}
    return names | {each for each in ids if any(c.isdigit() or c.isupper() for c in each)}


def hashed(secret: str, member_id: int) -> str:
    """The member as a provider knows them: a keyed hash, of this database alone."""
    return hmac.new(bytes.fromhex(secret), str(member_id).encode(), hashlib.sha256).hexdigest()
