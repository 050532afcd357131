"""`whetstone migrate`."""

import click

from bot.cli.common import run, with_settings
from bot.settings import Settings
from storage import migrate


@click.command()
@with_settings
def command(settings: Settings) -> None:
    """Bring the database up to this version. Doing it twice changes nothing."""
    run(migrate(settings.database_url.get_secret_value()))
    click.echo("The database is up to date.")
