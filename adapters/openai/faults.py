"""What a fault at the provider means for us: a text, and whether trying again may help.

No text repeats what the provider wrote: it may quote the key or the answer."""

import math

import openai

from bot.errors import CriticCutOff, CriticFailed, CriticRefused
from bot.model import Usage

# platform.openai.com/docs/guides/error-codes: these arrive as 429 too, and no waiting mends them.
NO_MONEY = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}
# "code" of a response that failed on its way (ResponseError in openai's types).
PASSING = {"server_error", "rate_limit_exceeded"}


class Unusable(CriticFailed):
    """The provider answered, and was paid, but not with a critique. `usage` is what it took."""

    def __init__(self, text: str, usage: Usage) -> None:
        super().__init__(text)
        self.usage = usage


class CutOff(Unusable, CriticCutOff):
    """The critique ended early, or is not of the asked shape."""


def failure(error: openai.APIError, provider: str) -> CriticFailed:
    """The error to raise, with a text for the owner that names the provider and the mend."""
    if error.code in NO_MONEY or error.type in NO_MONEY or _status(error) == 402:
        return CriticRefused(
            f"{provider} has no quota left: its reviews are off. Fix: add credit or raise the limit"
        )
    match _status(error):
        case 401:
            return CriticRefused(f"{provider} does not take the key (401). Fix: set a valid key")
        case 403:
            return CriticRefused(
                f"{provider} does not allow this (403). Fix: a key with access to this model"
            )
        case 404:
            return CriticRefused(f"{provider} does not know the model (404). Fix: the model's name")
        case 429:
            return CriticFailed(f"{provider} is limiting our requests (429)")
        case None if isinstance(error, openai.APITimeoutError):
            return CriticFailed(f"{provider} did not answer in time")
        case None if isinstance(error, openai.APIConnectionError):
            return CriticFailed(f"{provider} cannot be reached, or hung up")
        case None:
            return CriticFailed(f"{provider} gave up on the review")
        case status:
            return CriticFailed(f"{provider} answered with an error ({status})")


def wait(error: openai.APIError, pause: float) -> float | None:
    """Seconds until a second try may help, or None where it will not.

    `pause`: the seconds where the provider names none."""
    if isinstance(failure(error, ""), CriticRefused):
        return None
    status = _status(error)
    if status is None:
        passing = isinstance(error, openai.APIConnectionError) or error.code in PASSING
        return pause if passing else None
    if status in (408, 409, 429) or status >= 500:
        return _asked_wait(error) or pause
    return None


def _asked_wait(error: openai.APIError) -> float | None:
    if not isinstance(error, openai.APIStatusError):
        return None
    try:
        seconds = float(error.response.headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None


def _status(error: openai.APIError) -> int | None:
    return error.status_code if isinstance(error, openai.APIStatusError) else None
