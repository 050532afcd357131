"""Judging what was said in an interview: by the same ladder, budget and masking as answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.context import Context
from bot.critiques.critique import sayable, verify
from bot.critiques.judging import moderated, routing
from bot.critiques.ladder import AWAY, Judged, Try
from bot.critiques.masking import outgoing
from bot.critiques.work import hashed, names_of
from bot.errors import CriticFailed
from bot.interviews import evidence
from bot.interviews.asking import Asking
from bot.interviews.claims import fixed_follow_up, invents, is_claim
from bot.interviews.fit import question_of, verified
from bot.interviews.model import (
    Appraisal,
    Exchange,
    FollowUp,
    Interview,
    Item,
    Whole,
)
from bot.interviews.plain import PlainInterviewer
from bot.interviews.ports import Appraised
from bot.model import Finding, Judgement, Member, Verdict
from bot.stores import Transaction

SPENT = "the team's budget for AI reviews is spent for today"
FLAGGED = "moderation flagged the answer ({})"
ORDER = (Verdict.WRONG, Verdict.PARTLY, Verdict.MISSING)


@dataclass(frozen=True, slots=True)
class Paper:
    """One question's answers as they stood when the task began; all of it may leave.

    `plain`: why the keyword check judges it, '' where a model does. `answers`: how many."""

    interview: Interview
    item: Item
    member: Member
    text: str
    exchanges: tuple[Exchange, ...]
    answers: int
    plain: str
    who: str


class Examining:
    def __init__(self, context: Context) -> None:
        self._c = context
        self._plain = PlainInterviewer()
        self._asking = Asking(context.interviewers, context.ladder.breaker)

    async def papers(self, tx: Transaction, whole: Whole) -> list[Paper]:
        """Of every question that something was said to, in order."""
        member = await tx.members.get(whole.interview.member_id)
        names = names_of(await tx.members.of_team(member.team_id))
        who = hashed(await tx.secrets.ensure("safety"), member.id)
        papers = []
        for item in whole.items:
            answers = whole.answers(item.number)
            if answers:
                again = item.judgement is not None and item.judgement.source == "ai"
                why, until = await routing(self._c, tx, member, again=again)
                masked = tuple(
                    Exchange(each.asked, outgoing(each.said, names))
                    for each in whole.exchanges(item.number)
                )
                text = outgoing("\n\n".join(answers), names)
                plain = why or (SPENT if until else "")
                papers.append(
                    Paper(whole.interview, item, member, text, masked, len(answers), plain, who)
                )
        return papers

    async def judge(self, paper: Paper) -> Judged:
        """Verified and fit to be said. Never raises CriticFailed."""
        judged = await self._judged(paper)
        return replace(judged, judgement=_standing(paper, judged.judgement))

    def others(self, paper: Paper) -> bool:
        """Whether a model judged it, and another one can."""
        judgement = paper.item.judgement
        if judgement is None or judgement.source != "ai":
            return False
        return bool(self._c.ladder.others({judgement.judge}))

    async def afresh(self, paper: Paper, tries: list[Try]) -> Judgement | None:
        """By another model than the one that judged it; None where none of them can."""
        assert paper.item.judgement is not None, "asked of judged ones only"
        judgement = await self._c.ladder.afresh(
            paper.item.question,
            paper.text,
            judges={paper.item.judgement.judge},
            tries=tries,
            member=paper.who,
        )
        return _standing(paper, judgement) if judgement is not None else None

    async def _judged(self, paper: Paper) -> Judged:
        ladder, question = self._c.ladder, paper.item.question
        claim = f"{question.prompt}\n\n" if is_claim(question) else ""
        if paper.plain:
            return await ladder.plain(question, paper.text, paper.plain)
        try:
            why = await moderated(self._c, f"{claim}{paper.text}")
        except CriticFailed:  # so nothing leaves
            plain = await ladder.plain(question, paper.text, AWAY)
            return replace(plain, provisional=True)
        if why:
            return await ladder.plain(question, paper.text, FLAGGED.format(why))
        return await ladder.judge(question, paper.text, member=paper.who)

    async def follow_up(
        self, paper: Paper, judgement: Judgement, tries: list[Try]
    ) -> FollowUp | None:
        """Drawn from what is wrong, partly there or missing; None where nothing is."""
        gaps = sorted(
            (f for f in judgement.findings if f.verdict is not Verdict.MET),
            key=lambda finding: ORDER.index(finding.verdict),
        )
        if not gaps:
            return None
        question, mode = paper.item.question, paper.interview.mode
        if judgement.source == "ai":  # what a keyword check judged stays here, whatever its reason
            made = await self._asking.first(
                lambda who: who.follow_up(
                    question, paper.exchanges, gaps, mode=mode, member=paper.who
                ),
                tries,
            )
            text = question_of(made, question, paper.exchanges, gaps) if made else ""
            if is_claim(question) and invents(text, question, paper.exchanges):
                text = ""
            if made and text:
                return replace(made, text=text)
        if is_claim(question):
            return fixed_follow_up(paper.exchanges, gaps)
        plain = await self._plain.follow_up(question, paper.exchanges, gaps, mode=mode)
        return plain if plain.text else None

    async def appraise(self, papers: list[Paper], tries: list[Try], *, last: bool) -> Appraisal:
        """What the answers show. Raises CriticFailed, but not where it is the `last` try."""
        ai = [p for p in papers if p.item.judgement and p.item.judgement.source == "ai"]
        leaving = [p for p in ai if not is_claim(p.item.question)]  # those have a card of their own
        if leaving and self._asking and not any(p.plain for p in papers):
            items, who = _items(leaving), papers[0].who
            made = await self._asking.first(lambda each: each.appraise(items, member=who), tries)
            if made is not None:
                return _verified(made, leaving)
            if not last:
                raise CriticFailed(AWAY)
        return _verified(await self._plain.appraise(_items(papers)), papers)


def _standing(paper: Paper, judgement: Judgement) -> Judgement:
    """What of a judgement stands, fit to be said."""
    question = paper.item.question
    if is_claim(question):
        judgement = evidence.judged(question, paper.text, judgement)
    found = verify(judgement, question.points, paper.text)
    judgement = replace(judgement, findings=tuple(_of_one_reply(finding) for finding in found))
    findings = verify(judgement, question.points, paper.text)  # what is left may be too little
    return sayable(replace(judgement, findings=findings))


def _of_one_reply(finding: Finding) -> Finding:
    """Replies are apart by a blank line; words of two together are no sentence of anybody."""
    return replace(finding, evidence=max(finding.evidence.split("\n\n"), key=len))


def _items(papers: Sequence[Paper]) -> list[Appraised]:
    return [Appraised(p.item.question, p.exchanges, p.item.judgement) for p in papers]


def _verified(appraisal: Appraisal, papers: Sequence[Paper]) -> Appraisal:
    replies = [each.said for p in papers for each in p.exchanges]
    return verified(appraisal, replies, [p.item.judgement for p in papers])
