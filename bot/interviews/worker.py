"""The task that takes an interview on: asks, listens and probes, sums up.

It does what the stored phase asks for, so it may end at any instruction and run again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from bot.context import Context
from bot.critiques.judging import record
from bot.critiques.ladder import Judged as Verdicts
from bot.critiques.ladder import Try
from bot.critiques.progress import Progress
from bot.errors import CriticFailed, NotFound
from bot.interviews import scorecard
from bot.interviews.choosing import choose
from bot.interviews.claims import next_question
from bot.interviews.examining import Examining, Paper
from bot.interviews.machine import Judged, NoneLeft, Summed
from bot.interviews.model import FollowUp, Interview, Item, Phase, TurnKind
from bot.interviews.moves import Moves, follow_ups_left
from bot.members.people import People
from bot.model import Judgement
from bot.stores import Transaction
from bot.wording import interviews as wording
from bot.wording import scorecards

log = structlog.get_logger()

RETRIES = (dt.timedelta(minutes=1), dt.timedelta(minutes=5), dt.timedelta(minutes=15))
"""When a summary that failed is tried again; after the last one wording alone sums up."""


SILENT = Progress({})


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done outside a transaction."""

    interview: Interview
    papers: list[Paper]
    paper: Paper | None = None  # to be judged first


