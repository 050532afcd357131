"""`whetstone slack …`."""

import click


@click.group()
def command() -> None:
    """Slack: the manifest that makes the app."""


@command.command()
@click.option(
    "--address",
    default="",
    help="Where Slack reaches this bot over HTTP, such as https://practice.example.com. "
    "Without it the app uses Socket Mode.",
)
def manifest(address: str) -> None:
    """Print the app's manifest, to paste at api.slack.com/apps."""
    from adapters.slack.manifest import manifest as made

    click.echo(made(address))
