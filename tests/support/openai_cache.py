"""The prompt cache of the local OpenAI server, as far as its usage figures tell.

Source: developers.openai.com/api/docs/guides/prompt-caching: exact prefixes of at least 1,024
tokens; with mode explicit only up to explicit breakpoints, and none without one. Times to live are
left out: nothing is forgotten. Implicit breakpoints are not played: they are never hit."""

from typing import Any

from support.openai_model import tokens

SHORTEST = 1024


class PromptCache:
    def __init__(self) -> None:
        self._known: set[tuple[str, str]] = set()

    def use(self, body: dict[str, Any]) -> tuple[int, int]:
        """Input tokens read from the cache and written to it by a /v1/responses request."""
        read = whole = 0
        for prefix in _prefixes(body["input"]):
            # The key only routes in the real cache, but a different one may miss.
            entry = (body.get("prompt_cache_key") or "", prefix)
            if tokens(prefix) < SHORTEST:
                continue
            whole = tokens(prefix)
            if entry in self._known:
                read = whole
            self._known.add(entry)
        return read, whole - read


def _prefixes(messages: list[dict[str, Any]]) -> list[str]:
    """What stands before each explicit breakpoint."""
    prefixes, text = [], ""
    for message in messages:
        parts = message["content"] if isinstance(message["content"], list) else []
        for part in parts:
            text += part["text"]
            if "prompt_cache_breakpoint" in part:
                prefixes.append(text)
    return prefixes
