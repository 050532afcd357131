"""What reached the server, in order: the receiving side's own account."""

from dataclasses import dataclass, field

from .errors import Json
from .world import Message


@dataclass
class Request:
    """One HTTP request. `status` is 0 where the connection was cut."""

    route: str
    params: dict[str, str]
    query: dict[str, str]
    body: Json
    at: float
    status: int = 0
    code: int = 0


@dataclass
class Journal:
    """`posts`: every message the bot ever created, also those deleted since.

    `said`: (operation code, data) of what the client sent through the gateway."""

    requests: list[Request] = field(default_factory=list)
    posts: list[Message] = field(default_factory=list)
    said: list[tuple[int, Json]] = field(default_factory=list)
    closes: list[int] = field(default_factory=list)

    def of(self, route: str) -> list[Request]:
        """The requests to a route such as 'POST /channels/{channel_id}/messages'."""
        return [each for each in self.requests if each.route == route]

    def count(self, op: int) -> int:
        """How often the client sent that gateway operation; 2 is IDENTIFY, 6 is RESUME."""
        return sum(1 for each, _ in self.said if each == op)
