"""What to do with an error nobody expected: note where, never what was said."""

import logging
from collections.abc import Awaitable
from typing import TypeVar

from bot.errors import WhetstoneError

T = TypeVar("T")

_log = logging.getLogger(__name__)


def note(what: str, error: Exception) -> None:
    """Logs type and place. The error's text is left out, for it may quote an answer."""
    at = error.__traceback__
    while at and at.tb_next:
        at = at.tb_next
    place = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at else "?"
    _log.error("%s: %s at %s", what, type(error).__name__, place)


async def careful(what: str, call: Awaitable[T]) -> T:
    """The call's result; an unexpected error is noted and becomes one fit for the person."""
    try:
        return await call
    except WhetstoneError:
        raise
    except Exception as error:
        note(what, error)
        raise WhetstoneError("That did not work, and the log says where. Try again.") from None
