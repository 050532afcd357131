"""The sections of the team page."""

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from nicegui import ui

from adapters.web import team_charts
from adapters.web.elements import as_table, el
from bot.managers.board import TeamPage
from bot.managers.figures import Counts, Mean
from bot.model import LEVELS
from bot.wording import team_page as words
from bot.wording.basics import count
from bot.wording.managers import percent

K = TypeVar("K", bound=Hashable)

LINES = 3  # skills in the trend beside all of them


def cards(page: TeamPage) -> None:
    with el("dl", "wt-cards"):
        for label, value, about in words.cards(page.figures):
            with el("div", "wt-card"):
                el("dt", "", label)
                el("dd", "wt-value", value)
                el("dd", "wt-note", about)


def participation(page: TeamPage, by_day: bool, choose: Callable[[str], None]) -> None:
    shown = page.figures.days if by_day else page.figures.by_week
    away = None if by_day else page.figures.away
    with _section(words.PARTICIPATION, words.PARTICIPATION_ABOUT):
        if not shown:
            el("p", "wt-empty", words.NO_DAYS)
            return
        _choice("Bars", {"week": "By week", "day": "By day"}, "day" if by_day else "week", choose)
        _chart(words.PARTICIPATION, team_charts.participation(shown, away))
        rows = [
            [words.week(date), *_counts(counts), *([] if away is None else [_days(away, date)])]
            for date, counts in shown.items()
        ]
        head = ["Day" if by_day else "Week of", "Expected", "Answered", "Share"]
        as_table(words.PARTICIPATION, head + ([] if away is None else ["Days away"]), rows)


def heat(page: TeamPage, by_level: bool, choose: Callable[[str], None]) -> None:
    shown = page.figures
    with _section(words.HEAT, words.HEAT_ABOUT):
        if not shown.skills:
            el("p", "wt-empty", words.NO_COVERAGE)
            return
        choices = {"week": "By week", "level": "By level"}
        _choice("Columns", choices, "level" if by_level else "week", choose)
        if by_level:
            _heat_table(page, {level: level.capitalize() for level in LEVELS}, shown.levels)
        else:
            _heat_table(page, {week: words.week(week) for week in shown.weeks}, shown.heat)
        el("p", "wt-note", f"· {words.NO_GROUP}")


def trend(page: TeamPage) -> None:
    shown = page.figures
    with _section(words.TREND, words.TREND_ABOUT + words.judged(shown.judges)):
        if not shown.trend:
            el("p", "wt-empty", words.NO_COVERAGE)
            return
        lowest = sorted(shown.skills, key=lambda skill: shown.skills[skill].share)
        skills = lowest[:LINES] if len(lowest) > 1 else []
        _chart(words.TREND, team_charts.trend(shown, page.skills, skills))
        every = team_charts.whole(shown, page.skills)
        head = ("Week of", every, *(page.skills.get(skill, skill) for skill in skills))
        rows = [
            (
                words.week(week),
                _share(shown.trend.get(week)),
                *(_share(shown.heat.get((skill, week))) for skill in skills),
            )
            for week in shown.weeks
        ]
        as_table(words.TREND, head, rows)


def missed(page: TeamPage, most: int = 6) -> None:
    with _section(words.MISSED, words.MISSED_ABOUT):
        if not page.figures.missed:
            el("p", "wt-empty", words.NO_MISSED)
            return
        with el("ol", "wt-missed"):
            for point in page.figures.missed[:most]:
                with el("li"):
                    el("p", "wt-point", point.point.replace("`", ""))
                    share = point.count / point.answers
                    with el("div", "wt-bar", aria_hidden="true"):
                        el("span").style(f"width: {share:.0%}")
                    name = page.skills.get(point.skill, point.skill)
                    guide = f"/practice guide {point.skill}"
                    section = f", {point.section}" if point.section else ""
                    told = f"Missing in {point.count} of {count(point.answers, 'answer')}."
                    el("p", "wt-note", f"{told} {name}. Guide: {guide}{section}")
                    with el("details", "wt-details"):
                        el("summary", "", "The question")
                        el("p", "wt-question", point.question)


