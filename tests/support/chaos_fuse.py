"""What kills the process from inside, at a named point.

CHAOS_KILL, such as 'after-commit:12', makes the process kill itself with -9 at the twelfth
passing of that point."""

import inspect
import os
import signal
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

POINTS = {
    "before-commit": 20,
    "after-commit": 20,
    "before-send": 6,
    "after-send": 6,
    "before-ack": 6,
}
"""Each with the latest passing at which it is worth a kill: a start alone commits a few times."""


class _Fuse:
    def __init__(self, setting: str) -> None:
        self.point, _, count = setting.partition(":")
        self.left = int(count or 0)

    def passes(self, point: str) -> None:
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


FUSE = _Fuse(os.environ.get("CHAOS_KILL", ""))


def light(chat: type, listener: type, taking: str) -> None:
    """Puts the fuse at every commit, around `chat.post`, and after the listener's method that
    takes what a person wrote, where it is acknowledged next."""
    _at_commits()
    _around(chat, "post", "before-send", "after-send")
    _around(listener, taking, "", "before-ack")


def _at_commits() -> None:
    original = DefaultDialect.do_commit

    def do_commit(self: Any, connection: Any) -> None:
        FUSE.passes("before-commit")
        original(self, connection)
        FUSE.passes("after-commit")

    DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]


def _around(owner: type, name: str, before: str, after: str) -> None:
    original = getattr(owner, name)

    async def fused(*args: Any, **options: Any) -> Any:
        FUSE.passes(before)
        result = await original(*args, **options)
        FUSE.passes(after)
        return result

    # Bolt gives a listener the arguments that it names.
    fused.__signature__ = inspect.signature(original)  # type: ignore[attr-defined]
    setattr(owner, name, fused)
