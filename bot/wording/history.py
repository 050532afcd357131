"""A member's mock interviews, newest first."""

from collections.abc import Sequence

from bot.interviews.model import Interview, Past
from bot.message import Button, Line, Message
from bot.pictures import Trend
from bot.wording.basics import count, day, note, say, title

TREND = "Share of points met, per skill and kind of review"
PRIVATE = "You see this, and whoever runs this bot can; it is on no board. Points of an AI review "
PRIVATE += "and of the keyword check do not compare."


def history(
    past: Sequence[Past],
    open_: Interview | None,
    about: str,
    older: int,
    trend: Trend | None,
) -> Message:
    """`about`: the skill it is narrowed to, '' for all. `older`: how many are not shown."""
    where = f" on {about}" if about else ""
    if not past and open_ is None:
        return say(f"There is no interview of yours{where} yet. /mock begins one.")
    lines = [title(f"Your interviews{where}")]
    if open_ is not None:
        resume = Button("mock_resume", str(open_.id), "Resume")
        lines.append(Line("One is open.", "item", button=resume))
    for each in past:
        again = Button("mock_open", str(each.interview.id), "Open")
        lines.append(Line(_line(each), "item", button=again))
    if older:
        left_out = count(older, "older one is", "older ones are")
        lines.append(note(f"{left_out} not shown. /mock export and a number gives one as a file."))
    if trend is not None:
        lines.append(title(trend.title))
        for name, points in trend.series:
            shares = ", ".join(f"{day(on)} {share:.0%}" for on, share in points)
            lines.append(Line(f"{name}: {shares}.", "item"))
    return Message((*lines, note(PRIVATE)), picture=trend)


def line_of(past: Past) -> str:
    """The line of the trend that it belongs to."""
    return f"{past.skill} (keyword check)" if past.by_wording else past.skill


def _line(past: Past) -> str:
    interview = past.interview
    points = f"{past.met} of {count(past.points, 'point')}"
    points = f"wording for {points}" if past.by_wording else f"{points} met"
    if not past.points:
        points = "not judged"
    about = f"{past.skill}, {interview.level}, {interview.mode} mode"
    return f"{interview.id}: {day(past.on)}, {about}: {points}"
