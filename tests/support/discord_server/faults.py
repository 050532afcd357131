"""What can be made to go wrong with the next requests to a route."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that happens to one request. `stored`: it had its effect before that.

    `via`: whether the answer came through the proxy in front of the API."""

    status: int = 0
    body: str = ""
    retry_after: float | None = None
    scope: str = "user"
    via: bool = True
    dropped: bool = False
    stored: bool = False
    delay: float = 0.0


def failing(status: int = 502, *, stored: bool = False) -> Fault:
    """An HTTP error with a page instead of JSON, before or after the request was done."""
    return Fault(status, f"<html><title>{status}</title></html>", stored=stored)


def drop_response() -> Fault:
    """The request is done, and the connection closes before its answer."""
    return Fault(dropped=True, stored=True)


def drop_request() -> Fault:
    """The connection closes and nothing was done: to the caller the same as `drop_response`."""
    return Fault(dropped=True)


def slow(seconds: float) -> Fault:
    """The request is done at once, its answer comes `seconds` of the wall's clock later."""
    return Fault(delay=seconds, stored=True)


def ratelimited(seconds: float, scope: str = "user") -> Fault:
    """429 with `retry_after`; `scope`: user, global or shared (docs: rate limits)."""
    return Fault(429, retry_after=seconds, scope=scope)


def banned() -> Fault:
    """Cloudflare's 429: HTML, no `Via` (discord/http.py, "Banned by Cloudflare")."""
    return Fault(429, "<html>error code: 1015</html>", via=False)
