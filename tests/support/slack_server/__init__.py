"""A local Slack at the wire: the Web API, Socket Mode and signed HTTP, for tests.

Not the service: every rule names where it comes from, and a number without a source is a
setting."""

from .faults import Fault, drop_request, drop_response, error, failing, ratelimited, slow
from .person import Person
from .server import SlackServer
from .workspace import Workspace
from .world import EVENTS, SCOPES, App, Channel, Installation, Message

__all__ = [
    "EVENTS",
    "SCOPES",
    "App",
    "Channel",
    "Fault",
    "Installation",
    "Message",
    "Person",
    "SlackServer",
    "Workspace",
    "drop_request",
    "drop_response",
    "error",
    "failing",
    "ratelimited",
    "slow",
]
