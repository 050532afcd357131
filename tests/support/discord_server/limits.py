"""Rate limits (docs: topics, "Rate Limits"). They run on the wall's clock, as the client sleeps."""

import hashlib
import time
from collections import deque
from dataclasses import dataclass

from .clock import Clock
from .errors import Json

INVALID_WINDOW = 600.0
"""docs: "Invalid Request Limit": per ten minutes, by the server's clock."""


@dataclass
class Bucket:
    """So many requests in so many seconds, for one route and one major parameter."""

    name: str
    most: int
    seconds: float
    used: int = 0
    ends: float = 0.0

    def take(self) -> float:
        """0 if there was room, else the seconds until there is."""
        now = time.monotonic()
        if now >= self.ends:
            self.used, self.ends = 0, now + self.seconds
        if self.used >= self.most:
            return self.ends - now
        self.used += 1
        return 0.0

    def headers(self) -> dict[str, str]:
        """docs: "Header Format"."""
        left = max(0.0, self.ends - time.monotonic())
        return {
            "X-RateLimit-Limit": str(self.most),
            "X-RateLimit-Remaining": str(self.most - self.used),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": self.name,
        }


class Limits:
    """`per_second`: the global limit, which spares interactions. `invalid_allowed`: answers of
    401, 403 and 429 until the address is banned. `default`: of routes without a rule, for the
    real ones are not published and must be read from the headers."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.per_second = 50
        self.invalid_allowed = 10_000
        self.default = (50, 1.0)
        self._rules: dict[str, tuple[int, float]] = {}
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._recent: deque[float] = deque()
        self._invalid: deque[float] = deque()

    def set(self, route: str, requests: int, seconds: float) -> None:
        """A limit of its own for a route such as 'POST /channels/{channel_id}/messages'."""
        self._rules[route] = (requests, seconds)
        self._buckets = {key: b for key, b in self._buckets.items() if key[0] != route}

    def bucket(self, route: str, major: str) -> Bucket:
        """docs: per route, and per channel, guild or webhook in its path."""
        key = (route, major)
        if key not in self._buckets:
            most, seconds = self._rules.get(route, self.default)
            name = hashlib.sha256(route.encode()).hexdigest()[:16]
            self._buckets[key] = Bucket(name, most, seconds)
        return self._buckets[key]

    def take_global(self) -> float:
        """0 if there was room, else the seconds until there is."""
        now = time.monotonic()
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self.per_second:
            return self._recent[0] + 1 - now
        self._recent.append(now)
        return 0.0

    def count(self, status: int, scope: str) -> None:
        """docs: 429s of scope `shared` are not counted."""
        if status in (401, 403, 429) and scope != "shared":
            self._invalid.append(self._clock.now())

    @property
    def invalid(self) -> int:
        """How many invalid requests there were within the window."""
        while self._invalid and self._invalid[0] <= self._clock.now() - INVALID_WINDOW:
            self._invalid.popleft()
        return len(self._invalid)

    @property
    def banned(self) -> bool:
        return self.invalid >= self.invalid_allowed


def limited(seconds: float, scope: str) -> tuple[Json, dict[str, str]]:
    """Body and headers of a 429 (docs: "Exceeding A Rate Limit")."""
    what = "The resource is being rate limited." if scope == "shared" else (
        "You are being rate limited.")  # fmt: skip
    body = {"message": what, "retry_after": round(seconds, 3), "global": scope == "global"}
    headers = {"Retry-After": str(int(seconds) + 1), "X-RateLimit-Scope": scope}
    if scope == "global":
        headers["X-RateLimit-Global"] = "true"
    return body, headers
