"""Who may post to us over HTTP: requests that Slack signed, each once."""

import datetime as dt
from collections.abc import Mapping

from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier

from bot.ports import Clock

WINDOW = dt.timedelta(minutes=11)
"""A signature is good for five minutes either way (docs: Verifying requests from Slack)."""


class Signatures:
    """Replays are known in this process only: what is stored has keys of its own against them."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._verifier = SignatureVerifier(secret, clock=_Seconds(clock))
        self._clock = clock
        self._taken: dict[str, dt.datetime] = {}

    def is_valid(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether Slack signed it, and not long ago."""
        try:
            return self._verifier.is_valid_request(body, dict(headers))
        except ValueError:  # a timestamp that is no number
            return False

    def is_replay(self, signature: str) -> bool:
        return signature in self._taken

    def took(self, signature: str) -> None:
        """Only what was taken is remembered: what failed may come again."""
        now = self._clock.now()
        for old in list(self._taken):
            if now - self._taken[old] < WINDOW:
                break
            del self._taken[old]
        self._taken[signature] = now


class _Seconds(SignatureClock):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()
