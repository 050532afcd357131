"""A sample of every message of managers' figures, and of the team page's sentences."""

import datetime as dt
from collections.abc import Iterator

from support.bank import BANK
from support.said_samples import QUESTIONS, TODAY, TRACK

from bot.managers.cells import Cell, Missed
from bot.managers.figures import Figures, Filter, Mean, Place, Week, figures, monday
from bot.message import Message
from bot.wording import managers, team_page
from bot.wording.basics import say

NAMES = {skill.id: skill.name for skill in BANK.skills()}
LINK = "https://practice.example.com/team/open/link.1.2.3"
COMES = TODAY + dt.timedelta(days=9)


def manager_messages() -> Iterator[tuple[str, Message]]:
    for name, shown in samples().items():
        told = managers.figures_message(shown, NAMES, LINK, "10 minutes", COMES)
        yield f"managers.figures_message {name}", told
        cards = (f"{label}: {value}, {about}." for label, value, about in team_page.cards(shown))
        yield f"team_page.cards {name}", say(*cards)
    results = {"Caching": Mean(0.6, 4), "Rate limiting": Mean(1.0, 1)}
    for shares in (True, False):
        for of in (results, {}):
            for hidden in (True, False):
                told = managers.seen(of, shares=shares, hidden=hidden)
                yield f"managers.seen {shares} {len(of)} {hidden}", told
    wide, narrow = Filter(), Filter(4, 1, "caching", "senior")
    yield "managers.told", say(managers.told(wide), managers.told(narrow))
    judges = ("openai/gpt-6-luna/v1", "openai/gpt-6-luna/v2")
    yield "team_page.judged", say(team_page.TREND_ABOUT + team_page.judged(judges))
    names = (team_page.period(12), team_page.week(TODAY), team_page.track(TRACK, ["Caching"]))
    yield "team_page.track", say(*names)


def samples() -> dict[str, Figures]:
    """Nothing yet; days without a review; one skill; several weeks and skills."""
    today = TODAY + dt.timedelta(days=5)
    days = [Place(1, TODAY + dt.timedelta(days=n), 6, 4) for n in range(4)]
    weeks = [
        Week(monday(TODAY) - dt.timedelta(weeks=n), "openai/gpt-6-luna/v1", cells, away)
        for n, (cells, away) in enumerate(((_cells(0.7), 0), (_cells(0.5), 11), ((), 1)))
    ]
    return {
        "none": figures(Filter(), TODAY, (), (), ()),
        "days": figures(Filter(4), today, (), days, ()),
        "one skill": figures(Filter(4, skill="caching"), today, weeks[:1], days, ()),
        "weeks": figures(Filter(), today, weeks, days, ()),
    }


def _cells(share: float) -> tuple[Cell, ...]:
    question = QUESTIONS[0]
    missed = tuple(Missed(point.point, 4) for point in question.points[:3])
    others = (("rate-limiting", share / 2), ("high-availability", 1 - share))
    return (
        Cell("caching", 1, question.level, question.id, "Core concepts", 6, 6 * share, missed),
        *(Cell(skill, 1, None, None, "", 5, 5 * each) for skill, each in others),
    )
