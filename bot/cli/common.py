"""What the commands share: settings, logs, one clear line for every error of ours."""

import asyncio
import functools
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import click

from bot import logs, settings
from bot.errors import WhetstoneError
from bot.settings import Settings
from bot.wiring import App, opened


def with_settings(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command its settings, and turns our errors into one line and exit code 1."""

    @functools.wraps(function)
    def command(*args: Any, **options: Any) -> Any:
        try:
            found = settings.read()
            logs.set_up(found.log_level, found.log_format)
            return function(found, *args, **options)
        except* WhetstoneError as group:
            click.echo(_first(group), err=True)
        sys.exit(1)

    return command


def _first(group: BaseExceptionGroup[Any]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


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
    if os.name == "nt":
        return asyncio.run(coroutine, loop_factory=asyncio.SelectorEventLoop)  # type: ignore[call-arg]
    return asyncio.run(coroutine)
