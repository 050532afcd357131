"""The ways in which a provider fails, each as it looks at the wire."""

import random
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    BAD_KEY = "bad key"  # 401
    FORBIDDEN = "forbidden"  # 403
    NO_MODEL = "no such model"  # 404
    RATE_LIMIT = "rate limit"  # 429 without Retry-After
    RATE_LIMIT_WAIT = "rate limit with wait"  # 429 with Retry-After
    NO_QUOTA = "no quota"  # 429 that no waiting mends
    ERROR = "server error"  # 500
    OVERLOADED = "overloaded"  # 503
    SLOW = "slow"  # nothing at all until the server is closed
    HUNG_UP = "hung up"  # the connection closes before any answer
    DROPPED = "dropped"  # the connection closes in the middle of the output
    ENDED = "ended"  # the stream ends in the middle, as if that were all
    DRIPPING = "dripping"  # a piece of output now and then, each well within a read timeout
    GARBLED = "garbled"  # a line of the stream is no JSON
    FAILED = "failed"  # the response fails on its way (/v1/responses only)
    ERROR_EVENT = "error event"  # an error in the middle of the stream, which ends it
    CUT_OFF = "cut off"  # out of output tokens
    FILTERED = "filtered"  # a content filter ends the output
    REFUSAL = "refusal"
    BAD_JSON = "bad json"
    DRIFT = "schema drift"  # JSON of another shape
    HELD = "held"  # half the output, then nothing until `server.gate` is set


# (status, type, code, message): platform.openai.com/docs/guides/error-codes. The real 401 repeats
# a part of the key, so this one does as well.
REFUSALS: dict[Fault, tuple[int, str, str | None, str]] = {
    Fault.BAD_KEY: (
        401,
        "invalid_request_error",
        "invalid_api_key",
        "Incorrect API key provided: {key}.",
    ),
    Fault.FORBIDDEN: (403, "invalid_request_error", "model_access_denied", "No access to model."),
    Fault.NO_MODEL: (404, "invalid_request_error", "model_not_found", "The model does not exist."),
    Fault.RATE_LIMIT: (429, "requests", "rate_limit_exceeded", "Rate limit reached."),
    Fault.RATE_LIMIT_WAIT: (429, "requests", "rate_limit_exceeded", "Rate limit reached."),
    Fault.NO_QUOTA: (
        429,
        "insufficient_quota",
        "insufficient_quota",
        "You exceeded your current quota, please check your plan and billing details.",
    ),
    Fault.ERROR: (500, "server_error", None, "The server had an error."),
    Fault.OVERLOADED: (503, "server_error", None, "The engine is currently overloaded."),
}

PASSING = (
    *(Fault.RATE_LIMIT, Fault.ERROR, Fault.OVERLOADED, Fault.HUNG_UP, Fault.DROPPED),
    *(
        Fault.ENDED,
        Fault.GARBLED,
        Fault.ERROR_EVENT,
        Fault.CUT_OFF,
        Fault.REFUSAL,
        Fault.BAD_JSON,
        Fault.DRIFT,
    ),
)


@dataclass
class Mix:
    """A share (0 to 1) of all calls fails, each in one of these ways, the same for each seed."""

    seed: int
    share: float
    faults: tuple[Fault, ...] = PASSING

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def next(self) -> Fault | None:
        if self._random.random() >= self.share:
            return None
        return self._random.choice(self.faults)
