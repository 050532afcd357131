"""Every call of the Web API passes here: token, scopes, arguments, then its handler."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .methods import METHODS, STRUCTURED, Method
from .refusal import Refusal
from .state import State
from .world import Channel, Installation, Json

if TYPE_CHECKING:
    from .workspace import Workspace

WITHOUT_BOT_TOKEN = ("api.test", "apps.connections.open", "oauth.v2.access")
KINDS = {"channel": "channels", "group": "groups", "im": "im"}


@dataclass
class Asked:
    """A call that passed: by which installation, with which arguments, under which token."""

    state: State
    workspace: "Workspace"
    installation: Installation
    args: Json
    token: str

    @property
    def bot(self) -> str:
        return self.installation.bot_user

    def flag(self, name: str) -> bool:
        """A boolean argument, also as a form sends it."""
        return self.args.get(name) in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.args.get(name, default))
        except ValueError:
            raise Refusal(f"invalid_{name}") from None

    def channel(self, name: str = "channel", *, member: bool = True) -> Channel:
        """The channel of an argument, for reading it.

        Raises: Refusal `channel_not_found` where the bot may not know of it, `not_in_channel`
        where it may and is no member (docs: conversations.history, errors)."""
        channel = self.workspace.channels.get(str(self.args.get(name, "")))
        joined = channel is not None and self.bot in channel.members
        if channel is None or (channel.kind != "channel" and not joined):
            raise Refusal("channel_not_found")
        if member and not joined:
            raise Refusal("not_in_channel")
        return channel


Handler = Callable[[Asked], Json | Awaitable[Json]]
HANDLERS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Registers the handler of a method of the Web API."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register


def admit(state: State, name: str, args: Json, token: str) -> Asked:
    """The call, checked in the service's order: token, scopes, arguments.

    Raises: Refusal with the error that the service would answer."""
    spec = METHODS[name]
    # An app-level token for apps.connections.open, client credentials for oauth.v2.access.
    if name in WITHOUT_BOT_TOKEN:
        if name == "apps.connections.open" and token != state.app.app_token:
            wrong = "not_allowed_token_type" if token.startswith("xoxb-") else "invalid_auth"
            raise Refusal(wrong if token else "not_authed")
        nobody = Installation("", "", "", [])
        asked = Asked(state, None, nobody, args, token)  # type: ignore[arg-type]
        _check_arguments(state, spec, args)
        return asked
    installation = authenticate(state, token)
    asked = Asked(state, state.workspaces[installation.team], installation, args, token)
    _check_scopes(asked, spec)
    _check_arguments(state, spec, args)
    return asked


def authenticate(state: State, token: str) -> Installation:
    """docs: Web API, "Common errors": the five ways in which a token is not accepted."""
    if not token:
        raise Refusal("not_authed")
    if token == state.app.app_token:
        raise Refusal("not_allowed_token_type")
    known = state.tokens.get(token)
    if known is None:
        raise Refusal("invalid_auth")
    if not known.installation.active:
        raise Refusal("account_inactive")
    if known.revoked:
        raise Refusal("token_revoked")
    if known.expires_at is not None and state.clock.now() >= known.expires_at:
        raise Refusal("token_expired")
    return known.installation


def _check_scopes(asked: Asked, spec: Method) -> None:
    needed = spec.scopes
    if needed in (("history",), ("read",)):
        channel = asked.workspace.channels.get(str(asked.args.get("channel", "")))
        needed = (f"{KINDS[channel.kind if channel else 'channel']}:{needed[0]}",)
    if needed and not set(needed) & set(asked.installation.scopes):
        provided = ",".join(asked.installation.scopes)
        raise Refusal("missing_scope", needed=",".join(needed), provided=provided)


def _check_arguments(state: State, spec: Method, args: Json) -> None:
    if state.strict_arguments and (unknown := sorted(args.keys() - spec.arguments)):
        raise Refusal("invalid_arguments", *(f"unsupported argument: {u}" for u in unknown))
    absent = [name for name in spec.required if args.get(name) in (None, "")]
    # assistant.threads.setStatus clears with an empty status (docs).
    if absent := [a for a in absent if a != "status"]:
        raise Refusal("invalid_arguments", *(f"missing required field: {a}" for a in absent))


def parsed(fields: Mapping[str, Any]) -> Json:
    """Arguments as they came, with those that hold JSON text read.

    Raises: Refusal `invalid_blocks_format` and the like where that is no JSON."""
    args = dict(fields)
    for name in STRUCTURED & args.keys():
        if isinstance(args[name], str):
            try:
                args[name] = json.loads(args[name])
            except ValueError:
                raise Refusal(_FORMATS.get(name, "invalid_arguments")) from None
    return args


_FORMATS = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
