"""REST: messages, reactions, typing (docs: resources, "Message", "Channel")."""

from typing import Any

from . import check_message, payloads
from .access import Access
from .call import Call, attached
from .errors import Json, plain, refused
from .rest import Route
from .state import State
from .world import EPHEMERAL, SILENT, SUPPRESS_EMBEDS, V2, VOICE, Channel, Message

SETTABLE = SUPPRESS_EMBEDS | SILENT | VOICE | V2
NONCE_SECONDS = 180.0
"""docs: "checked for uniqueness in the past few minutes"; nowhere is it said how many."""


class Messages:
    """`nonce_seconds`: how long a nonce is remembered."""

    def __init__(self, state: State) -> None:
        self.state, self.access = state, Access(state)
        self.nonce_seconds = NONCE_SECONDS
        self._nonces: dict[str, tuple[float, Message]] = {}

    def routes(self) -> list[Route]:
        here = "/channels/{channel_id}/messages"
        one = here + "/{message_id}"
        return [
            Route("POST", here, self.create),
            Route("GET", here, self.history),
            Route("GET", one, self.get),
            Route("PATCH", one, self.edit),
            Route("DELETE", one, self.delete),
            Route("PUT", one + "/reactions/{emoji}/@me", self.react),
            Route("DELETE", one + "/reactions/{emoji}/@me", self.unreact),
            Route("POST", "/channels/{channel_id}/typing", self.typing),
        ]

    def create(self, call: Call) -> Json:
        """docs: "Create Message"."""
        place = self.access.channel(call.id("channel_id"))
        self.access.sendable(place)
        known = self._known(call.body)
        if known is None:
            message = self.build(call, call.body, place)
            known = self.state.post(message, call.body.get("allowed_mentions"))
            if known.nonce is not None:
                self._nonces[str(known.nonce)] = (self.state.clock.now(), known)
        return payloads.message(known, self.state.bot, nonce=True)

    def _known(self, body: Json) -> Message | None:
        """docs: `enforce_nonce`: by the same author, wherever; the message that was deleted
        since answers Unknown Message (discord.py#10116, intended: discord-api-docs#6647)."""
        if not body.get("enforce_nonce") or body.get("nonce") is None:
            return None
        at, message = self._nonces.get(str(body["nonce"]), (0.0, None))
        if message is None or self.state.clock.now() - at > self.nonce_seconds:
            return None
        if message.deleted:
            raise refused(10008)
        return message

    def build(self, call: Call, body: Json, place: Channel, *, answer: bool = False) -> Message:
        """A new message of the bot, checked; not yet posted. `answer`: to an interaction, which
        may be ephemeral and asks for no permission."""
        flags = (body.get("flags") or 0) & (SETTABLE | (EPHEMERAL if answer else 0))
        check_message.check(body, flags=flags)
        message = Message(self.state.ids.new(), place, self.state.bot, self.state.clock.iso(),
                          flags=flags, nonce=body.get("nonce"))  # fmt: skip
        message.content = (body.get("content") or "").strip()
        message.embeds = [{"type": "rich"} | embed for embed in body.get("embeds") or []]
        message.components = body.get("components") or []
        message.attachments = attached(call, body, self.state, place.id)
        check_message.not_empty(vars(message) | {"poll": body.get("poll")}, flags)
        if answer:
            return message
        if message.embeds:
            self.access.need(place, "embed_links")
        if message.attachments:
            self.access.need(place, "attach_files")
        if body.get("message_reference"):
            self._refer(message, body["message_reference"])
        return message

    def _refer(self, message: Message, to: Json) -> None:
        """docs: a reply needs READ_MESSAGE_HISTORY, and a message that is there."""
        self.access.need(message.channel, "read_message_history")
        found = message.channel.history.get(int(to["message_id"]))
        if found is None and to.get("fail_if_not_exists", True):
            raise plain(400, "Unknown message")
        message.kind, message.reference = Message.REPLY if found else Message.DEFAULT, found

    def history(self, call: Call) -> list[Json]:
        """docs: "Get Channel Messages": newest first; none without READ_MESSAGE_HISTORY."""
        place = self.access.channel(call.id("channel_id"))
        if not self.access.may(place, "read_message_history"):
            return []
        limit = int(call.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise plain(400, "limit must be from 1 to 100")
        ids = sorted(place.history, reverse=True)
        marks = {name: int(call.query[name]) for name in ("before", "after", "around")
                 if name in call.query}  # fmt: skip
        if "before" in marks:
            ids = [each for each in ids if each < marks["before"]]
        elif "after" in marks:
            ids = [each for each in ids if each > marks["after"]][-limit:]
        elif "around" in marks:
            newer = [each for each in ids if each >= marks["around"]]
            ids = ids[max(0, len(newer) - 1 - limit // 2) :]
        return [self._told(place.history[each]) for each in ids[:limit]]

    def _told(self, message: Message) -> Json:
        guild = message.channel.guild
        told = payloads.message(message, self.state.bot)
        return payloads.readable(told, self.state.app, guild.id if guild else None)

    def get(self, call: Call) -> Json:
        place = self.access.channel(call.id("channel_id"), "read_message_history")
        return self._told(self.access.message(place, call.id("message_id")))

    def edit(self, call: Call) -> Json:
        """docs: "Edit Message": only one's own."""
        place = self.access.channel(call.id("channel_id"))
        message = self.access.message(place, call.id("message_id"))
        if message.author is not self.state.bot:
            raise refused(50005)
        if message.kind == Message.THREAD_STARTER:
            raise refused(50021)
        self.access.writable(place)
        self.revise(call, call.body, message)
        return payloads.message(message, self.state.bot)

    def revise(self, call: Call, body: Json, message: Message, lost: int = 0) -> None:
        """Applies an edit. IS_COMPONENTS_V2 can be set and never taken back, and what the
        message had besides components must then be emptied in the same edit (docs).
        `lost`: flags that end with it."""
        flags = (message.flags & ~(SUPPRESS_EMBEDS | lost)) | ((body.get("flags") or 0) & SETTABLE)
        kept: dict[str, Any] = {n: getattr(message, n) for n in ("content", "embeds", "components")}
        given = {name: body[name] for name in kept if name in body}
        after = kept | {n: v or ("" if n == "content" else []) for n, v in given.items()}
        check_message.check(body | after, flags=flags)
        after["content"] = after["content"].strip()
        after["attachments"] = self._attachments(call, body, message)
        check_message.not_empty(after, flags)
        self.state.change(message, body.get("allowed_mentions"), flags=flags, **after)

    def _attachments(self, call: Call, body: Json, message: Message) -> list[Json]:
        """docs: from v10 on the list names all that stay; without it they all do."""
        new = attached(call, body, self.state, message.channel.id)
        if body.get("attachments") is None:
            return message.attachments + new
        stay = {str(each.get("id")) for each in body["attachments"]}
        return [each for each in message.attachments if each["id"] in stay] + new

    def delete(self, call: Call) -> None:
        """docs: "Delete Message": others' need MANAGE_MESSAGES; in an archived thread it is the
        one thing that is allowed, unless that is locked too."""
        place = self.access.channel(call.id("channel_id"))
        message = self.access.message(place, call.id("message_id"))
        if message.author is not self.state.bot:
            self.access.need(place, "manage_messages")
        if place.archived and place.locked:
            self.access.writable(place)
        self.state.remove([message])

    def react(self, call: Call) -> None:
        place = self.access.channel(call.id("channel_id"), "read_message_history")
        message = self.access.message(place, call.id("message_id"))
        self.access.writable(place)
        if call.params["emoji"] not in message.reactions:
            self.access.need(place, "add_reactions")
        self.state.react(message, call.params["emoji"], self.state.bot)

    def unreact(self, call: Call) -> None:
        place = self.access.channel(call.id("channel_id"))
        message = self.access.message(place, call.id("message_id"))
        self.state.react(message, call.params["emoji"], self.state.bot, added=False)

    def typing(self, call: Call) -> None:
        """docs: channel, "Trigger Typing Indicator"."""
        place = self.access.channel(call.id("channel_id"))
        self.access.sendable(place)
        place.typing += 1
