"""What a call took, in tokens, dollars and seconds."""

from dataclasses import dataclass

from bot.model import Usage

# "For GPT-5.6 models and later model families, cache writes cost 1.25x the uncached input token
# rate" (developers.openai.com/api/docs/guides/prompt-caching). Older models report no writes.
CACHE_WRITE = 1.25


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars per million tokens: fresh input, input from the cache, output."""

    fresh: float
    cached: float
    output: float


@dataclass(frozen=True, slots=True)
class Tokens:
    """`total_in` includes `cached` (read from the cache) and `written` (to it)."""

    total_in: int = 0
    cached: int = 0
    written: int = 0
    out: int = 0


def usage(tokens: Tokens, prices: Prices, latency: float) -> Usage:
    """The usage with its cost. `latency` in seconds."""
    fresh = tokens.total_in - tokens.cached - tokens.written
    millionths = (
        (fresh + CACHE_WRITE * tokens.written) * prices.fresh
        + tokens.cached * prices.cached
        + tokens.out * prices.output
    )
    return Usage(tokens.total_in, tokens.cached, tokens.out, millionths / 1_000_000, latency)
