"""A team of thirty with twelve weeks behind it, written straight into the store."""

import datetime as dt
import random
from collections.abc import Sequence

from support.samples import a_track

from bot.days.chains import ChainDay
from bot.managers.figures import monday
from bot.members.settings import MemberSettings
from bot.model import (
    Answer,
    AnswerState,
    Away,
    Critique,
    Finding,
    Judgement,
    Member,
    Question,
    Round,
    RoundKind,
    RoundState,
    Team,
    Track,
    Verdict,
)
from bot.ports import Bank
from bot.stores import Transaction

NAMES = (
    "Ada Grace Mary Edsger Barbara Radia Lynn Frances Jean Katherine Margaret Tim Vint Bob "
    "Shafi Silvio Leslie Donald Ken Dennis Bjarne Guido Yukihiro Anders James Linus Larry Rob "
    "Adele Alan"
).split()
SKILLS = (("caching", "rate-limiting"), ("high-availability", "openai-api", "ai-guardrails"))


async def fill(
    tx: Transaction, bank: Bank, now: dt.datetime, team: Team, *, weeks: int = 12
) -> None:
    """Ada manages it; every fourth member shares their results, Bob is hidden."""
    chance = random.Random(7)
    people = [await tx.members.ensure(team.id, n.lower(), n, "Europe/Berlin") for n in NAMES]
    await tx.roles.set_manager(people[0].id, manager=True)
    for member in people[::4]:
        await tx.member_settings.save(MemberSettings(member.id, shares_scores=True))
    hidden = people[NAMES.index("Bob")]
    await tx.member_settings.save(MemberSettings(hidden.id, hidden=True))
    first = monday(now.date()) - dt.timedelta(weeks=weeks)
    dates = [first + dt.timedelta(days=n) for n in range((now.date() - first).days)]
    for half, skills in enumerate(SKILLS):
        own = a_track(team.id, skills=skills, channel=f"practice-{half + 1}", at=dt.time(9 + half))
        track = await tx.tracks.add(own)
        group = people[half * 15 : half * 15 + 15]
        for member in group:
            await tx.tracks.join(track.id, member.id, first)
        questions = [q for skill in skills for q in bank.questions(skill)]
        chance.shuffle(questions)
        for n, date in enumerate(d for d in dates if d.weekday() < 5):
            question = questions[n % len(questions)]
            await _day(tx, chance, track, date, question, group, n / len(dates))


async def _day(
    tx: Transaction,
    chance: random.Random,
    track: Track,
    date: dt.date,
    question: Question,
    group: Sequence[Member],
    progress: float,
) -> None:
    round_ = await add_round(tx, track, date, question)
    gone = chance.sample(group, chance.choice([0, 0, 1, 2]))
    for member in gone:
        await tx.days.add_away(Away(member.id, date, date), round_.created_at)
    there = [m for m in group if m not in gone]
    answering = [m for m in there if chance.random() < 0.62 + 0.25 * progress]
    skill = 0.3 + 0.05 * (len(question.skill) % 5)
    for member in answering:
        met = [chance.random() < skill + 0.35 * progress for _ in question.points]
        await add_answer(tx, round_, member, met)
    kept = len(answering) >= 0.6 * len(there)
    day = ChainDay(date, len(there), len(answering), kept)
    await tx.chains.put(track.team_id, track.id, day)


async def add_round(tx: Transaction, track: Track, date: dt.date, question: Question) -> Round:
    """Of that track and date, posted at 08:00 UTC and closed."""
    posted = dt.datetime.combine(date, dt.time(8), dt.UTC)
    round_ = await tx.rounds.add(
        Round(
            id=0,
            team_id=track.team_id,
            track_id=track.id,
            member_id=None,
            kind=RoundKind.SCHEDULED,
            key=date.isoformat(),
            local_date=date,
            question=question,
            prompt=question.prompt,
            review="short",
            state=RoundState.CLOSED,
            created_at=posted,
            closes_at=posted + dt.timedelta(hours=20),
        )
    )
    assert round_ is not None
    return round_


async def add_answer(
    tx: Transaction, round_: Round, member: Member, met: Sequence[bool], judge: str = "ai/one"
) -> Answer:
    """A first answer, with a model's review: each of its points met or missing."""
    when = round_.created_at + dt.timedelta(hours=1)
    answer = await tx.answers.add(
        Answer(0, round_.id, member.id, 1, AnswerState.JUDGED, "thread", "…", 1, when, when)
    )
    assert answer is not None
    findings = tuple(
        Finding(point.id, Verdict.MET if good else Verdict.MISSING)
        for point, good in zip(round_.question.points, met, strict=True)
    )
    judgement = Judgement(judge, "ai", findings)
    await tx.critiques.add(Critique(0, answer.id, 1, round_.question.rubric, judgement, 0.0, when))
    return answer
