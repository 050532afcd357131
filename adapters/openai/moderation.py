"""Moderation of answers, for owners who switch it on."""

import asyncio
import re

import openai

from adapters.openai.faults import failure
from bot.errors import CriticFailed

DEADLINE = 10.0  # seconds


class OpenAIModerator:
    """Implements bot.ports.Moderator."""

    def __init__(
        self, api_key: str, *, base_url: str | None = None, deadline: float = DEADLINE
    ) -> None:
        """`deadline`: seconds for one text, a second try included."""
        self._deadline = deadline
        self._client = openai.AsyncOpenAI(
            api_key=api_key, base_url=base_url, timeout=deadline, max_retries=1
        )

    async def close(self) -> None:
        await self._client.close()

    async def flags(self, text: str) -> str:
        try:
            async with asyncio.timeout(self._deadline):  # the client may wait before it retries
                found = await self._client.moderations.create(
                    model="omni-moderation-latest", input=text
                )
        except openai.APIError as error:
            raise failure(error, "moderation") from None
        except TimeoutError:
            raise CriticFailed(f"moderation was not done within {self._deadline:g} s") from None
        try:
            result = found.results[0]
        except (AttributeError, IndexError, TypeError):
            raise CriticFailed("moderation returned no result of its shape") from None
        if not result.flagged:
            return ""
        # The client keeps what it knows by two spellings: hate/threatening, hate_threatening.
        named = (re.sub("[_/]", " ", n) for n, on in result.categories.model_dump().items() if on)
        return ", ".join(dict.fromkeys(named)) or "flagged"
