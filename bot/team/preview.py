"""The first message of a track, for who sets it up to see before it is posted."""

from zoneinfo import ZoneInfo

from bot.context import Context
from bot.daily.rounds import planned
from bot.hearing import Heard
from bot.memory import selection
from bot.message import Message
from bot.model import Track
from bot.wording import questions


def first_message(context: Context, track: Track, heard: Heard) -> Message:
    """As it would be posted now."""
    now = context.clock.now()
    today = now.astimezone(ZoneInfo(track.zone)).date()
    of_track = [q for skill in track.skills for q in context.bank.questions(skill)]
    pick = selection.pick(of_track, (), track)
    assert pick is not None, "a planned track has a question"
    skill = context.bank.skill(pick.question.skill)
    round_ = planned(track, pick, skill, today, now)
    return questions.question(round_, skill, track.zone, now, heard)
