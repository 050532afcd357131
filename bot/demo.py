"""A first start of the playground: one track on all skills, and today's question."""

from zoneinfo import ZoneInfo

from tzlocal import get_localzone_name

from bot.days import wallclock
from bot.errors import InvalidInput
from bot.practice import Practice
from bot.team.tracks import Wish

TEAM = "playground"
CHANNEL = "practice"


async def set_up(practice: Practice) -> None:
    """Makes the playground's track where there is none, and asks today's question once.

    The round's key is (track, local date), so a restart on the same day asks nothing new."""
    context = practice.context
    async with context.store.transaction() as tx:
        team = await tx.teams.ensure("playground", TEAM, "Playground")
        tracks = await tx.tracks.of_team(team.id)
        if not tracks:
            skills = ",".join(skill.id for skill in context.bank.skills())
            wish = Wish(skills=skills, zone=local_zone(), weekdays="daily", open_hours=24)
            tracks = [await practice.tracks.add(tx, team.id, CHANNEL, wish)]
        track = tracks[0]
        today = context.clock.now().astimezone(ZoneInfo(track.zone)).date()
        if track.channel == CHANNEL and track.next_fire_at is not None:
            await practice.rounds.open(tx, track, today)


def local_zone() -> str:
    """This machine's IANA zone (tzlocal, which APScheduler brings); UTC where it can't tell."""
    try:
        return wallclock.parse_zone(get_localzone_name() or "UTC")
    except (InvalidInput, LookupError):
        return "UTC"
