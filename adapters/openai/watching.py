"""Findings out of a critique that is still being written."""

import json
import re
from collections.abc import Iterable

from pydantic import ValidationError

from adapters.openai.shape import Criterion, finding
from bot.model import Point
from bot.ports import FindingSeen

# Only at the very start: the same words inside a string of the critique open nothing.
_OPENING = re.compile(r'\s*(?:```(?:json)?\s*)?\{\s*"criteria"\s*:\s*\[')


class Watcher:
    """Tells `seen` of each criterion as soon as its JSON object is closed.

    Each point of the question is told once at most, and nothing after the list's end. What
    does not read as a criterion ends the telling; the whole is validated by others."""

    def __init__(self, points: Iterable[Point] = (), seen: FindingSeen | None = None) -> None:
        self._points = {point.id for point in points}
        self._seen = seen
        self.told: set[str] = set()
        self.restart()

    def restart(self) -> None:
        """The critique is being written again, from its beginning."""
        self._unread = ""
        self._opened = False
        self._ended = self._seen is None

    async def hear(self, piece: str) -> None:
        """Takes the next piece of the critique's text."""
        if self._ended:
            return
        self._unread += piece
        if not self._opened and (opening := _OPENING.match(self._unread)):
            self._opened, self._unread = True, self._unread[opening.end() :]
        while self._opened and "}" in piece and (criterion := self._next()):
            await self._tell(criterion)

    def _next(self) -> Criterion | None:
        unread = self._unread.lstrip(" \t\r\n,")
        try:
            value, end = json.JSONDecoder().raw_decode(unread)
            self._unread = unread[end:]
            return Criterion.model_validate(value)
        except (ValidationError, RecursionError):
            self._ended = True
        except ValueError:
            pass  # not closed yet, or the list has ended
        return None

    async def _tell(self, criterion: Criterion) -> None:
        if self._seen and criterion.id in self._points - self.told:
            self.told.add(criterion.id)
            await self._seen(finding(criterion))
