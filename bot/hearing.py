"""What of people's words reaches us in a team, as the platform's owner allowed it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """Besides forms and mentions, which always do; None: it does, or nobody tells.

    `replies`: plain replies in the threads of every channel; `directs`: direct messages."""

    replies: bool | None = None
    directs: bool | None = None


EVERYTHING = Heard()
