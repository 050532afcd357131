"""A filter of the team page in its address. Pure."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from bot.managers.figures import PERIODS, Filter
from bot.model import LEVELS

_SKILL = re.compile(r"[a-z0-9-]{1,60}")


def read(query: Mapping[str, str]) -> Filter:
    """What is no choice of ours is left out."""
    weeks = query.get("weeks", "")
    track = query.get("track", "")
    skill = query.get("skill", "")
    level = query.get("level", "")
    return Filter(
        weeks=int(weeks) if weeks in map(str, PERIODS) else Filter().weeks,
        track=int(track) if track.isascii() and track.isdigit() and len(track) < 19 else None,
        skill=skill if _SKILL.fullmatch(skill) else None,
        level=level if level in LEVELS else None,
    )


def written(filter: Filter) -> str:
    """The query without '?', '' for the usual filter."""
    parts = {
        "weeks": filter.weeks if filter.weeks != Filter().weeks else None,
        "track": filter.track,
        "skill": filter.skill,
        "level": filter.level,
    }
    return urlencode({name: value for name, value in parts.items() if value is not None})
