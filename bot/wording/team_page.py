"""The words of the team page."""

import datetime as dt
from collections.abc import Sequence

from bot.managers.figures import Figures
from bot.model import Track
from bot.wording.basics import count, listed
from bot.wording.managers import percent

ABOUT = (
    "Figures of groups of 5 people or more. Weeks and days show once they are over, and stay as "
    "they are. Each look is logged, and members can read the log."
)
PARTICIPATION = "Participation"
PARTICIPATION_ABOUT = (
    "Answers given of those expected, without who is away or resting. It follows the period and "
    "the track. Days away are of all tracks together, by week, where 5 people or more were away."
)
HEAT = "Coverage by skill"
HEAT_ABOUT = (
    "The mean share of a question's points that AI reviews found in first answers, in percent."
)
NO_GROUP = "fewer than 5 people, or nothing asked"
TREND = "Coverage over weeks"
TREND_ABOUT = "All skills together, and the lowest ones."
MISSED = "What most people miss"
MISSED_ABOUT = "Points that were missing in first answers, most often missing first."
MEMBERS = "Members who share their results"
MEMBERS_ABOUT = "Everybody else's results stay in the groups. Sharing counts from then on."
NO_DAYS = "No day to show yet. A day shows once it is over, with 5 people expected or more."
NO_COVERAGE = (
    "No coverage to show. A week shows two days after its Sunday, if 5 people or more answered "
    "questions of a skill and AI reviews read their answers."
)
NO_MISSED = "Nothing to show: no question had first answers of 5 people or more."
NO_MEMBERS = "Nobody shares results here. A member can: /practice privacy"


def week(first: dt.date) -> str:
    return f"{first.day} {first:%b}"


def period(weeks: int) -> str:
    return f"Last {weeks} weeks"


def track(each: Track, names: Sequence[str]) -> str:
    return f"{listed(names)}, {each.at:%H:%M}"


def judged(judges: Sequence[str]) -> str:
    """'' for one reviewer: only a change is news."""
    if len(judges) < 2:
        return ""
    return (
        f" Weeks were reviewed by {listed(judges)}. Compare only weeks of the same reviewer: "
        "two do not measure alike."
    )


def cards(shown: Figures) -> list[tuple[str, str, str]]:
    """Label, value, and what it is made of."""
    total, coverage, away = shown.total, shown.coverage, sum(shown.away.values())
    share = percent(total.answered / total.expected) if total.expected else "–"
    return [
        ("Participation", share, f"{total.answered} of {total.expected} expected answers"),
        (
            "Coverage",
            percent(coverage.share) if coverage else "–",
            f"{count(coverage.answers, 'first answer')}" if coverage else "not enough people yet",
        ),
        (
            "Away",
            str(away) if away else "–",
            "days of members, all tracks" if away else "no week with 5 people away",
        ),
    ]
