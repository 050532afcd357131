"""`whetstone bank …`."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

import click

from bot.cli.common import with_app, with_settings
from bot.records import Disputed
from bot.settings import Settings
from bot.wiring import App
from questions import faults, open_bank, stats


@click.group()
def command() -> None:
    """The questions: check them, count them, see which are disputed."""


@command.command()
@with_settings
def check(settings: Settings) -> None:
    """List every fault of the bank, with file and line."""
    found = faults(settings.bank_path) if settings.bank_path else faults()
    for fault in found:
        click.echo(f"{fault.file}:{fault.line}: {fault.text}")
    if found:
        sys.exit(1)
    click.echo("The bank has no faults.")


@command.command(name="stats")
@click.option("--json", "as_json", is_flag=True, help="As JSON: total, and per skill its count.")
@with_settings
def show(settings: Settings, as_json: bool) -> None:
    """Count the questions, in all and per skill."""
    counted = stats(open_bank(settings.bank_path))
    if as_json:
        click.echo(json.dumps(counted))
        return
    for skill, number in counted["skills"].items():
        click.echo(f"{number:4}  {skill}")
    click.echo(f"{counted['total']:4}  in all")


@command.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON: id, reviews and disputes of each.")
@with_settings
def disputes(settings: Settings, as_json: bool) -> None:
    """List the questions whose reviews were disputed, most disputed first."""

    async def read(app: App) -> Sequence[Disputed]:
        async with app.store.reading() as tx:
            return await tx.feedback.disputed()

    found = with_app(settings, read)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found]))
        return
    for each in found:
        share = each.disputes / each.reviews
        click.echo(f"{each.disputes:4} {share:4.0%} of {each.reviews}  {each.question_id}")
    if not found:
        click.echo("No review was disputed.")
