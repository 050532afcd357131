"""Signed, expiring passes to one team's page for one manager (pure).

A pass is its facts and an HMAC-SHA256 over them, both in the open: it can be read, not altered.
A link's pass opens a visit; a visit's pass, kept in a cookie, shows the page. Neither stands for
the other."""

import datetime as dt
import hmac
import re
from dataclasses import dataclass
from typing import Literal

from bot.errors import NotAllowed

Kind = Literal["link", "visit"]
AGAIN = "Ask for a new link in your team's chat: /leaderboard team"
_SHAPE = re.compile(r"(link|visit)\.([0-9]{1,18})\.([0-9]{1,18})\.([0-9]{1,11})\.([0-9a-f]{64})")


class PassRefused(NotAllowed):
    """A pass that opens nothing. `expired`: it was a good one once."""

    def __init__(self, text: str, *, expired: bool = False) -> None:
        super().__init__(text)
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Pass:
    """`until`: in UTC, to the second."""

    team_id: int
    member_id: int
    until: dt.datetime


def signed(secret: str, kind: Kind, given: Pass) -> str:
    """The pass as text of letters, digits and dots."""
    facts = f"{kind}.{given.team_id}.{given.member_id}.{int(given.until.timestamp())}"
    return f"{facts}.{_mac(secret, facts)}"


def opened(secret: str, kind: Kind, text: str, now: dt.datetime) -> Pass:
    """The pass behind a text. Raises PassRefused."""
    found = _SHAPE.fullmatch(text)
    if found is None or found[1] != kind:
        raise PassRefused(f"This link is not whole, so it opens nothing. {AGAIN}")
    if not hmac.compare_digest(found[5], _mac(secret, text.rpartition(".")[0])):
        raise PassRefused(f"This link was altered or is from elsewhere. {AGAIN}")
    until = dt.datetime.fromtimestamp(int(found[4]), dt.UTC)
    if now >= until:
        raise PassRefused(f"This link has expired. {AGAIN}", expired=True)
    return Pass(int(found[2]), int(found[3]), until)


def _mac(secret: str, facts: str) -> str:
    return hmac.digest(secret.encode(), facts.encode(), "sha256").hex()
