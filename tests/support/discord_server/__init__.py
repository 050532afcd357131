"""A local Discord at the wire: REST and the gateway, for tests.

Not the service: every rule names where it comes from, and a number without a source is a
setting. "docs" are Discord's developer documentation (discord/discord-api-docs)."""

from .command_line import NotPossible
from .faults import Fault, banned, drop_request, drop_response, failing, ratelimited, slow
from .interactions import Interaction, Modal
from .person import Person
from .server import DiscordServer
from .workspace import Workspace
from .world import Channel, Message

__all__ = [
    "Channel",
    "DiscordServer",
    "Fault",
    "Interaction",
    "Message",
    "Modal",
    "NotPossible",
    "Person",
    "Workspace",
    "banned",
    "drop_request",
    "drop_response",
    "failing",
    "ratelimited",
    "slow",
]
