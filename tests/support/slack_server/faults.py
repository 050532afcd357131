"""What can be made to go wrong with the next calls of a method."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that happens to one call. `stored`: the call had its effect before that."""

    status: int = 200
    error: str = ""
    retry_after: int | None = None
    dropped: bool = False
    stored: bool = False
    delay: float = 0.0


def ratelimited(seconds: int) -> Fault:
    """HTTP 429 with `Retry-After: seconds`; nothing was done."""
    return Fault(status=429, error="ratelimited", retry_after=seconds)


def drop_response() -> Fault:
    """The call is done, and the connection closes before its answer."""
    return Fault(dropped=True, stored=True)


def drop_request() -> Fault:
    """The connection closes and nothing was done: to the caller the same as `drop_response`."""
    return Fault(dropped=True)


def error(code: str) -> Fault:
    """`{"ok": false, "error": code}`; nothing was done."""
    return Fault(error=code)


def failing(status: int = 503, *, stored: bool = False) -> Fault:
    """An HTTP error without JSON, before or after the call was done."""
    return Fault(status=status, stored=stored)


def slow(seconds: float) -> Fault:
    """The call is done at once, its answer comes `seconds` of the server's clock later."""
    return Fault(delay=seconds, stored=True)
