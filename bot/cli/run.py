"""`whetstone run`."""

import click

from bot.cli.common import check_port, run, with_settings
from bot.process import ROLES
from bot.process import run as run_process
from bot.settings import Settings
from bot.wiring import opened


@click.command()
@click.option(
    "--only",
    type=click.Choice(ROLES),
    multiple=True,
    help="Run this part alone; may be given more than once. More than one process needs "
    "PostgreSQL.",
)
@with_settings
def command(settings: Settings, only: tuple[str, ...]) -> None:
    """Run all that is configured, in one process, until SIGTERM."""

    if not only or "web" in only:
        check_port(settings)

    async def whole() -> None:
        async with opened(settings) as app:
            await run_process(app, only or ROLES)

    run(whole())
