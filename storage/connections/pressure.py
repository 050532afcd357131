"""Whether acknowledgements wait, so that other work gives way to them."""

from time import monotonic

LASTS = 0.25
"""Seconds after an acknowledgement in which another is expected."""


class Pressure:
    """Acknowledgements are short, so between two of them nobody seems to wait. Work that would
    start then, eight tasks at a time, is what the next one finds before it."""

    def __init__(self) -> None:
        self._asked_at = -LASTS

    def note(self) -> None:
        """An acknowledgement is asked for."""
        self._asked_at = monotonic()

    @property
    def is_on(self) -> bool:
        return monotonic() - self._asked_at < LASTS
