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
@click.option(
    "--many",
    is_flag=True,
    help="For many workspaces, which install it at /slack/install of that address.",
)
def manifest(address: str, *, many: bool) -> None:
    """Print the app's manifest, to paste at api.slack.com/apps."""
    from adapters.slack.manifest import manifest as made

    if many and not address:
        raise click.UsageError("--many needs --address, where workspaces install it.")
    click.echo(made(address, many=many))
