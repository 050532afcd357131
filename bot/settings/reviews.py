"""Settings of the critics: their providers, and what they may cost."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, NonNegativeFloat, SecretStr
from pydantic_settings import NoDecode

from bot.settings.fields import Part, lower, number, setting


def _money(value: Any) -> Any:
    return tuple(value.split(",")) if isinstance(value, str) else value


Money = tuple[NonNegativeFloat, NonNegativeFloat, NonNegativeFloat]
PRICES_RIGHT = "three amounts with commas between, such as 0.10,0.01,0.50"


class ReviewSettings(Part):
    openai_api_key: SecretStr | None = setting(
        None, "a key", "The key of the AI reviewer. Without one the keyword check reviews."
    )
    openai_base_url: str | None = setting(
        None, "an address ending in /v1", "A gateway or server that speaks the Responses API."
    )
    openai_model: str = setting("gpt-6-luna", "a model's name", "The model that reviews.")
    openai_prices: Annotated[Money, NoDecode, BeforeValidator(_money)] = setting(
        (0.10, 0.01, 0.50),
        PRICES_RIGHT,
        "Its price in dollars per million tokens: input, cached input, output.",
    )
    openai_escalation_model: str | None = setting(
        "gpt-6.1-terra", "a model's name", "The model that looks again, and judges disputes."
    )
    openai_escalation_prices: Annotated[Money, NoDecode, BeforeValidator(_money)] = setting(
        (1.0, 0.05, 5.0), PRICES_RIGHT, "The price of that model."
    )
    second_api_key: SecretStr | None = setting(
        None, "a key", "The key of a second provider, asked where the first cannot."
    )
    second_base_url: str | None = setting(
        None,
        "an address such as https://example.org/v1",
        "The second provider's OpenAI-compatible address (chat completions). Gemini's ends in "
        "/v1beta/openai/, Anthropic's in /v1/.",
    )
    second_model: str | None = setting(None, "a model's name", "The second provider's model.")
    second_prices: Annotated[Money, NoDecode, BeforeValidator(_money)] = setting(
        (1.0, 0.1, 5.0), PRICES_RIGHT, "The price of that model."
    )
    review_deadline_seconds: int = number(
        60, "seconds", 5, 600, "How long one call to a model may take in all, in seconds."
    )
    reviews_per_member: int = number(
        20, "reviews", 1, 1000, "Answers a model reviews per member and day (UTC)."
    )
    team_budget: float = setting(
        1.0,
        "an amount in dollars, such as 1.50",
        "What AI reviews may cost per team and day (UTC), in dollars. Later ones wait.",
        ge=0,
        le=100_000,
    )
    moderation: Annotated[Literal["off", "on"], BeforeValidator(lower)] = setting(
        "off", "off or on", "Whether answers pass the provider's moderation before a review."
    )
    owner: str | None = setting(
        None,
        "platform/team/member, such as playground/playground/ada",
        "Who is told, once, when a key or a quota of a provider is at fault.",
        pattern=r"^[^/]+/[^/]+/[^/]+$",
    )
