"""How the server says no."""

from typing import Any


class Refusal(Exception):
    """An answer `{"ok": false, "error": …}` with whatever else the real one adds."""

    def __init__(self, error: str, *messages: str, **extra: Any) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra
        if messages:
            told = [f"[ERROR] {message}" for message in messages]
            self.extra["response_metadata"] = {"messages": told}


class Ratelimited(Exception):
    """HTTP 429 with `Retry-After`, whole seconds (docs: Rate limits)."""

    def __init__(self, seconds: int) -> None:
        super().__init__("ratelimited")
        self.seconds = seconds
