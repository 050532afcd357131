"""Gateway sessions: which events a session gets, and their log for a resume."""

import asyncio
import json
from dataclasses import dataclass, field

from . import payloads
from .errors import Json
from .world import MESSAGE_CONTENT, Application, Guild

NEEDS = {
    "GUILD": 1 << 0, "CHANNEL": 1 << 0, "THREAD": 1 << 0, "GUILD_MEMBER": 1 << 1,
    "MESSAGE": 1 << 9, "MESSAGE_REACTION": 1 << 10,
}  # fmt: skip
IN_DIRECT_MESSAGES = {1 << 9: 1 << 12, 1 << 10: 1 << 13}
KNOWN_INTENTS = sum(1 << n for n in (*range(17), 20, 21, 24, 25))
"""docs: gateway, "List of Intents"."""
UNPRIVILEGED = KNOWN_INTENTS & ~(1 << 1 | 1 << 8 | 1 << 15)


def needed_intent(event: str, *, direct: bool) -> int:
    """The intent an event belongs to, or 0: READY, interactions and the like always come."""
    names = [name for name in NEEDS if event.startswith(name + "_")]
    if not names:
        return 0
    # GUILD_MEMBERS_CHUNK answers a question, and needs no intent of its own.
    intent = 0 if event == "GUILD_MEMBERS_CHUNK" else NEEDS[max(names, key=len)]
    return IN_DIRECT_MESSAGES.get(intent, intent) if direct else intent


@dataclass(eq=False)
class Session:
    """`events` are the dispatches so far, written; the first has sequence number 1."""

    id: str
    intents: int
    shard: tuple[int, int]
    events: list[str] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    left_at: float | None = None  # when its connection was lost

    def add(self, event: str, data: Json) -> None:
        written = {"op": 0, "t": event, "s": len(self.events) + 1, "d": data}
        self.events.append(json.dumps(written))
        self.changed.set()

    def offer(self, event: str, data: Json, guild: Guild | None, app: Application) -> None:
        """Adds an event if it is this shard's (docs: gateway, "Sharding"), its intents cover it."""
        mine = ((guild.id >> 22) if guild else 0) % self.shard[1] == self.shard[0]
        intent = needed_intent(event, direct=guild is None)
        if not mine or self.intents & intent != intent:
            return
        if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not self.intents & MESSAGE_CONTENT:
            data = payloads.without_content(data, app, guild.id if guild else None)
        self.add(event, data)
