"""`whetstone jobs …`."""

import sys

import click

from bot.cli.common import ID, with_app, with_settings
from bot.settings import Settings
from bot.wiring import App


@click.group()
def command() -> None:
    """Work that waits or is parked."""


@command.command(name="list")
@click.option("--state", type=click.Choice(["queued", "running", "parked"]))
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@with_settings
def show(settings: Settings, state: str | None, limit: int) -> None:
    """Jobs, newest first."""

    async def work(app: App) -> list[str]:
        return [
            f"{job.id:6}  {job.state:8}  {job.run_at:%Y-%m-%d %H:%M:%S}Z  {job.task}  "
            f"{dict(job.args)}  attempts {job.attempts}  {job.error}".rstrip()
            for job in await app.store.job_admin.listing(state, limit)
        ]

    click.echo("\n".join(with_app(settings, work)) or "Nothing waits.")


@command.command()
@click.argument("job", type=ID)
@with_settings
def retry(settings: Settings, job: int) -> None:
    """Try a parked job again, now."""

    async def work(app: App) -> bool:
        return await app.store.job_admin.retry(job)

    if not with_app(settings, work):
        click.echo(f"Job {job} is not parked. whetstone jobs list shows what is.", err=True)
        sys.exit(1)
    click.echo(f"Job {job} runs again.")
