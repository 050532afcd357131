"""What a finished interview leaves: its scorecard, and cards of the member's own."""

import datetime as dt
from dataclasses import dataclass

from bot.context import Context
from bot.critiques.critique import WORTH
from bot.days import wallclock
from bot.errors import NotFound
from bot.interviews.model import Interview, Item, ItemState, Whole
from bot.members.people import People
from bot.memory import learning
from bot.memory.cards import grade_from
from bot.model import Point, Round, RoundKind, RoundState, Verdict
from bot.naming import skill_name
from bot.stores import Transaction

THINGS = 2  # to work on
ORDER = (Verdict.WRONG, Verdict.MISSING, Verdict.PARTLY)


@dataclass(frozen=True, slots=True)
class ToWorkOn:
    """A point that the answers lack, where a guide speaks of it, and when its card is due.

    `due_on` is the member's local date; None where there is no card of it."""

    point: Point
    skill: str
    section: str
    due_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    whole: Whole
    about: str
    work_on: tuple[ToWorkOn, ...]
    retry: Item | None  # the answered or skipped question that is most worth another try


async def made(context: Context, people: People, tx: Transaction, whole: Whole) -> Scorecard:
    """From what is stored, so it can be made again at any time."""
    member = await tx.members.get(whole.interview.member_id)
    zone, rollover = await people.zone(tx, member), context.rules.rollover
    due = {
        (card.skill, card.concept): wallclock.local_day(card.due_at, zone, rollover)
        for card in await tx.cards.of_members([member.id])
    }
    weak = sorted((i for i in whole.items if _in_bank(context, i) and not unread(i)), key=share)
    return Scorecard(
        whole,
        skill_name(context.bank, whole.interview.skill),
        tuple(_work_on(whole, due)),
        weak[0] if weak and share(weak[0]) < 1 else None,
    )


def _work_on(whole: Whole, due: dict[tuple[str, str], dt.date]) -> list[ToWorkOn]:
    """The first gap of each question, then second gaps: what is wrong, then what is missing, then
    what is partly there; of equals that of the weakest question."""
    judged = sorted((i for i in whole.items if i.judgement and not unread(i)), key=share)
    gaps = [
        (place, ORDER.index(verdict), item, point)
        for item in judged
        for place, (verdict, point) in enumerate(_gaps(item))
    ]
    gaps.sort(key=lambda gap: gap[:2])
    return [
        ToWorkOn(
            point,
            item.question.skill,
            item.question.guide_section,
            due.get((item.question.skill, item.question.concept)),
        )
        for _, _, item, point in gaps[:THINGS]
    ]


def _gaps(item: Item) -> list[tuple[Verdict, Point]]:
    """The points that are not met, in that order."""
    assert item.judgement is not None, "asked of judged ones only"
    verdicts = {f.point_id: f.verdict for f in item.judgement.findings}
    points = ((verdicts.get(p.id, Verdict.MISSING), p) for p in item.question.points)
    lacking = [gap for gap in points if gap[0] in ORDER]
    return sorted(lacking, key=lambda gap: ORDER.index(gap[0]))


def unread(item: Item) -> bool:
    """Whether it was answered in a language that its critic does not read."""
    return item.judgement is not None and item.judgement.unread


def share(item: Item) -> float:
    """How much of what there was to say was said, 0 to 1."""
    findings = item.judgement.findings if item.judgement is not None else ()
    return sum(WORTH[f.verdict] for f in findings) / max(1, len(findings))


async def learn(context: Context, people: People, tx: Transaction, whole: Whole) -> None:
    """Each answered question of the bank is a grade on the member's card of its concept; a newer
    judgement of it replaces that grade.

    It rests on a closed round of the member's own that has no answer, so it is on no board."""
    interview, now = whole.interview, context.clock.now()
    member = await tx.members.get(interview.member_id)
    today = await people.today(tx, member)
    for item in whole.items:
        if item.judgement is None or unread(item) or not _in_bank(context, item):
            continue
        key = _round_key(interview, item.number)
        new = await tx.rounds.add(
            Round(
                id=0,
                team_id=interview.team_id,
                track_id=None,
                member_id=member.id,
                kind=RoundKind.SOLO,
                key=key,
                local_date=today,
                question=item.question,
                prompt=item.prompt,
                review="private",
                state=RoundState.CLOSED,
                created_at=now,
                closes_at=now,
            )
        )
        round_ = new or await tx.rounds.solo(member.id, key)
        await learning.interviewed(tx, round_, member, grade_from(item.judgement), now)


async def unlearn(tx: Transaction, interview: Interview, number: int) -> None:
    """What was said to that question was deleted: it counts towards no card any more."""
    try:
        round_ = await tx.rounds.solo(interview.member_id, _round_key(interview, number))
    except NotFound:  # it was not judged, or its question is not the bank's
        return
    await learning.unsaid(tx, round_, interview.member_id)


def _round_key(interview: Interview, number: int) -> str:
    return f"interview:{interview.id}:{number}"


def _in_bank(context: Context, item: Item) -> bool:
    """Whether it can be asked again; claims of a member cannot."""
    if item.state is ItemState.ASKED:
        return False
    try:
        context.bank.question(item.question.id)
    except NotFound:
        return False
    return True
