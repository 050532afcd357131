"""`whetstone sends …`: what an operator decides about messages nobody can be sure of."""

from collections.abc import Sequence
from dataclasses import replace

import click

from bot.cli.common import ID, with_app, with_settings
from bot.errors import InvalidInput
from bot.sending.outbox import Send, SendState
from bot.settings import Settings
from bot.wiring import App

UNSETTLED = ("unknown", "refused", "pending", "sending")
RESENDABLE = (SendState.UNKNOWN, SendState.REFUSED, SendState.DROPPED)


@click.group()
def command() -> None:
    """Messages on their way, refused or unclear."""


@command.command(name="list")
@click.option("--state", "states", multiple=True, type=click.Choice([s.value for s in SendState]))
@with_settings
def listing(settings: Settings, states: Sequence[str]) -> None:
    """Those not settled, newest first."""

    async def work(app: App) -> list[str]:
        async with app.store.reading() as tx:
            return [_line(send) for send in await tx.sends.listing(states or UNSETTLED)]

    click.echo("\n".join(with_app(settings, work)) or "Every message is settled.")


@command.command()
@click.argument("send", type=ID)
@with_settings
def show(settings: Settings, send: int) -> None:
    """One message, whole."""

    async def work(app: App) -> Send:
        async with app.store.reading() as tx:
            return await tx.sends.get(send)

    found: Send = with_app(settings, work)
    click.echo(_line(found))
    click.echo(found.message.text)


@command.command()
@click.argument("send", type=ID)
@with_settings
def resend(settings: Settings, send: int) -> None:
    """Send it again: you looked, and it does not stand there."""

    async def work(app: App) -> None:
        async with app.store.transaction() as tx:
            found = await tx.sends.get(send)
            if found.state not in RESENDABLE:
                raise InvalidInput(f"Send {send} is {found.state.value}; there is no need.")
            if not found.message.lines:
                raise InvalidInput(f"Send {send} has no text any more; there is nothing to send.")
            again = replace(found, state=SendState.PENDING, token=None, attempts=0, error="")
            await tx.sends.save(again)
            lane = found.place.lane
            await tx.jobs.enqueue("deliver", {"team": found.team_id, "channel": lane})

    with_app(settings, work)
    click.echo(f"Send {send} goes out again.")


@command.command()
@click.argument("send", type=ID)
@with_settings
def drop(settings: Settings, send: int) -> None:
    """Forget it: it stands there, or nobody needs it any more."""

    async def work(app: App) -> None:
        async with app.store.transaction() as tx:
            found = await tx.sends.get(send)
            if found.state is SendState.SENT:
                raise InvalidInput(f"Send {send} is sent; there is nothing to drop.")
            await tx.sends.save(replace(found, state=SendState.DROPPED, error="by an operator"))

    with_app(settings, work)
    click.echo(f"Send {send} is dropped.")


def _line(send: Send) -> str:
    where = f"#{send.place.channel}" if send.place.channel else "direct message"
    return (
        f"{send.id:6}  {send.state.value:8}  {send.created_at:%Y-%m-%d %H:%M:%S}Z  "
        f"{send.platform}  {where}  {send.key}  {send.error}".rstrip()
    )
