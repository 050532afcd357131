"""`whetstone standings …`."""

import click

from bot.cli.common import with_app, with_settings
from bot.settings import Settings
from bot.wiring import App
from bot.wording.basics import count


@click.group()
def command() -> None:
    """What leaderboards show, kept beside the answers it follows from."""


@command.command()
@with_settings
def rebuild(settings: Settings) -> None:
    """Write it all anew from the answers. It is safe while the bot runs."""

    async def work(app: App) -> list[int]:
        async with app.store.reading() as tx:
            teams = await tx.teams.everywhere()
        return [await app.practice.keeping.rebuild(team.id) for team in teams]

    members = with_app(settings, work)
    click.echo(f"Rebuilt: {count(sum(members), 'member')} in {count(len(members), 'team')}.")
