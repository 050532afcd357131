"""Standings by brute force, from plain rows; written apart from bot/boards/standings.py."""

import datetime as dt
import json
from calendar import monthrange
from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import Any

Key = tuple[str, str, str, str]  # kind, span, first date, skill


def spans(date: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    """Name to first and last date of the spans around a date."""
    monday = dt.date.fromisocalendar(*date.isocalendar()[:2], 1)
    quarter = (date.month + 2) // 3
    first, last = 3 * quarter - 2, 3 * quarter
    return {
        "week": (monday, monday + dt.timedelta(6)),
        "month": (date.replace(day=1), date.replace(day=monthrange(date.year, date.month)[1])),
        "season": (
            dt.date(date.year, first, 1),
            dt.date(date.year, last, monthrange(date.year, last)[1]),
        ),
        "all": (dt.date.min, dt.date.max),
    }


def facts(rows: Iterable[Mapping[str, Any]]) -> list[tuple[dt.date, str, str, float]]:
    """(date, skill, judge, share) of one member, from answers with their rounds and critiques.

    A row is an answer with its round, and one of its critiques or none."""
    by_round: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["state"] != "deleted" and row["kind"] != "solo":
            by_round.setdefault(row["round_id"], []).append(row)
    found = []
    for mine in by_round.values():
        first = min(row["attempt"] for row in mine)
        read = [row for row in mine if row["attempt"] == first and _by_model(row)]
        date = dt.date.fromisoformat(str(mine[0]["local_date"]))
        skill = _json(mine[0]["question"])["skill"]
        if read and not read[0]["after_reveal"]:
            oldest = min(read, key=lambda row: int(row["critique_id"]))
            verdicts = [f["verdict"] for f in _json(oldest["judgement"])["findings"]]
            found.append((date, skill, oldest["judge"], verdicts.count("met") / len(verdicts)))
        else:
            found.append((date, skill, "", 0.0))
    return found


def values(found: list[tuple[dt.date, str, str, float]]) -> dict[Key, int]:
    rows: dict[Key, int] = {}
    for skill in {"", *(fact[1] for fact in found)}:
        mine = [fact for fact in found if skill in ("", fact[1])]
        for date in {fact[0] for fact in mine}:
            for span, (first, last) in spans(date).items():
                within = [fact for fact in mine if first <= fact[0] <= last]
                rows["days", span, str(first), skill] = len({fact[0] for fact in within})
                change = _change(mine, within, first) if span != "all" else None
                if change is not None:
                    rows["improvement", span, str(first), skill] = change
    return rows


def _change(
    mine: list[tuple[dt.date, str, str, float]],
    within: list[tuple[dt.date, str, str, float]],
    first: dt.date,
) -> int | None:
    names = sorted(fact[2] for fact in within if fact[2])
    if not names:
        return None
    most = max(names.count(name) for name in names)
    judge = [name for name in names if names.count(name) == most][-1]
    before = [fact[3] for fact in mine if fact[2] == judge and fact[0] < first]
    now = [fact[3] for fact in within if fact[2] == judge]
    if len(before) < 5 or len(now) < 3:
        return None
    return round(100 * (fmean(now) - fmean(before)))


def _by_model(row: Mapping[str, Any]) -> bool:
    return row["critique_id"] is not None and _json(row["judgement"])["source"] == "ai"


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
