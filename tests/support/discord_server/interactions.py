"""Interactions on their way (docs: interactions, "Receiving and Responding")."""

import asyncio
import secrets
from dataclasses import dataclass, field
from typing import ClassVar

from . import payloads, permissions
from .errors import Json
from .state import State
from .world import Channel, Message, User

ANSWER_SECONDS = 3.0
TOKEN_SECONDS = 900.0
"""docs: "Interaction Callback": three seconds to answer, then a token for fifteen minutes."""


@dataclass(eq=False)
class Modal:
    """A form before somebody; `source` is the interaction that opened it."""

    body: Json
    source: "Interaction"

    @property
    def title(self) -> str:
        return str(self.body["title"])

    @property
    def labels(self) -> list[str]:
        """What its fields are called."""
        parts = self.body["components"]
        legacy = [child["label"] for p in parts if p["type"] == 1 for child in p["components"]]
        return legacy + [part["label"] for part in parts if part["type"] == 18]


@dataclass(eq=False)
class Interaction:
    """What somebody did with the application. `answered` is the type of the callback."""

    COMMAND: ClassVar[int] = 2
    COMPONENT: ClassVar[int] = 3
    AUTOCOMPLETE: ClassVar[int] = 4
    SUBMIT: ClassVar[int] = 5

    id: int
    kind: int
    user: User
    channel: Channel
    at: float
    data: Json
    message: Message | None = None
    token: str = field(default_factory=lambda: f"local-{secrets.token_hex(24)}")
    answered: int | None = None
    original: Message | None = None
    said: dict[int, Message] = field(default_factory=dict)
    modal: Modal | None = None
    choices: list[Json] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Interactions:
    """`answer_seconds`, `token_seconds`: by the server's clock."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.answer_seconds, self.token_seconds = ANSWER_SECONDS, TOKEN_SECONDS
        self.all: dict[str, Interaction] = {}  # by token
        self.modals: dict[int, Modal] = {}  # by the id of whom it is shown to

    async def send(self, kind: int, user: User, channel: Channel, data: Json,
                   message: Message | None = None) -> Interaction | None:  # fmt: skip
        """Waits until it is acknowledged; None where it is not in time."""
        state = self.state
        found = Interaction(state.ids.new(), kind, user, channel, state.clock.now(), data, message)
        self.all[found.token] = found
        state.tell("INTERACTION_CREATE", self._payload(found), channel.guild)
        while found.answered is None and not self.late(found):
            try:
                async with asyncio.timeout(0.02):
                    await found.done.wait()
            except TimeoutError:
                continue
        return None if found.answered is None else found

    def late(self, interaction: Interaction) -> bool:
        return self.state.clock.now() - interaction.at > self.answer_seconds

    def expired(self, interaction: Interaction) -> bool:
        return self.state.clock.now() - interaction.at > self.token_seconds

    def _payload(self, of: Interaction) -> Json:
        """docs: "Interaction Structure"."""
        bot, guild = self.state.bot, of.channel.guild
        me = self.state.me(guild)
        told: Json = {
            "id": str(of.id), "application_id": str(self.state.app.id), "type": of.kind,
            "data": of.data, "token": of.token, "version": 1, "locale": "en-US",
            "channel_id": str(of.channel.id), "channel": payloads.channel(of.channel, bot),
            "app_permissions": str(permissions.of(me, of.channel) if me else permissions.ALL),
            "entitlements": [], "entitlement_sku_ids": [], "attachment_size_limit": 10485760,
            "authorizing_integration_owners": owners(of.channel), "context": 0 if guild else 1,
        }  # fmt: skip
        if of.message:
            told["message"] = payloads.message(of.message, bot)
        if guild is None:
            return told | {"user": payloads.user(of.user)}
        member = guild.members[of.user.id]
        may = str(permissions.of(member, of.channel))
        told["channel"]["permissions"] = may
        short = {"id": str(guild.id), "locale": "en-US", "features": []}
        who = payloads.member(member) | {"permissions": may}
        return told | {"guild_id": str(guild.id), "guild_locale": "en-US", "guild": short,
                       "member": who}  # fmt: skip


def owners(channel: Channel) -> Json:
    """docs: "Authorizing Integration Owners Object"."""
    return {"0": str(channel.guild.id) if channel.guild else "0"}


def origin(of: Interaction) -> Json:
    """docs: message, "Message Interaction Metadata Object"."""
    told: Json = {"id": str(of.id), "type": of.kind, "user": payloads.user(of.user),
                  "authorizing_integration_owners": owners(of.channel)}  # fmt: skip
    if of.kind == Interaction.COMPONENT and of.message:
        told["interacted_message_id"] = str(of.message.id)
    if of.kind == Interaction.SUBMIT:
        told["triggering_interaction_metadata"] = told | {"type": 3 if of.message else 2}
        if of.message:
            told["triggering_interaction_metadata"]["interacted_message_id"] = str(of.message.id)
    return told
