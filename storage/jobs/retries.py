"""What becomes of a job whose task raised. The same for both engines."""

import datetime as dt
from dataclasses import dataclass

from bot.errors import SendLater, TryLater, WhetstoneError
from bot.logs import origin

MOST_ATTEMPTS = 10
_LONGEST = dt.timedelta(minutes=5)
_NOT_NOW = dt.timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`wait` until the next attempt, None to park the job; `attempts` that failed so far."""

    wait: dt.timedelta | None
    attempts: int
    error: str


def after(error: Exception, attempts: int) -> Outcome:
    """`attempts`: how many failed before. Waits 1, 2, 4 … 300 s, and parks after the tenth.

    SendLater and TryLater are no failures: they are tried again for as long as it takes."""
    text = _text(error)
    if isinstance(error, SendLater):
        return Outcome(error.wait, attempts, text)
    if isinstance(error, TryLater):
        return Outcome(_NOT_NOW, attempts, text)
    attempts += 1
    if attempts >= MOST_ATTEMPTS:
        return Outcome(None, attempts, text)
    return Outcome(min(dt.timedelta(seconds=2 ** (attempts - 1)), _LONGEST), attempts, text)


def _text(error: Exception) -> str:
    """Our own errors say what happened; of others only where they arose."""
    if isinstance(error, WhetstoneError):
        return f"{type(error).__name__}: {error}"
    return origin(error)
