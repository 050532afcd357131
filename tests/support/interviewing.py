"""Mock interviews on the stage: what a member writes in direct messages, and what is stored."""

from collections.abc import Sequence
from dataclasses import replace

from support.critics import Praising
from support.team import PLATFORM, Posted, Someone, Team

from bot.critiques.ladder import Ladder, Rungs
from bot.interviews.model import (
    Appraisal,
    Band,
    Exchange,
    FollowUp,
    Interview,
    Mode,
    Rating,
    Whole,
)
from bot.interviews.ports import Appraised, Interviewer
from bot.message import Deletion, Incoming
from bot.model import Finding, Judgement, Question
from bot.ports import FindingSeen
from bot.practice import Practice

STALE = (
    "Every key expires at the same moment, so all requests miss at once and the database is "
    "hammered with identical queries. Only one request takes a lock and recomputes the value."
)


async def begun(
    team: Team, start: str = "/mock caching senior 3 real", name: str = "Ada"
) -> Someone:
    """A member with an interview, at its first question."""
    member = team.member(name)
    await member.runs(start)
    await team.work()
    return member


async def writes(
    member: Someone, text: str, *, message: str | None = None, revision: int | None = None
) -> bool:
    """A direct message; True if it was for the bot."""
    team = member.team
    now = team.clock.now()
    return await team.practice.receive(
        Incoming(
            member.person,
            f"dm-{member.person.member}",
            message or team.next_id(),
            revision or int(now.timestamp() * 1e6),
            text,
            now,
            direct=True,
        )
    )


async def unwrites(member: Someone, message: str) -> bool:
    """Deletes a direct message."""
    channel = f"dm-{member.person.member}"
    return await member.team.practice.deleted(
        Deletion(PLATFORM, member.team.name, channel, message)
    )


async def answers(member: Someone, text: str = STALE) -> None:
    """A direct message, and what comes of it once its author was quiet."""
    assert await writes(member, text)
    await member.team.later(seconds=25)


async def interviews(member: Someone) -> list[Interview]:
    """The member's, newest first."""
    team = member.team
    async with team.store.reading() as tx:
        owner = await tx.teams.find(PLATFORM, team.name)
        assert owner is not None
        known = await tx.members.find(owner.id, member.person.member)
        assert known is not None
        return list(await tx.interviews.of_member(known.id))


async def whole(member: Someone) -> Whole:
    """The newest interview with its questions and turns."""
    newest = (await interviews(member))[0]
    async with member.team.store.reading() as tx:
        return await tx.interviews.whole(newest)


def posts(member: Someone) -> list[Posted]:
    """What the member was sent in direct messages, oldest first."""
    return [p for p in member.team.chat.posts if p.place.member == member.person.member]


class Pressing:
    """An interviewer as a model is one: asks about a gap, quotes what was said.

    `faults` are raised first, one per call of `appraise`."""

    name = "pressing"

    def __init__(self, *faults: Exception, after: str = "") -> None:
        """`after`: what it adds to each follow-up."""
        self.faults = list(faults)
        self.after = after
        self.members: set[str] = set()
        self.heard: list[str] = []

    async def follow_up(
        self,
        question: Question,
        exchanges: Sequence[Exchange],
        gaps: Sequence[Finding],
        *,
        mode: Mode,
        member: str,
    ) -> FollowUp:
        self.members.add(member)
        self.heard.append(exchanges[-1].said)
        gap = gaps[(len(exchanges) - 1) % len(gaps)]
        about = gap.point_id.replace("-", " ")
        text = f"And what of this: {about}?{self.after}"
        return FollowUp(text, gap.point_id)

    async def appraise(self, items: Sequence[Appraised], *, member: str) -> Appraisal:
        if self.faults:
            raise self.faults.pop(0)
        said = items[0].exchanges[0].said
        return Appraisal(
            self.name,
            "ai",
            (
                Rating("technical depth", Band.CLEAR, said.partition(".")[0]),
                Rating("evidence", Band.CLEAR, "we measured all of it twice over"),
            ),
            ("Names the cause before the cure.", "5 of 5 points"),
        )


class Reviewer(Praising):
    """`faults` are raised first, one per call."""

    name = "example/reviewer-1/v1"

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)

    async def judge(
        self,
        question: Question,
        text: str,
        *,
        member: str = "",
        seen: FindingSeen | None = None,
    ) -> Judgement:
        if self.faults:
            raise self.faults.pop(0)
        return await super().judge(question, text, member=member, seen=seen)


def with_a_model(team: Team, interviewer: Interviewer, *faults: Exception) -> None:
    """From here on a model reviews, after those faults, and that interviewer asks."""
    context = team.practice.context
    rungs = Rungs((Reviewer(*faults),), context.ladder.rungs.last)
    ladder = Ladder(rungs, context.ladder.breaker)
    team.practice = Practice(replace(context, ladder=ladder, interviewers=(interviewer,)))
