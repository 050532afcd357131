"""`whetstone track …`."""

import click

from bot.cli.common import ID, with_app, with_settings
from bot.errors import InvalidInput
from bot.model import Track
from bot.settings import Settings
from bot.team.tracks import Wish
from bot.wiring import BUILT_IN, App
from bot.wording.basics import listed, named, when


@click.group()
def command() -> None:
    """What is asked, where and when."""


@command.command()
@click.option("--platform", default="playground", show_default=True)
@click.option("--team", default="", help="The platform's id of the team; the playground has one.")
@click.option("--channel", default="practice", show_default=True, help="The channel's id.")
@click.option("--skills", required=True, help="Such as caching,rate-limiting.")
@click.option("--at", default="09:00", show_default=True, help="Wall-clock time.")
@click.option("--zone", default="UTC", show_default=True, help="Such as Europe/Berlin.")
@click.option("--days", default="mon-fri", show_default=True, help="Such as mon,wed or daily.")
@click.option("--levels", default="junior-staff", show_default=True, help="Such as mid-senior.")
@click.option("--review", default="short", show_default=True, help="short, full or private.")
@click.option("--holidays", default="", help="Such as 2026-12-24..2027-01-01.")
@click.option("--open-hours", default=20.0, show_default=True, help="How long one can answer.")
@with_settings
def add(
    settings: Settings,
    platform: str,
    team: str,
    channel: str,
    skills: str,
    at: str,
    zone: str,
    days: str,
    levels: str,
    review: str,
    holidays: str,
    open_hours: float,
) -> None:
    """Ask questions on these skills in a channel."""
    wish = Wish(skills, at, zone, days, levels, review, holidays, open_hours)
    team, channel = _place(settings, platform, team, channel)

    async def work(app: App) -> tuple[Track, str]:
        async with app.store.transaction() as tx:
            here = await tx.teams.ensure(platform, team, "")
            made = await app.practice.tracks.add(tx, here.id, channel, wish)
        return made, app.practice.tracks.described([made])[0]

    track, described = with_app(settings, work)
    assert track.next_fire_at is not None, "a new track has a time"
    now = track.next_fire_at  # shown whole: date and time
    click.echo(f"Set. {described}.")
    click.echo(f"First question: {track.next_local_date:%a %d %b} at {when(now, zone, now)}.")


def _place(settings: Settings, platform: str, team: str, channel: str) -> tuple[str, str]:
    """The ids of the team and its channel. Raises InvalidInput where nothing could be there."""
    own = set(settings.running) - set(BUILT_IN)  # their modules may call themselves anything
    if platform not in BUILT_IN and not own:
        raise InvalidInput(f"Not set: {named(platform)} is no platform. Use {listed([*BUILT_IN])}.")
    team = team.strip() or ("playground" if platform == "playground" else "")
    if not team:
        raise InvalidInput(f"Not set: no team was named. Give its id on {platform} with --team.")
    channel = channel.strip().removeprefix("#")
    if not channel:
        raise InvalidInput("Not set: no channel was named. Use one such as --channel practice.")
    return team, channel


@command.command(name="list")
@with_settings
def show(settings: Settings) -> None:
    """The tracks of every team."""

    async def work(app: App) -> list[str]:
        async with app.store.reading() as tx:
            return app.practice.tracks.described(await tx.tracks.everywhere())

    lines = with_app(settings, work)
    click.echo("\n".join(lines) or "No track yet. whetstone track add --skills caching makes one.")


@command.command()
@click.argument("track", type=ID)
@with_settings
def pause(settings: Settings, track: int) -> None:
    """Ask nothing until it is resumed. Nobody owes the days between."""
    _change(settings, "pause", track)
    click.echo(f"Track {track} is paused.")


@command.command()
@click.argument("track", type=ID)
@with_settings
def resume(settings: Settings, track: int) -> None:
    """Go on asking."""
    _change(settings, "resume", track)
    click.echo(f"Track {track} asks again.")


@command.command()
@click.argument("track", type=ID)
@with_settings
def remove(settings: Settings, track: int) -> None:
    """Ask no more. Answers and streaks stay."""
    _change(settings, "remove", track)
    click.echo(f"Track {track} is removed.")


@command.command()
@click.argument("track", type=ID)
@click.argument("dates", nargs=-1, required=True)
@with_settings
def holidays(settings: Settings, track: int, dates: tuple[str, ...]) -> None:
    """Add days on which nobody is asked, such as 2026-12-24..2027-01-01."""
    _change(settings, "set_holidays", track, " ".join(dates))
    click.echo(f"Track {track}: holidays set.")


def _change(settings: Settings, name: str, track: int, *rest: str) -> None:
    async def work(app: App) -> None:
        async with app.store.transaction() as tx:
            await getattr(app.practice.tracks, name)(tx, track, *rest)

    with_app(settings, work)
