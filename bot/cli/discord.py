"""`whetstone discord …`."""

import click

from bot.cli.common import with_settings
from bot.settings import Settings


@click.group()
def command() -> None:
    """Discord: the address that invites the bot."""


@command.command()
@with_settings
def invite(settings: Settings) -> None:
    """Print the address by which a server's admin adds the bot, with the least permissions."""
    from adapters.discord.invite import application_id, invite_address

    token = settings.discord_token
    bot = application_id(
        token.get_secret_value() if token else None, settings.discord_application_id
    )
    click.echo(invite_address(bot))
