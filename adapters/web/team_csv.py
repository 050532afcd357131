"""The team's figures as CSV: one figure a row. Pure."""

import csv
import io

from bot.managers.board import TeamPage
from bot.managers.figures import Counts, Mean

COLUMNS = (
    *("figure", "date", "skill", "level", "member", "question", "point", "guide"),
    *("expected", "answered", "away", "answers", "coverage_percent", "missing"),
)


def as_csv(page: TeamPage) -> str:
    """The same figures as on the page, with a head of COLUMNS; dates are ISO, weeks Mondays."""
    out = io.StringIO()
    rows = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    rows.writeheader()
    shown = page.figures
    for date, counts in shown.days.items():
        rows.writerow({"figure": "participation", "date": date} | _counts(counts))
    for week, days in sorted(shown.away.items()):
        rows.writerow({"figure": "days away by week", "date": week, "away": days})
    for week, mean in sorted(shown.trend.items()):
        rows.writerow({"figure": "coverage by week", "date": week} | _mean(mean))
    for (skill, week), mean in sorted(shown.heat.items()):
        row = {"figure": "coverage by skill and week", "date": week, "skill": skill}
        rows.writerow(row | _mean(mean))
    for (skill, level), mean in sorted(shown.levels.items()):
        row = {"figure": "coverage by skill and level", "skill": skill, "level": level}
        rows.writerow(row | _mean(mean))
    for point in shown.missed:
        rows.writerow(
            {
                "figure": "missed point",
                "skill": point.skill,
                "question": _inert(point.question),
                "point": _inert(point.point),
                "guide": point.section,
                "answers": point.answers,
                "missing": point.count,
            }
        )
    for member_id, mean in shown.members.items():
        row = {"figure": "member who shares", "member": _inert(page.names[member_id])}
        rows.writerow(row | _mean(mean))
    return out.getvalue()


def _counts(counts: Counts) -> dict[str, object]:
    return {"expected": counts.expected, "answered": counts.answered}


def _mean(mean: Mean) -> dict[str, object]:
    return {"answers": mean.answers, "coverage_percent": round(mean.share * 100, 1)}


def _inert(text: str) -> str:
    """A spreadsheet takes no name for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