class Worker:
    def __init__(self, context: Context, people: People, moves: Moves) -> None:
        self._c = context
        self._people = people
        self._moves = moves
        self._examining = Examining(context)

    async def work(self, args: Mapping[str, int | str], progress: Progress = SILENT) -> None:
        """Task: one step of an interview."""
        again = int(args.get("again", 0))
        async with self._c.store.transaction() as tx:
            task = await self._task(tx, int(args["interview"]), again)
        if task is None:
            return
        if task.interview.state.phase is Phase.CONSIDERING:
            assert task.paper is not None, "what is considered was said"
            await self._consider_seen(task.interview, task.paper, progress)
        elif task.paper is not None:
            await self._catch_up(task.interview, task.paper)
        else:
            await self._sum_up(task, again)

    async def _task(self, tx: Transaction, interview_id: int, again: int) -> Task | None:
        """Asks at once; anything else is for outside. None where nothing is to be done now."""
        try:
            interview = await tx.interviews.get(interview_id)
        except NotFound:
            return None
        state = interview.state
        if state.over or state.paused or state.phase is Phase.ANSWERING:
            return None
        if self._c.clock.now() < interview.due_at:
            await self._moves.go_on(tx, interview, again)
            return None
        if state.phase is Phase.ASKING:
            await self._ask(tx, interview)
            return None
        papers = await self._examining.papers(tx, await tx.interviews.whole(interview))
        if state.phase is Phase.CONSIDERING:
            return await self._considered(tx, interview, papers)
        behind = [p for p in papers if p.answers != p.item.judged or p.item.provisional]
        return Task(interview, papers, behind[0] if behind else None)

    async def _considered(
        self, tx: Transaction, interview: Interview, papers: list[Paper]
    ) -> Task | None:
        """Its answers may have been deleted meanwhile: then the machine goes on without."""
        mine = [p for p in papers if p.item.number == interview.state.item]
        if mine:
            return Task(interview, papers, mine[0])
        await self._moves.apply(tx, interview, Judged(interview.state.heard, probe=False))
        return None

    async def _ask(self, tx: Transaction, interview: Interview) -> None:
        whole = await tx.interviews.whole(interview)
        asked = await tx.interviews.asked(interview.member_id)
        if interview.kind == "claims":
            claims = await tx.profiles.claims(interview.member_id)
            question = next_question(whole, claims, asked)
        else:
            question = choose(self._c.bank, whole, asked)
        if question is None:
            await self._moves.apply(tx, interview, NoneLeft())
        else:
            await self._moves.put(tx, interview, question)

    async def _consider_seen(self, interview: Interview, paper: Paper, progress: Progress) -> None:
        """A model takes a while, so its author sees that the answer is being read."""
        if paper.plain:
            await self._consider(interview, paper)
            return
        async with self._c.store.reading() as tx:
            team = await tx.teams.get(interview.team_id)
        key = f"reading:{interview.id}:{interview.state.heard}"
        async with progress.direct(team, paper.member, key):
            await self._consider(interview, paper)

    async def _consider(self, interview: Interview, paper: Paper) -> None:
        """Judges the answer as it stands, then probes or goes on."""
        judged = await self._examining.judge(paper)
        follow_up = None
        if follow_ups_left(interview):
            follow_up = await self._examining.follow_up(paper, judged.judgement, judged.tries)
        heard = interview.state.heard
        async with self._c.store.transaction() as tx:
            await self._record(tx, paper, judged.tries)
            interview = await tx.interviews.get(interview.id)
            moved = await self._moves.apply(tx, interview, Judged(heard, follow_up is not None))
            if moved == interview:
                return  # more was said meanwhile, or it was paused, skipped or ended
            await self._store(tx, paper, judged, provisional=judged.provisional)
            await self._critique(tx, interview, paper, judged.judgement)
            if follow_up is not None and moved.state.phase is Phase.ANSWERING:
                await self._probe(tx, moved, follow_up)

    async def _critique(
        self, tx: Transaction, interview: Interview, paper: Paper, judgement: Judgement
    ) -> None:
        """In study mode, after each answer."""
        if interview.mode != "study":
            return
        item = paper.item
        message = wording.critique(item.question, judgement, item.judgement)
        source = f"bot:critique:{interview.state.heard}"
        turn = await self._moves.turn(tx, interview, TurnKind.CRITIQUE, message.text, source)
        await self._moves.say(tx, interview, turn, message)

    async def _probe(self, tx: Transaction, interview: Interview, follow_up: FollowUp) -> None:
        source = f"bot:follow_up:{interview.state.item}:{interview.state.follow_ups}"
        text = follow_up.text
        turn = await self._moves.turn(tx, interview, TurnKind.FOLLOW_UP, text, source)
        await self._moves.say(tx, interview, turn, wording.follow_up(interview, text))

    async def _catch_up(self, interview: Interview, paper: Paper) -> None:
        """What was not judged when the interview ended, or only in a reviewer's absence."""
        judged = await self._examining.judge(paper)
        async with self._c.store.transaction() as tx:
            await self._record(tx, paper, judged.tries)
            interview = await tx.interviews.get(interview.id)
            if interview.state.phase is not Phase.SUMMING:
                return
            whole = await tx.interviews.whole(interview)
            if len(whole.answers(paper.item.number)) == paper.answers:  # none was deleted
                await self._store(tx, paper, judged, provisional=False)
            await self._moves.go_on(tx, interview)

    async def _sum_up(self, task: Task, again: int) -> None:
        tries: list[Try] = []
        last = again >= len(RETRIES)
        try:
            appraisal = await self._examining.appraise(task.papers, tries, last=last)
        except CriticFailed:
            await self._later(task, tries, again)
            return
        async with self._c.store.transaction() as tx:
            if task.papers:
                await record(tx, task.papers[0].member, tries, self._c.clock.now())
            interview = await tx.interviews.get(task.interview.id)
            if interview.state.phase is not Phase.SUMMING:
                return
            whole = await tx.interviews.whole(interview)
            if all(len(whole.answers(p.item.number)) == p.answers for p in task.papers):
                await self._finish(tx, replace(interview, appraisal=appraisal))
            else:  # one was deleted meanwhile, and the appraisal may quote it
                await self._moves.go_on(tx, interview)

    async def _finish(self, tx: Transaction, interview: Interview) -> None:
        """The scorecard, and what it teaches the member's own cards."""
        interview = await self._moves.apply(tx, interview, Summed())
        whole = await tx.interviews.whole(interview)
        await scorecard.learn(self._c, self._people, tx, whole)
        card = await scorecard.made(self._c, self._people, tx, whole)
        await self._moves.tell(tx, interview, "scorecard", scorecards.scorecard(card))

    async def _later(self, task: Task, tries: list[Try], again: int) -> None:
        now = self._c.clock.now()
        async with self._c.store.transaction() as tx:
            member = task.papers[0].member
            await record(tx, member, tries, now)
            interview = await tx.interviews.get(task.interview.id)
            if interview.state.phase is not Phase.SUMMING:
                return
            interview = replace(interview, due_at=now + RETRIES[again])
            await tx.interviews.save(interview)
            await self._moves.go_on(tx, interview, again + 1)
            by = now + sum(RETRIES[again:], dt.timedelta(0))
            zone = await self._people.zone(tx, member)
            await self._moves.tell(tx, interview, "later", wording.scorecard_waits(by, zone, now))

    async def _store(
        self, tx: Transaction, paper: Paper, judged: Verdicts, *, provisional: bool
    ) -> None:
        item: Item = replace(
            paper.item,
            judgement=judged.judgement,
            judged=paper.answers,
            provisional=provisional,
        )
        await tx.interviews.save_item(item)

    async def _record(self, tx: Transaction, paper: Paper, tries: list[Try]) -> None:
        now = self._c.clock.now()
        await record(tx, paper.member, tries, now, item_id=paper.item.id)
