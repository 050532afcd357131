"""The task that judges an answer: what may be spent, what may leave, what is shown meanwhile."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot import critique
from bot.context import Context
from bot.errors import CriticFailed
from bot.ladder import Judged
from bot.masking import mask, parts
from bot.model import Answer, AnswerState, Judgement, Member, Round, Team
from bot.progress import Progress
from bot.records import ModelCall
from bot.reviews import post, tell, wanted
from bot.stores import Transaction
from bot.text import cap, clean
from bot.wording import critics, reviews

LOOK_AGAIN = (
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=15),
    dt.timedelta(hours=1),
    dt.timedelta(hours=4),
)


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


class Critiquing:
    def __init__(self, context: Context, progress: Progress) -> None:
        self._c = context
        self._ladder = context.ladder
        self._progress = progress

    async def critique(self, args: Mapping[str, int | str]) -> None:
        """Task: judges one revision of an answer, unless a newer one or its critique is there.

        With `again` a provisional critique is replaced in place, if a better critic can."""
        again = int(args.get("again", 0))
        async with self._c.store.transaction() as tx:
            work = await self._work(tx, int(args["answer"]), int(args["revision"]), again)
            if work is None or await self._settled(tx, work, again):
                return
        if (
            self._c.moderator
            and not work.plain
            and (why := await self._c.moderator.flags(work.text))
        ):
            await self._flagged(work, why)
            return
        judged = await self._judge(work)
        if again and judged.provisional:
            await self._look_again(work, again)
            return
        await self._store(work, judged, again)

    async def _work(
        self, tx: Transaction, answer_id: int, revision: int, again: int
    ) -> Work | None:
        answer = await self._taken(tx, answer_id)
        if not await wanted(tx, answer, revision, again=bool(again)):
            return None
        round_ = await tx.rounds.get(answer.round_id)
        member = await tx.members.get(answer.member_id)
        names = {part for m in await tx.members.of_team(member.team_id) for part in parts(m.name)}
        text, _ = cap(mask(clean(answer.text), names))
        key = self._key(round_, text)
        plain, wait_until = await self._routing(tx, member, again)
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

    async def _taken(self, tx: Transaction, answer_id: int) -> Answer:
        """The answer as it is now, and until the transaction ends: its seat is taken first."""
        answer = await tx.answers.get(answer_id)
        await tx.rounds.seat(answer.round_id, answer.member_id)
        return await tx.answers.get(answer_id)

    async def _routing(
        self, tx: Transaction, member: Member, again: int
    ) -> tuple[str, dt.datetime | None]:
        """Why the keyword check does it ('' if a model does), and when the budget is new."""
        if not self._ladder.rungs.models:
            return critics.NO_MODEL, None
        if await tx.preferences.wants_keyword(member.id):
            return critics.CHOSEN, None
        midnight = self._c.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        if not again and await tx.calls.reviewed(member.id, midnight) >= self._c.limits.per_member:
            return critics.QUOTA, None
        if await tx.calls.spent(member.team_id, midnight) >= self._c.limits.per_team:
            return "", midnight + dt.timedelta(days=1)
        return "", None

    async def _settled(self, tx: Transaction, work: Work, again: int) -> bool:
        """Says and stores what needs no critic: too many reviews, or a budget that is spent."""
        seat = await tx.rounds.seat(work.round_.id, work.member.id)
        if not again and seat.reviewed >= self._c.rules.critiques:
            await tx.answers.save(replace(work.answer, state=AnswerState.JUDGED))
            key = f"enough:{work.round_.id}:{work.member.id}"
            message = reviews.enough(self._c.rules.critiques)
            await tell(tx, key, work.round_, work.member, message)
            return True
        if work.wait_until is None or work.reused:
            await self._say_where_it_goes(tx, work)
            return False
        zone = work.member.zone or "UTC"
        message = critics.to_come(work.wait_until, zone, self._c.clock.now())
        if not again:
            await tell(tx, f"wait:{work.answer.id}", work.round_, work.member, message)
        args = {"answer": work.answer.id, "revision": work.answer.revision, "again": again}
        await tx.jobs.enqueue("critique", args, run_at=work.wait_until)
        return True

    async def _say_where_it_goes(self, tx: Transaction, work: Work) -> None:
        """With a first answer comes a word on what goes to the model's provider."""
        now = self._c.clock.now()
        if work.plain or await tx.preferences.was_told(work.member.id, now):
            return
        message = critics.what_leaves(self._ladder.rungs.models[0].name)
        await tell(tx, f"told:{work.member.id}", work.round_, work.member, message)

    async def _judge(self, work: Work) -> Judged:
        question = work.round_.question
        if work.plain:
            return await self._ladder.plain(question, work.text, work.plain)
        if work.reused is not None:
            return Judged(work.reused)
        async with self._progress.of(work.team, work.round_, work.member) as shown:
            return await self._ladder.judge(question, work.text, member=work.who, shown=shown)

    async def _store(self, work: Work, judged: Judged, again: int) -> None:
        """The critique, what it cost, and its message, in one transaction."""
        now = self._c.clock.now()
        verified = critique.verified(judged.judgement, work.round_, work.answer, work.text, now)
        async with self._c.store.transaction() as tx:
            answer = await self._taken(tx, work.answer.id)
            await self._record(tx, work, judged, now)
            if not await wanted(tx, answer, work.answer.revision, again=bool(again)):
                return
            stored = await tx.critiques.add(replace(verified, request=work.key))
            if stored is None:
                return
            await tx.answers.save(replace(answer, state=AnswerState.JUDGED))
            await post(tx, work.round_, answer, stored)
            if not again:
                seat = await tx.rounds.seat(work.round_.id, work.member.id)
                await tx.rounds.save_seat(replace(seat, reviewed=seat.reviewed + 1))
            if judged.provisional:
                await self._enqueue(tx, work, again)

    async def _record(self, tx: Transaction, work: Work, judged: Judged, now: dt.datetime) -> None:
        for call in judged.tries:
            usage = call.usage
            await tx.calls.add(
                ModelCall(
                    at=now,
                    team_id=work.round_.team_id,
                    member_id=work.member.id,
                    answer_id=work.answer.id,
                    critic=call.critic,
                    input_tokens=usage.input_tokens,
                    cached_tokens=usage.cached_tokens,
                    output_tokens=usage.output_tokens,
                    cost=usage.cost,
                    latency=usage.latency,
                    failed=bool(call.failure),
                )
            )
        if work.reused is not None:
            who = (work.round_.team_id, work.member.id, work.answer.id)
            await tx.calls.add(ModelCall(now, *who, work.reused.judge, reused=True))

    async def _look_again(self, work: Work, again: int) -> None:
        async with self._c.store.transaction() as tx:
            await self._enqueue(tx, work, again)

    async def _enqueue(self, tx: Transaction, work: Work, again: int) -> None:
        """A better critic looks later; after the last wait the keyword check stays."""
        if again < len(LOOK_AGAIN):
            args = {
                "answer": work.answer.id,
                "revision": work.answer.revision,
                "again": again + 1,
            }
            at = self._c.clock.now() + LOOK_AGAIN[again]
            await tx.jobs.enqueue("critique", args, run_at=at)

    async def _moderated(self, work: Work) -> str:
        """What moderation says against it, where it is switched on and the text leaves anyway."""
        if self._c.moderator is None or work.plain:
            return ""
        return await self._c.moderator.flags(work.text)

    async def _flagged(self, work: Work, why: str) -> None:
        async with self._c.store.transaction() as tx:
            answer = await self._taken(tx, work.answer.id)
            if not await wanted(tx, answer, work.answer.revision):
                return
            await tx.answers.save(replace(answer, state=AnswerState.JUDGED))
            key = f"flagged:{work.answer.id}:{work.answer.revision}"
            await tell(tx, key, work.round_, work.member, critics.flagged(why))

    def _key(self, round_: Round, text: str) -> str:
        """A hash of all that a judgement depends on: text, rubric, critic with its prompt."""
        names = [critic.name for critic in self._ladder.rungs.models[:1]]
        whole = "\x1f".join((round_.question.id, round_.question.rubric, *names, text))
        return hashlib.sha256(whole.encode()).hexdigest()

    async def dispute(self, args: Mapping[str, int | str]) -> None:
        """Task: a disputed critique is judged again, from scratch, by the second judge."""
        async with self._c.store.transaction() as tx:
            disputed = await tx.critiques.get(int(args["critique"]))
            work = await self._work(tx, disputed.answer_id, disputed.revision, again=-1)
        if work is None:
            return
        judged = await self._ladder.afresh(work.round_.question, work.text, member=work.who)
        if judged is None:
            raise CriticFailed("the second judge cannot be reached")
        now = self._c.clock.now()
        verified = critique.verified(judged.judgement, work.round_, work.answer, work.text, now)
        async with self._c.store.transaction() as tx:
            await self._record(tx, work, judged, now)
            if await tx.critiques.add(verified) is None:
                return
            message = critics.second_opinion(work.round_, work.answer, disputed, verified)
            await tell(tx, f"dispute:{disputed.id}", work.round_, work.member, message)


def hashed(secret: str, member_id: int) -> str:
    """The member as a provider knows them: a keyed hash, of this database alone."""
    return hmac.new(bytes.fromhex(secret), str(member_id).encode(), hashlib.sha256).hexdigest()
