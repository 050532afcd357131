"""Members who are reminded, and the clock at a time of day."""

import datetime as dt

from support.team import Asked, Someone, Team

OPEN = "Open until"


async def taking_part(team: Team, **wish: str) -> Someone:
    """Ada answered the first question, on Monday; the next ones are hers to answer."""
    await team.track(**wish)
    ada = team.member("Ada", "UTC")
    await ada.answers(await team.ask())
    return ada


async def until(team: Team, time: str) -> None:
    """Moves on to that time of the same day, by the quarter of an hour, as a bot lives it."""
    hour, minute = map(int, time.split(":"))
    wanted = team.clock.at.replace(hour=hour, minute=minute, second=0)
    while team.clock.at < wanted:
        team.clock.at = min(team.clock.at + dt.timedelta(minutes=15), wanted)
        await team.work()


def reminded(member: Someone) -> list[str]:
    return [text for text in member.sees() if text.startswith(OPEN)]


async def whole_day(team: Team) -> Asked:
    """A question that gets no answer, lived through to its closing."""
    asked = await team.ask()
    for _ in range(21):
        await team.later(hours=1)
    return asked
