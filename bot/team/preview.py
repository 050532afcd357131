"""The first message of a track, for who sets it up to see before it is posted."""

from zoneinfo import ZoneInfo

from bot.context import Context
from bot.memory import selection
from bot.message import Message
from bot.model import Round, RoundKind, RoundState, Track
from bot.wording import questions


def first_message(context: Context, track: Track, reads: bool | None) -> Message:
    """As it would be posted now. `reads` as in a Team."""
    now = context.clock.now()
    today = now.astimezone(ZoneInfo(track.zone)).date()
    of_track = [q for skill in track.skills for q in context.bank.questions(skill)]
    pick = selection.pick(of_track, (), track)
    assert pick is not None, "a planned track has a question"
    round_ = Round(
        id=0,
        team_id=track.team_id,
        track_id=None,
        member_id=None,
        kind=RoundKind.SCHEDULED,
        key="",
        local_date=today,
        question=pick.question,
        prompt=pick.prompt,
        review=track.review,
        state=RoundState.PLANNED,
        created_at=now,
        closes_at=now + track.open_for,
    )
    skill = context.bank.skill(pick.question.skill)
    return questions.question(round_, skill, track.zone, now, reads=reads)
