"""What to do with an error nobody expected: note where, never what was said."""

import logging
from collections.abc import Awaitable
from typing import TypeVar

from bot.errors import WhetstoneError
from bot.logs import origin

T = TypeVar("T")

_log = logging.getLogger(__name__)


def note(what: str, error: Exception) -> None:
    """Logs type and place. The error's text is left out, for it may quote an answer."""
    _log.error("%s: %s", what, origin(error))


async def careful(what: str, call: Awaitable[T]) -> T:
    """The call's result; an unexpected error is noted and becomes one fit for the person."""
    try:
        return await call
    except WhetstoneError:
        raise
    except Exception as error:
        note(what, error)
        raise WhetstoneError("That did not work, and the log says where. Try again.") from None
