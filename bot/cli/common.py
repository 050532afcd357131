"""What the commands share: settings, logs, one clear line for every error."""

import asyncio
import functools
import os
import socket
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import click
import structlog

from bot import logs, settings
from bot.errors import SettingsError, WhetstoneError
from bot.settings import Settings
from bot.wiring import App, opened

log = structlog.get_logger()

ID = click.IntRange(1, 2**63 - 1)  # what both databases can look for

# click's own, which it shows in its own way; the last is a reader such as `head` that has gone.
_CLICKS = (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError)


def with_settings(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command its settings, and turns every error into one line and exit code 1."""

    @functools.wraps(function)
    def command(*args: Any, **options: Any) -> Any:
        try:
            found = settings.read()
            logs.set_up(found.log_level, found.log_format)
            return function(found, *args, **options)
        except _CLICKS:
            raise
        except Exception as error:
            click.echo(_line(error), err=True)
            sys.exit(1)

    return command


def _line(error: BaseException) -> str:
    """What a person reads. Where it happened is in the log: of a terminal at DEBUG only."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if isinstance(error, WhetstoneError):
        return str(error)
    level = log.debug if sys.stderr.isatty() else log.error
    level("unexpected error", exc_info=error)
    return (
        f"This failed, and should not have ({type(error).__name__}). What was stored before it "
        "stays. Set LOG_LEVEL=DEBUG and run it again to see where, and report that."
    )


def check_port(found: Settings) -> None:
    """Raises SettingsError where the pages cannot listen. To be asked before a start: uvicorn
    would end the process with its own words."""
    try:
        socket.create_server((found.host, found.port)).close()
    except OSError as error:
        raise SettingsError(
            f"PORT: {found.port} is taken on {found.host}, or may not be used "
            f"({error.strerror}). End what listens there, or set another."
        ) from None


def with_app(
    found: Settings, work: Callable[[App], Awaitable[Any]], *, platforms: bool = False
) -> Any:
    """Opens the app, does the work, closes it."""

    async def whole() -> Any:
        async with opened(found, with_platforms=platforms) as app:
            return await work(app)

    return run(whole())


def run(coroutine: Any) -> Any:
    """As asyncio.run, on a loop that psycopg works on: on Windows that is the selector's."""
    factory = asyncio.SelectorEventLoop if os.name == "nt" else None
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(coroutine)
