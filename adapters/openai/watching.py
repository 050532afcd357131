"""Findings out of a critique that is still being written."""

import json
import re

from pydantic import ValidationError

from adapters.openai.shape import Criterion, finding
from bot.model import Question
from bot.ports import FindingSeen

# Only at the very start: the same words inside a string of the critique open nothing.
_OPENING = re.compile(r'\s*(?:```(?:json)?\s*)?\{\s*"criteria"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


class Watcher:
    """Tells `seen` of each criterion as soon as its JSON object is closed.

    Each point of the question is told once at most, and nothing after the list's end. What
    does not read as a criterion ends the telling; the whole is validated by others."""

    def __init__(self, question: Question, seen: FindingSeen | None) -> None:
        self._points = {point.id for point in question.points}
        self._seen = seen
        self._text = ""
        self._at: int | None = None
        self._ended = seen is None
        self.told: set[str] = set()

    def restart(self) -> None:
        """The critique is being written again, from its beginning."""
        self._text, self._at, self._ended = "", None, self._seen is None

    async def hear(self, piece: str) -> None:
        """Takes the next piece of the critique's text."""
        if self._ended:
            return
        self._text += piece
        if self._at is None and (opening := _OPENING.match(self._text)):
            self._at = opening.end()
        while self._at is not None and "}" in piece and (criterion := self._next()):
            await self._tell(criterion)

    def _next(self) -> Criterion | None:
        start = _BETWEEN.match(self._text, self._at or 0).end()  # type: ignore[union-attr]
        try:
            value, self._at = json.JSONDecoder().raw_decode(self._text, start)
        except ValueError:
            self._ended = self._text.startswith("]", start)
            return None
        try:
            return Criterion.model_validate(value)
        except ValidationError:
            self._ended = True
            return None

    async def _tell(self, criterion: Criterion) -> None:
        if self._seen and criterion.id in self._points - self.told:
            self.told.add(criterion.id)
            await self._seen(finding(criterion))
