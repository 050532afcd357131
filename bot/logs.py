"""Structured logs for us and for every package we use. No secret and no answer text gets in."""

import datetime as dt
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from enum import Enum
from pathlib import PurePath
from typing import Any, Literal, TextIO
from uuid import UUID

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.secrets import MASK, masked

LogFormat = Literal["auto", "json", "console"]

LONGEST = 300  # characters of one value
OURS = ("bot", "storage", "questions", "adapters")
# Their INFO holds addresses with codes in them, or a line per tick.
TERSE = ("apscheduler", "httpx", "sqlalchemy", "alembic", "uvicorn.access")
# A field of such a name is an answer's text or a secret, whatever it looks like.
HIDDEN = re.compile(
    r"^(text|answer|reply|quote|evidence|content|body|payload|values|authorization"
    r"|(\w+_)?(token|secret|password|api_key))$",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def set_up(level: str = "INFO", format: LogFormat = "auto", stream: TextIO | None = None) -> None:
    """Sends all logs to `stream` (default: stderr) as JSON lines, or as text in a terminal.

    `level` is that of our own lines; other packages stay at INFO or above, for some of them
    write out at DEBUG what they send. May be called again. uvicorn needs `log_config=None`."""
    out = stream or sys.stderr
    console = format == "console" or (format == "auto" and out.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        clean,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(console, colors=out.isatty()),
            ],
        )
    )
    _route(handler, level)


def _renderer(console: bool, *, colors: bool) -> Processor:
    if not console:
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(
        colors=colors, exception_formatter=structlog.dev.plain_traceback
    )


def _route(handler: logging.Handler, level: str) -> None:
    number = logging.getLevelNamesMapping()[level]
    logging.raiseExceptions = False  # a line that cannot be written would be printed in full
    logging.basicConfig(handlers=[handler], level=max(number, logging.INFO), force=True)
    for name, logger in logging.root.manager.loggerDict.items():
        if isinstance(logger, logging.Logger) and name.partition(".")[0] not in OURS:
            logger.handlers.clear()
            logger.propagate = True
    for name in OURS:
        logging.getLogger(name).setLevel(number)
    for name in TERSE:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))


def clean(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A structlog processor: hides, masks and shortens values; renders an exception."""
    error = _exception(event.pop("exc_info", None))
    event.pop("stack_info", None)
    for name in [name for name in event if not name.startswith("_")]:
        event[name] = MASK if HIDDEN.match(name) else _value(event[name])
    if error is not None:
        event["exception"] = _trace(error)
    return event


def _value(value: Any) -> Any:
    """What may be logged of a value: of a type that we do not know, its name alone."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return _value(value.value)
    if isinstance(value, BaseException):
        return _said(value)
    if isinstance(value, Mapping):
        return {
            _short(str(key)): MASK if HIDDEN.match(str(key)) else _value(inner)
            for key, inner in list(value.items())[:20]
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_value(inner) for inner in list(value)[:20]]
    if isinstance(value, str | dt.date | dt.time | dt.timedelta | PurePath | UUID):
        return _short(str(value))
    return f"<{type(value).__name__}>"


def _short(text: str) -> str:
    line = _CONTROL.sub(" ", masked(text[: 10 * LONGEST]))
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"


def _said(error: BaseException) -> str:
    """Type and first line: pydantic and databases put what they were given on later lines."""
    first = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {_short(first)}" if first else type(error).__name__


def origin(error: BaseException) -> str:
    """Its type and where it arose, for errors that are not ours: their text may hold an answer."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    name = type(error).__name__
    return f"{name} in {at.tb_frame.f_code.co_qualname}, line {at.tb_lineno}" if at else name


def _exception(info: Any) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        return info[1] if isinstance(info[1], BaseException) else None
    return sys.exc_info()[1] if info else None


def _trace(error: BaseException) -> str:
    """Where it happened, the causes first, with no values of variables."""
    parts: list[str] = []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        parts.append(_trace(cause))
    parts.append(masked("".join(traceback.format_tb(error.__traceback__))) + _said(error))
    if isinstance(error, BaseExceptionGroup):
        parts.extend(_trace(inner) for inner in error.exceptions)
    return "\n".join(parts)
