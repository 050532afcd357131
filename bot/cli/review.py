"""`whetstone review`: the weakest of what you have met, once more, in this terminal."""

import click

from bot.cli.common import with_settings
from bot.cli.practice import asked
from bot.settings import Settings


@click.command()
@with_settings
def command(settings: Settings) -> None:
    """Your weak points once more, in other words: one review at a time, a few a day."""
    asked(settings, "review")
