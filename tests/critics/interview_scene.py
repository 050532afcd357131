"""Interviews that models at the local OpenAI server hold, through the core and the real wiring."""

from collections.abc import Callable
from dataclasses import replace

from critics.scene import ANSWER, Reviewed
from support.interviewing import answers, interviews, posts
from support.openai_server import OpenAIServer, asked_for
from support.team import Someone

from bot.interviews.model import Appraisal, Interview, Phase
from bot.practice import Practice
from bot.wiring import make_interviewers


def interviewing(team: Reviewed) -> Reviewed:
    """Its models hold interviews, too."""
    context = team.practice.context
    interviewers = make_interviewers(context.ladder.rungs)
    team.practice = Practice(replace(context, interviewers=interviewers))
    return team


async def begun(team: Reviewed, mode: str = "real", name: str = "Ada Lovelace") -> Someone:
    member = interviewing(team).member(name)
    await member.runs(f"/mock caching senior 3 {mode}")
    await team.work()
    return member


async def talked(member: Someone, text: Callable[[int], str] | str = ANSWER) -> None:
    """Says something to everything that is asked, up to the last question."""
    for turn in range(12):
        if (await newest(member)).state.phase in (Phase.SUMMING, Phase.DONE):
            return
        await answers(member, text if isinstance(text, str) else text(turn))
    raise AssertionError("an interview of three questions has nine answers at most")


async def ended(member: Someone) -> None:
    await member.runs("/mock end")
    await member.team.work()


async def newest(member: Someone) -> Interview:
    return (await interviews(member))[0]


async def appraised(member: Someone) -> Appraisal:
    """The look back of an interview that is over."""
    interview = await newest(member)
    assert interview.state.phase is Phase.DONE
    assert interview.appraisal is not None
    return interview.appraisal


def card(member: Someone) -> str:
    """The one scorecard, as it stands now."""
    (posted,) = [p for p in posts(member) if p.key.endswith(":scorecard")]
    return posted.message.text


def forms(server: OpenAIServer) -> list[str]:
    """What was asked of models, in order: critique, follow_up, appraisal."""
    return [asked_for(call.body) for call in server.calls]
