"""`whetstone demo`: the playground, with a question already asked."""

import click

from bot.cli.common import check_port, run, with_settings
from bot.demo import set_up
from bot.process import ROLES
from bot.process import run as run_process
from bot.settings import Settings
from bot.wiring import opened

QUIET_SECONDS = 3  # one person at a keyboard should not wait the 20 s of a team


@click.command()
@with_settings
def command(settings: Settings) -> None:
    """A team channel in your browser: a question, your answer, a critique, a streak."""
    asked_for = "quiet_seconds" in settings.model_fields_set
    quiet = settings.quiet_seconds if asked_for else QUIET_SECONDS
    changes = {"host": "127.0.0.1", "platforms": ("playground",), "quiet_seconds": quiet}
    demo = settings.model_copy(update=changes)
    check_port(demo)

    async def whole() -> None:
        async with opened(demo) as app:
            await set_up(app.practice)
            click.echo(f"The playground is at http://127.0.0.1:{demo.port}  (Ctrl+C ends it)")
            await run_process(app, ROLES)

    run(whole())
