"""*Dispute* under a scorecard: its answers are judged again, from scratch, by another judge."""

from collections.abc import Mapping
from dataclasses import replace

from bot.context import Context
from bot.critiques.judging import record
from bot.critiques.ladder import Try
from bot.errors import NotFound
from bot.features import Feature
from bot.interviews import scorecard
from bot.interviews.desk import Desk
from bot.interviews.examining import Examining, Paper
from bot.interviews.model import Interview, Item, Phase
from bot.interviews.moves import Moves
from bot.members.people import People
from bot.message import Press, Reply
from bot.model import Judgement, Member
from bot.stores import Transaction
from bot.wording import scorecards

TASK = "interview_dispute"
TOLD = "dispute"  # the key of what came of it


class Disputes:
    def __init__(self, context: Context, people: People, moves: Moves, desk: Desk) -> None:
        self._c = context
        self._people = people
        self._moves = moves
        self._desk = desk
        self._examining = Examining(context)

    def feature(self) -> Feature:
        return Feature(presses={"mock_dispute": self._press})

    async def _press(self, tx: Transaction, member: Member, press: Press) -> Reply:
        interview, _ = await self._desk.mine(tx, member, press.value)
        if await tx.sends.by_key(f"interview:{interview.id}:{TOLD}") is not None:
            return scorecards.disputed_before()
        if not await self._disputed(tx, interview):
            return scorecards.no_second_judge()
        key = f"{TASK}:{interview.id}"
        await tx.jobs.enqueue(TASK, {"interview": interview.id}, key=key)
        return scorecards.dispute_begun()

    async def judge(self, args: Mapping[str, int | str]) -> None:
        """Task: once per interview; the better judgement of each question counts."""
        async with self._c.store.transaction() as tx:
            try:
                interview = await tx.interviews.get(int(args["interview"]))
            except NotFound:
                return
            if await tx.sends.by_key(f"interview:{interview.id}:{TOLD}") is not None:
                return
            papers = await self._disputed(tx, interview)
        tries: list[Try] = []
        seconds = [(paper, await self._examining.afresh(paper, tries)) for paper in papers]
        async with self._c.store.transaction() as tx:
            interview = await tx.interviews.get(interview.id)
            if papers:
                await record(tx, papers[0].member, tries, self._c.clock.now())
            await self._tell(tx, interview, [(p, second) for p, second in seconds if second])

    async def _tell(
        self, tx: Transaction, interview: Interview, seconds: list[tuple[Paper, Judgement]]
    ) -> None:
        whole = await tx.interviews.whole(interview)
        firsts, again, better = list[Item](), list[Item](), list[Item]()
        for paper, judgement in seconds:
            first = whole.items[paper.item.number - 1]
            if len(whole.answers(first.number)) != paper.answers or first.judgement is None:
                continue  # one was deleted meanwhile
            second = replace(first, judgement=judgement, provisional=False)
            firsts.append(first)
            again.append(second)
            if scorecard.share(second) > scorecard.share(first):
                better.append(second)
                await tx.interviews.save_item(second)
        if not again:
            await self._moves.tell(tx, interview, f"{TOLD}:none", scorecards.no_second_judge())
            return
        improved = replace(whole, items=tuple(better))
        await scorecard.learn(self._c, self._people, tx, improved)
        await self._moves.tell(tx, interview, TOLD, scorecards.judged_again(firsts, again))

    async def _disputed(self, tx: Transaction, interview: Interview) -> list[Paper]:
        """What another model can judge, of what one has judged."""
        if interview.state.phase is not Phase.DONE:
            return []
        papers = await self._examining.papers(tx, await tx.interviews.whole(interview))
        return [paper for paper in papers if not paper.plain and self._examining.others(paper)]
