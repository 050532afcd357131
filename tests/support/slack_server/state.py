"""Everything the server remembers, and the ids and one-time tickets it hands out."""

import asyncio
import itertools
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .clock import Clock
from .refusal import Refusal
from .world import App, Channel, Installation, Json, Message, Token, User

if TYPE_CHECKING:
    from .outbox import Outbox
    from .workspace import Workspace

TRIGGER_SECONDS = 3.0
"""docs: Handling user interaction ("trigger_ids expire 3 seconds after they're sent")."""
RESPONSE_SECONDS, RESPONSE_USES = 30 * 60, 5
"""docs: Handling user interaction, `response_url`."""


@dataclass
class Trigger:
    team: str
    user: str
    born: float
    used: bool = False
    view: str = ""


@dataclass
class Responder:
    """Where a `response_url` leads: the channel, who pressed, and the message pressed on."""

    channel: Channel
    user: str
    born: float
    message: Message | None = None
    uses: int = 0


@dataclass
class Call:
    """One call of the Web API: its arguments without the token, and what came of it.

    `status` 0: the connection was closed without an answer."""

    method: str
    arguments: Json
    team: str
    at: float
    answer: Json = field(default_factory=dict)
    status: int = 200

    @property
    def error(self) -> str:
        return str(self.answer.get("error", ""))


class State:
    """One Slack: its app, workspaces, tokens and tickets. `base` is http://127.0.0.1:port."""

    def __init__(self) -> None:
        self.app = App()
        self.clock = Clock()
        self.base = ""
        self.loop: asyncio.AbstractEventLoop
        self.workspaces: dict[str, Workspace] = {}
        self.tokens: dict[str, Token] = {}
        self.refreshers: dict[str, Installation] = {}
        self.codes: dict[str, Any] = {}
        self.triggers: dict[str, Trigger] = {}
        self.responders: dict[str, Responder] = {}
        self.uploads: dict[str, Json] = {}
        self.journal: list[Call] = []
        self.strict_arguments = True
        self.message_gap = 0.0
        self.distributed = False
        self.history_calls: dict[tuple[str, str], float] = {}
        self.outbox: Outbox
        self._numbers = itertools.count(1)
        self._last_tick = 0

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):08d}"

    def new_ts(self) -> str:
        """A `ts`: seconds and microseconds, unique and growing (docs: Retrieving messages)."""
        tick = max(int(self.clock.now() * 1_000_000), self._last_tick + 1)
        self._last_tick = tick
        return f"{tick // 1_000_000}.{tick % 1_000_000:06d}"

    def new_token(self, installation: Installation, lives: float | None = None) -> str:
        """A bot token; `lives` in seconds where tokens rotate (docs: Using token rotation)."""
        kind = "xoxb" if lives is None else "xoxe.xoxb-1"
        text = f"{kind}-{installation.team}-{secrets.token_hex(8)}"
        until = None if lives is None else self.clock.now() + lives
        self.tokens[text] = Token(installation, until)
        return text

    def new_trigger(self, user: User, view: str = "") -> str:
        text = f"{next(self._numbers)}.{next(self._numbers)}.{secrets.token_hex(8)}"
        self.triggers[text] = Trigger(user.team, user.id, self.clock.now(), view=view)
        return text

    def use_trigger(self, text: str, team: str) -> Trigger:
        """Raises: Refusal where it is unknown, late or used (docs: views.open, errors)."""
        trigger = self.triggers.get(text)
        if trigger is None or trigger.team != team:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if self.clock.now() - trigger.born > TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger

    def new_response_url(self, channel: Channel, user: User, message: Message | None) -> str:
        name = secrets.token_hex(12)
        self.responders[name] = Responder(channel, user.id, self.clock.now(), message)
        return f"{self.base}/respond/{user.team}/{name}"

    def use_responder(self, name: str) -> Responder:
        """Raises: Refusal `used_url` or `expired_url` after 5 uses or 30 minutes."""
        responder = self.responders.get(name)
        if responder is None:
            raise Refusal("invalid_url")
        if responder.uses >= RESPONSE_USES:
            raise Refusal("used_url")
        if self.clock.now() - responder.born > RESPONSE_SECONDS:
            raise Refusal("expired_url")
        responder.uses += 1
        return responder
