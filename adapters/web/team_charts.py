"""The team page's charts as options of ECharts, drawn as SVG, so that our colours follow the
light or dark look. Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from bot.managers.figures import Counts, Figures
from bot.wording.team_page import week

Options = dict[str, Any]

# ECharts measures texts on a canvas, which knows no custom properties: so the fonts by name.
_TEXT = {"color": "var(--muted)", "fontFamily": "system-ui, sans-serif", "fontSize": 12}
_LINES = ("var(--accent)", "var(--partly)", "var(--wrong)", "var(--muted)")
_DASHES = ("solid", "dashed", "dotted", [8, 3, 2, 3])
_MARKS = ("circle", "rect", "triangle", "diamond")


def participation(
    days: Mapping[dt.date, Counts], away: Mapping[dt.date, int] | None = None
) -> Options:
    """Two bars a date, and beside them the days away, if given."""
    dates = [week(date) for date in days]
    answered = [counts.answered for counts in days.values()]
    missing = [counts.expected - counts.answered for counts in days.values()]
    series = [
        _bar("Answered", answered, "var(--accent)"),
        _bar("No answer", missing, "var(--strong-line)"),
    ]
    if away is not None:
        gone = _bar("Days away", [away.get(date, 0) for date in days], "var(--partly)")
        series.append({**gone, "stack": "away", "barMaxWidth": 6})
    return _base(dates) | {
        "yAxis": _axis({"type": "value", "minInterval": 1}),
        "series": series,
    }


def trend(shown: Figures, names: Mapping[str, str], skills: Sequence[str]) -> Options:
    """All skills, and some of them; each line has a colour, a dash and a mark of its own."""
    every = whole(shown, names)
    series = [_line(0, every, [_share(shown, "", w) for w in shown.weeks])]
    for number, skill in enumerate(skills, start=1):
        values = [_share(shown, skill, w) for w in shown.weeks]
        series.append(_line(number, names.get(skill, skill), values))
    axis = {"type": "value", "min": 0, "max": 100, "axisLabel": {**_TEXT, "formatter": "{value} %"}}
    return _base([week(w) for w in shown.weeks]) | {"yAxis": _axis(axis), "series": series}


def whole(shown: Figures, names: Mapping[str, str]) -> str:
    """What the line of everything stands for."""
    chosen = shown.filter.skill
    return names.get(chosen, chosen) if chosen else "All skills"


def _share(shown: Figures, skill: str, first: dt.date) -> float | None:
    mean = shown.heat.get((skill, first)) if skill else shown.trend.get(first)
    return round(mean.share * 100) if mean else None


def _base(dates: Sequence[str]) -> Options:
    return {
        "animation": False,
        "textStyle": _TEXT,
        "grid": {"left": 4, "right": 12, "top": 60, "bottom": 8, "containLabel": True},
        "legend": {"top": 0, "left": 0, "textStyle": _TEXT, "itemGap": 14},
        "tooltip": {
            "trigger": "axis",
            "axisPointer": {"lineStyle": {"color": "var(--strong-line)"}, "type": "line"},
            "backgroundColor": "var(--raised)",
            "borderColor": "var(--line)",
            "textStyle": {**_TEXT, "color": "var(--text)"},
            "confine": True,
        },
        "xAxis": {
            "type": "category",
            "data": list(dates),
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": "var(--strong-line)"}},
            "axisLabel": {**_TEXT, "hideOverlap": True},
        },
    }


def _axis(options: Options) -> Options:
    return {
        "splitLine": {"lineStyle": {"color": "var(--line)"}},
        "axisLabel": _TEXT,
        **options,
    }


def _bar(name: str, values: Sequence[int], colour: str) -> Options:
    return {
        "name": name,
        "type": "bar",
        "stack": "expected",
        "data": list(values),
        "itemStyle": {"color": colour},
        "barMaxWidth": 22,
        "emphasis": {"disabled": True},
    }


def _line(number: int, name: str, values: Sequence[float | None]) -> Options:
    colour = _LINES[number]
    width = 3 if number == 0 else 1.6
    return {
        "name": name,
        "type": "line",
        "data": list(values),
        "symbol": _MARKS[number],
        "symbolSize": 8 if number == 0 else 6,
        "connectNulls": False,
        "itemStyle": {"color": colour},
        "lineStyle": {"color": colour, "width": width, "type": _DASHES[number]},
        "emphasis": {"disabled": True},
    }
