"""Ready-made rows for tests of the store."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from support.clock import MONDAY

from bot.message import Button, Line, Message
from bot.model import (
    Answer,
    AnswerState,
    Critique,
    Finding,
    Judgement,
    Member,
    Part,
    Point,
    Question,
    Round,
    RoundKind,
    RoundState,
    Team,
    Track,
    Verdict,
)
from bot.stores import Transaction

QUESTION = Question(
    id="caching-stampede",
    skill="caching",
    concept="stampede",
    tags=("ttl", "locks"),
    level="senior",
    difficulty="hard",
    kind="debugging",
    guide_section="limits",
    prompt="Your hottest entry expires at noon. What happens?",
    rewordings=("What happens at noon?",),
    why_asked="It is the first outage a cache brings.",
    hint="Who recomputes?",
    follow_ups=("And with ten servers?",),
    model_answer="Everyone misses at once.",
    points=(Point("cause", "All miss at once", (("miss", "misses"), ("once",))),),
    rubric="ab12",
)
MESSAGE = Message(
    (Line("Caching", "title"), Line("one request recomputes", "quote", Verdict.MET)),
    (Button("hint", "7", "Hint", primary=True),),
)
TODAY = MONDAY.date()
METRIC = "Cut p99 of the checkout from 900 to 120 ms by caching its prices"
LEADERSHIP = "Led a team of engineers that moved billing to Kafka"


@dataclass(frozen=True)
class Scene:
    """A team with one member and one track."""

    team: Team
    member: Member
    track: Track


async def scene(tx: Transaction) -> Scene:
    team = await tx.teams.ensure("playground", "local", "Here")
    member = await tx.members.ensure(team.id, "ada", "Ada")
    track = await tx.tracks.add(a_track(team.id))
    return Scene(team, member, track)


def a_track(team_id: int, **changes: Any) -> Track:
    track = Track(
        id=0,
        team_id=team_id,
        channel="C1",
        skills=("caching", "rate-limiting"),
        at=dt.time(9, 0),
        zone="Europe/Berlin",
        holidays=(dt.date(2026, 12, 25),),
        next_fire_at=MONDAY,
        next_local_date=TODAY,
    )
    return replace(track, **changes)


def a_round(at: Scene, **changes: Any) -> Round:
    round_ = Round(
        id=0,
        team_id=at.team.id,
        track_id=at.track.id,
        member_id=None,
        kind=RoundKind.SCHEDULED,
        key=TODAY.isoformat(),
        local_date=TODAY,
        question=QUESTION,
        prompt=QUESTION.prompt,
        review="short",
        state=RoundState.OPEN,
        created_at=MONDAY,
        closes_at=MONDAY + dt.timedelta(hours=20),
    )
    return replace(round_, **changes)


async def add_round(tx: Transaction, at: Scene, day: int = 0, **changes: Any) -> Round:
    """A round `day` days after Monday."""
    date = TODAY + dt.timedelta(days=day)
    values = {"key": date.isoformat(), "local_date": date, **changes}
    added = await tx.rounds.add(a_round(at, **values))
    assert added is not None
    return added


def an_answer(round_: Round, member: Member, **changes: Any) -> Answer:
    answer = Answer(
        id=0,
        round_id=round_.id,
        member_id=member.id,
        attempt=1,
        state=AnswerState.COLLECTING,
        readers="thread",
        text="Everyone misses at once.",
        revision=1,
        received_at=MONDAY,
        due_at=MONDAY + dt.timedelta(seconds=20),
    )
    return replace(answer, **changes)


async def add_answer(tx: Transaction, round_: Round, member: Member, **changes: Any) -> Answer:
    added = await tx.answers.add(an_answer(round_, member, **changes))
    assert added is not None
    return added


def a_part(at: Scene, **changes: Any) -> Part:
    part = Part(
        platform="playground",
        team_id=at.team.id,
        source_id="C1:5",
        revision=1_000_000,
        text="Everyone misses at once.",
        sent_at=MONDAY,
    )
    return replace(part, **changes)


def a_critique(answer: Answer, **changes: Any) -> Critique:
    judgement = Judgement(
        judge="keyword",
        source="keyword",
        findings=(Finding("cause", Verdict.MET, "everyone misses at once"),),
    )
    critique = Critique(
        id=0,
        answer_id=answer.id,
        revision=answer.revision,
        rubric="ab12",
        judgement=judgement,
        score=3.5,
        created_at=MONDAY,
    )
    return replace(critique, **changes)
