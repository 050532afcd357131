"""What managers read of their team, and what members read of that."""

import datetime as dt
from collections.abc import Mapping

from bot.managers.figures import Figures, Filter, Mean, MissedPoint
from bot.message import Line, Message
from bot.pictures import Trend
from bot.text import shorten
from bot.wording.basics import count, day, note, title

NOT_NAMED = "The team's figures are for its named managers; to be an admin is not enough. {}"
RULE = (
    "Coverage is the mean share of a question's points that AI reviews found in first answers. "
    "It shows from 5 people on, for whole weeks, and once shown it does not change."
)
SHOWN = 3  # skills and points in the short message


def figures_message(
    shown: Figures, names: Mapping[str, str], link: str, lasts: str, comes: dt.date
) -> Message:
    """The short message. `names`: of skills; `lasts`: how long the link holds; `comes`: when the
    next week's coverage is made."""
    lines = [title(f"Your team, {count(len(shown.weeks), 'week')} to {day(last_day(shown))}")]
    lines.append(Line(participation(shown)))
    lines += _coverage(shown, names, comes)
    lines += [Line(missed(point), "item") for point in shown.missed[:SHOWN]]
    trend = _trend(shown, names)
    lines += _by_week(trend) if trend else []
    lines.append(Line("Open the team page", link=link))
    lines.append(note(f"The link is yours alone and holds for {lasts}. This look is logged."))
    lines.append(note(RULE))
    return Message(tuple(lines), picture=trend)


def participation(shown: Figures) -> str:
    total = shown.total
    if not total.expected:
        return "No participation to show yet: a day shows once it is over and 5 were expected."
    away = sum(shown.away.values())
    return (
        f"{total.answered} of {total.expected} expected answers came "
        f"({percent(total.answered / total.expected)})."
        + (f" Away: {count(away, 'day')} of members, in weeks with 5 or more away." if away else "")
    )


def _coverage(shown: Figures, names: Mapping[str, str], comes: dt.date) -> list[Line]:
    if shown.coverage is None:
        return [Line(f"No coverage to show yet. The next week's comes on {day(comes)}.")]
    lines = [Line(f"Coverage: {mean(shown.coverage)}.")]
    weakest = sorted(shown.skills.items(), key=lambda item: (item[1].share, item[0]))
    told = [f"{names.get(skill, skill)} {percent(m.share)}" for skill, m in weakest[:SHOWN]]
    if len(weakest) > 1:
        lines.append(Line(f"Lowest first: {', '.join(told)}."))
    if shown.missed:
        lines.append(Line("Points that most first answers lacked:"))
    return lines


def mean(value: Mean) -> str:
    return f"{percent(value.share)} over {count(value.answers, 'answer')}"


def missed(point: MissedPoint) -> str:
    guide = f" /practice guide {point.skill}"
    section = f", {point.section}" if point.section else ""
    return (
        f"{shorten(point.point, 160)} Missing in {point.count} of {point.answers} answers."
        f"{guide}{section}"
    )


def percent(share: float) -> str:
    return f"{share:.0%}"


def last_day(shown: Figures) -> dt.date:
    return shown.weeks[-1] + dt.timedelta(days=6)


def _trend(shown: Figures, names: Mapping[str, str]) -> Trend | None:
    """All skills together, and the lowest one; nothing where a line would be one dot."""
    if len(shown.trend) < 2:
        return None
    series = [("All skills", tuple((week, m.share) for week, m in sorted(shown.trend.items())))]
    if len(shown.skills) > 1:
        lowest = min(shown.skills, key=lambda skill: shown.skills[skill].share)
        points = sorted((week, m.share) for (of, week), m in shown.heat.items() if of == lowest)
        series.append((names.get(lowest, lowest), tuple(points)))
    return Trend("Coverage by week", tuple(series))


def _by_week(trend: Trend) -> list[Line]:
    """The picture's lines in words."""
    return [
        note(f"{name} by week: {', '.join(f'{d.day} {d:%b} {percent(s)}' for d, s in points)}.")
        for name, points in trend.series
    ]


def seen(results: Mapping[str, Mean], *, shares: bool, hidden: bool) -> Message:
    """What managers see of one member. `results`: their own by a skill's name."""
    told = [title("What this team's managers see of you")]
    told.append(
        Line(
            "Your days are counted with everybody's: how many were expected and answered, and by "
            "week how many days people were away, where 5 or more were. No name stands there."
        )
    )
    if hidden:
        told.append(Line("You are hidden, so your answers are in no coverage made since."))
        return Message(tuple(told))
    told.append(
        Line(
            "Your first answers count in the coverage of groups of 5 people or more, and in the "
            "points that most people miss. Figures that were made before stay as they are."
        )
    )
    if not shares:
        told.append(Line("No result of yours alone: you do not share your scores."))
    elif not results:
        told.append(Line("You share your scores. The next week's figures bring the first ones."))
    else:
        told.append(
            Line(
                "You share your scores. They see these with your name, by week, track and"
                " level too:"
            )
        )
        told += [Line(f"{skill}: {mean(each)}", "item") for skill, each in sorted(results.items())]
    return Message(tuple(told))


def told(filter: Filter) -> str:
    """A filter in words, for the log of looks."""
    parts = [count(filter.weeks, "week")]
    parts += [f"track {filter.track}"] if filter.track is not None else []
    return ", ".join([*parts, *(part for part in (filter.skill, filter.level) if part)])