def members(page: TeamPage, order: str, choose: Callable[[str], None]) -> None:
    """`order`: a column, with '-' before it for the largest first."""
    with _section(words.MEMBERS, words.MEMBERS_ABOUT):
        shown = page.figures.members
        if not shown:
            el("p", "wt-empty", words.NO_MEMBERS)
            return
        with (
            el("div", "wt-scroll", tabindex="0", role="region", aria_label=words.MEMBERS),
            el("table", "wt-members"),
        ):
            el("caption", "wt-unseen", words.MEMBERS)
            with el("thead"), el("tr"):
                for column, label in _COLUMNS.items():
                    _sorter(column, label, order, choose)
            with el("tbody"):
                for name, mean in _sorted(page.names, shown, order):
                    with el("tr"):
                        el("th", "", name, scope="row", dir="auto")
                        el("td", "", str(mean.answers))
                        el("td", "", percent(mean.share))


_COLUMNS = {"name": "Name", "answers": "First answers", "coverage": "Coverage"}


def _sorted(
    names: Mapping[int, str], shown: Mapping[int, Mean], order: str
) -> list[tuple[str, Mean]]:
    rows = sorted(((names[of], mean) for of, mean in shown.items()), key=lambda r: r[0].casefold())
    if order.strip("-") == "answers":
        rows.sort(key=lambda row: row[1].answers, reverse=order.startswith("-"))
    elif order.strip("-") == "coverage":
        rows.sort(key=lambda row: row[1].share, reverse=order.startswith("-"))
    elif order.startswith("-"):
        rows.reverse()
    return rows


def _sorter(column: str, label: str, order: str, choose: Callable[[str], None]) -> None:
    now = {column: "ascending", f"-{column}": "descending"}.get(order)
    other = f"-{column}" if order == column else column
    if now is None and column != "name":
        other = f"-{column}"  # of numbers the largest are looked for first
    cell = el("th", "", scope="col", **({"aria_sort": now} if now else {}))
    with cell:
        button = el("button", "wt-sort", label, type="button", data_value=column)
        button.on("click", lambda _, to=other: choose(to), js_handler="() => emit()")


def _heat_table(
    page: TeamPage, columns: Mapping[K, str], means: Mapping[tuple[str, K], Mean]
) -> None:
    used = [key for key in columns if any(of == key for _, of in means)]
    with (
        el("div", "wt-scroll", tabindex="0", role="region", aria_label=words.HEAT),
        el("table", "wt-heat"),
    ):
        el("caption", "wt-unseen", words.HEAT)
        with el("thead"), el("tr"):
            for text in ("Skill", "All", *(columns[key] for key in used)):
                el("th", "", text, scope="col")
        with el("tbody"):
            for skill, whole in sorted(page.figures.skills.items(), key=lambda x: x[1].share):
                with el("tr"):
                    el("th", "", page.skills.get(skill, skill), scope="row")
                    _heat_cell(whole)
                    for key in used:
                        _heat_cell(means.get((skill, key)))


def _heat_cell(mean: Mean | None) -> None:
    if mean is None:
        el("td", "wt-none", "·", title=words.NO_GROUP, aria_label=words.NO_GROUP)
        return
    number = round(mean.share * 100)
    told = f"{number} % over {count(mean.answers, 'answer')}"
    el("td", "", str(number), title=told).style(f"--share: {number}%")


def _section(title: str, about: str) -> ui.element:
    section = el("section", "wt-section", aria_label=title)
    with section:
        el("h2", "", title)
        el("p", "wt-note", about)
    return section


def _choice(
    label: str, choices: Mapping[str, str], chosen: str, choose: Callable[[str], None]
) -> None:
    with el("div", "wt-choice", role="group", aria_label=label):
        for value, text in choices.items():
            pressed = "true" if value == chosen else "false"
            button = el("button", "", text, type="button", aria_pressed=pressed, data_value=value)
            button.on("click", lambda _, to=value: choose(to), js_handler="() => emit()")


def _chart(label: str, options: team_charts.Options) -> None:
    chart = ui.echart(options, renderer="svg").classes("wt-chart")
    chart.props["role"] = "img"
    chart.props["aria-label"] = f"{label}. The table below says the same."


def _counts(counts: Counts) -> Sequence[str]:
    share = percent(counts.answered / counts.expected)
    return (str(counts.expected), str(counts.answered), share)


def _days(away: Mapping[dt.date, int], week: dt.date) -> str:
    return str(away[week]) if week in away else "–"


def _share(mean: Mean | None) -> str:
    return percent(mean.share) if mean else "–"
