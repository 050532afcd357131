"""Moderation of answers, for owners who switch it on."""

import openai

from adapters.openai.faults import failure

DEADLINE = 10.0  # seconds


class OpenAIModerator:
    """Implements bot.ports.Moderator."""

    def __init__(self, api_key: str, *, base_url: str | None = None) -> None:
        self._client = openai.AsyncOpenAI(
            api_key=api_key, base_url=base_url, timeout=DEADLINE, max_retries=1
        )

    async def flags(self, text: str) -> str:
        try:
            found = await self._client.moderations.create(
                model="omni-moderation-latest", input=text
            )
        except openai.APIError as error:
            raise failure(error, "moderation") from None
        result = found.results[0]
        if not result.flagged:
            return ""
        flagged = [name for name, on in result.categories.model_dump().items() if on]
        return ", ".join(flagged).replace("_", " ").replace("/", " ") or "flagged"
