"""What the server sends to the app: who gets it, when again, and what was acknowledged."""

import asyncio
import time
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .state import State
from .world import Installation, Json

if TYPE_CHECKING:
    from .posts import Posts
    from .sockets import Sockets

NEEDS = {
    "app_mention": ("app_mentions:read",),
    "channel_archive": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_left": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "reaction_added": ("reactions:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}
"""docs: Events reference, "Required scopes"; app_home_opened and the like need none."""

RETRY_AFTER = (0.0, 60.0, 300.0)
"""Seconds before each further attempt (docs: Events API, "Retries")."""
ACK_SECONDS = 3.0
"""docs: Events API, "Responding to events"; Socket Mode, "Acknowledging events"."""


@dataclass
class Ack:
    """The app said it has it; `body` is what it said besides."""

    body: Any = None


@dataclass
class Delivery:
    """One payload on its way. `took`: seconds of the wall's clock to the acknowledgement."""

    kind: str
    payload: Json
    attempts: int = 0
    reasons: list[str] = field(default_factory=list)
    took: float | None = None


class Outbox:
    """`retry_scale` shortens the pauses between attempts; `doubles` sends every event as two, with
    no sign of a retry (issue bolt-js#2487), and harder than there: each with its own event_id.

    Each way's `send` makes one attempt: the acknowledgement, or the reason why there was none."""

    def __init__(self, state: State, http: "Posts", sockets: "Sockets") -> None:
        self.state = state
        self.http, self.sockets = http, sockets
        self.retry_scale = 1.0
        self.doubles = False
        self._held: list[Json] | None = None
        self.deliveries: list[Delivery] = []
        self._running: set[asyncio.Task[None]] = set()

    def event(self, to: Installation | None, event: Json) -> None:
        """Starts delivering an event, if the installation is subscribed and has the scope."""
        if to is None or not to.active or not self._wanted(to, event):
            return
        for _ in range(2 if self.doubles else 1):
            payload = self._envelope(to, event)
            if self._held is None:
                self.redeliver(payload)
            else:
                self._held.append(payload)

    def hold(self) -> None:
        """Events wait from now on, until `release`."""
        self._held = []

    def release(self, *, backwards: bool = False) -> None:
        """The held events go out at once, for order is not promised.

        `backwards`: the last one first, and each once the one before was acknowledged."""
        held, self._held = self._held or [], None
        if backwards:
            self._start(self._in_turn(reversed(held)))
            return
        for payload in held:
            self.redeliver(payload)

    def redeliver(self, payload: Json) -> None:
        """Delivers an event's payload, also one that was delivered before."""
        self._start(self._events(payload))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.state.loop.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _in_turn(self, payloads: Iterable[Json]) -> None:
        for payload in payloads:
            await self._events(payload)

    async def interaction(self, kind: str, payload: Json) -> Ack | None:
        """One attempt: a person's press is not repeated. None: not acknowledged in time."""
        delivery = Delivery(kind, payload)
        self.deliveries.append(delivery)
        answer = await self._attempt(delivery)
        return answer if isinstance(answer, Ack) else None

    async def settled(self) -> None:
        """Returns when nothing is on its way any more."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def close(self) -> None:
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _events(self, payload: Json) -> None:
        delivery = Delivery("events_api", payload)
        self.deliveries.append(delivery)
        for pause in (None, *RETRY_AFTER):
            if pause is not None:
                await self.state.clock.sleep(pause * self.retry_scale)
            answer = await self._attempt(delivery)
            # docs: Events API: "X-Slack-No-Retry: 1" turns retries off.
            if isinstance(answer, Ack) or answer == "no_retry":
                return

    async def _attempt(self, delivery: Delivery) -> Ack | str:
        way = self.http if self.state.app.request_url else self.sockets
        began = time.monotonic()
        last = delivery.reasons[-1] if delivery.reasons else ""
        delivery.attempts += 1
        answer = await way.send(delivery.kind, delivery.payload, delivery.attempts - 1, last)
        if isinstance(answer, Ack):
            delivery.took = time.monotonic() - began
        else:
            delivery.reasons.append(answer)
        return answer

    def _wanted(self, to: Installation, event: Json) -> bool:
        name = event["type"]
        if name == "message":
            kinds = {"channel": "channels", "group": "groups", "im": "im"}
            name = f"message.{kinds[event['channel_type']]}"
        needs = NEEDS.get(name, ())
        return name in self.state.app.events and (not needs or bool(set(needs) & set(to.scopes)))

    def _envelope(self, to: Installation, event: Json) -> Json:
        """docs: Events API, "Callback field overview"."""
        bot = {"enterprise_id": None, "team_id": to.team, "user_id": to.bot_user, "is_bot": True}
        return {
            "token": "verification-token",
            "team_id": to.team,
            "api_app_id": self.state.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self.state.new_id("Ev"),
            "event_time": int(self.state.clock.now()),
            "authorizations": [bot | {"is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": self.state.new_id("4-"),
        }
