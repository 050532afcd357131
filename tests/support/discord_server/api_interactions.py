"""REST: answers to interactions and followups (docs: "Receiving and Responding")."""

from collections.abc import Callable

from . import check_commands, check_modal, payloads
from .api_messages import Messages
from .call import Call
from .check_components import numbered
from .errors import Form, Json, refused
from .interactions import Interaction, Interactions, Modal, origin
from .mentions import IN_INTERACTIONS
from .rest import Route
from .state import State
from .world import EPHEMERAL, LOADING, Message

SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
POSSIBLE = {
    Interaction.COMMAND: (SAY, DEFER, MODAL),
    Interaction.COMPONENT: (SAY, DEFER, DEFER_UPDATE, UPDATE, MODAL),
    Interaction.AUTOCOMPLETE: (CHOICES,),
    Interaction.SUBMIT: (SAY, DEFER),
}
"""docs: "Interaction Callback Type" and its notes."""


class Answers:
    def __init__(self, state: State, messages: Messages, interactions: Interactions) -> None:
        self.state, self.messages, self.interactions = state, messages, interactions

    def routes(self) -> list[Route]:
        hook = "/webhooks/{webhook_id}/{webhook_token}"
        one = hook + "/messages/{message}"
        callback = "/interactions/{webhook_id}/{webhook_token}/callback"
        return [
            Route("POST", callback, self.callback, open=True),
            Route("POST", hook, self.followup, open=True),
            Route("GET", one, self.get, open=True),
            Route("PATCH", one, self.edit, open=True),
            Route("DELETE", one, self.delete, open=True),
        ]

    def callback(self, call: Call) -> Json | None:
        """docs: "Create Interaction Response": once, within three seconds."""
        found = self.interactions.all.get(call.params["webhook_token"])
        if found is None or found.id != call.id("webhook_id"):
            raise refused(10062)
        if found.answered is not None:
            raise refused(40060)
        if self.interactions.late(found):
            raise refused(10062)
        kind = call.body.get("type")
        self._check_type(found, kind)
        answer: dict[int, Callable[[Call, Interaction, Json], None]] = {
            SAY: self._say, DEFER: self._defer, UPDATE: self._update,
            DEFER_UPDATE: self._defer_update, CHOICES: self._choices, MODAL: self._modal,
        }  # fmt: skip
        answer[kind](call, found, call.body.get("data") or {})
        found.answered = kind
        found.done.set()
        return self._told(found) if call.query.get("with_response") in ("1", "true") else None

    def _check_type(self, found: Interaction, kind: int | None) -> None:
        possible = POSSIBLE[found.kind]
        if found.kind == Interaction.SUBMIT and found.message:
            possible += (DEFER_UPDATE, UPDATE)  # docs: of a modal that a component opened
        form = Form()
        form.choice("type", kind, possible)
        form.check()

    def _say(self, call: Call, found: Interaction, data: Json) -> None:
        found.original = self._post(call, found, data)

    def _defer(self, call: Call, found: Interaction, data: Json) -> None:
        """docs: the only flag that counts here is EPHEMERAL."""
        flags = (data.get("flags") or 0) & EPHEMERAL
        message = Message(self.state.ids.new(), found.channel, self.state.bot,
                          self.state.clock.iso(), flags=flags | LOADING)  # fmt: skip
        found.original = self._placed(found, message, None)

    def _update(self, call: Call, found: Interaction, data: Json) -> None:
        assert found.message is not None
        self._revise(call, data, found.message)
        found.original = found.message

    def _defer_update(self, call: Call, found: Interaction, data: Json) -> None:
        found.original = found.message

    def _choices(self, call: Call, found: Interaction, data: Json) -> None:
        form = Form()
        check_commands.choices_of(form, "data.choices", data.get("choices") or [])
        form.check()
        found.choices = data.get("choices") or []

    def _modal(self, call: Call, found: Interaction, data: Json) -> None:
        check_modal.check(data)
        numbered(data["components"])
        found.modal = self.interactions.modals[found.user.id] = Modal(data, found)

    def _post(self, call: Call, found: Interaction, data: Json) -> Message:
        """Without `allowed_mentions` only users are pinged. Neither nonces nor references here:
        the docs name no such parameter for interactions."""
        body = data | {"nonce": None, "message_reference": None}
        message = self.messages.build(call, body, found.channel, answer=True)
        return self._placed(found, message, data.get("allowed_mentions"))

    def _placed(self, found: Interaction, message: Message, allowed: Json | None) -> Message:
        message.origin = origin(found)
        if message.flags & EPHEMERAL:
            message.only_for = found.user
        if found.kind == Interaction.COMMAND:
            message.kind = Message.COMMAND
        elif found.message:
            message.kind, message.reference = Message.REPLY, found.message
        found.said[message.number] = message
        return self.state.post(message, IN_INTERACTIONS if allowed is None else allowed)

    def _revise(self, call: Call, data: Json, message: Message) -> None:
        body = {"allowed_mentions": IN_INTERACTIONS} | data
        self.messages.revise(call, body, message, lost=LOADING)

    def _told(self, found: Interaction) -> Json:
        """docs: "Interaction Callback Response Object"."""
        told: Json = {"id": str(found.id), "type": found.kind}
        answer: Json = {"interaction": told}
        message = found.original
        if message and found.answered in (SAY, DEFER, UPDATE):
            told |= {"response_message_id": str(message.id),
                     "response_message_loading": bool(message.flags & LOADING),
                     "response_message_ephemeral": bool(message.flags & EPHEMERAL)}  # fmt: skip
            if found.answered != DEFER:
                shown = payloads.message(message, self.state.bot)
                answer["resource"] = {"type": found.answered, "message": shown}
        return answer

    def _interaction(self, call: Call) -> Interaction:
        """By its token: unknown before it was answered (discord.js#6883), and invalid after
        fifteen minutes (discord-api-docs#6851)."""
        found = self.interactions.all.get(call.params["webhook_token"])
        if found is None or call.id("webhook_id") != self.state.app.id or found.answered is None:
            raise refused(10015)
        if self.interactions.expired(found):
            raise refused(50027)
        return found

    def followup(self, call: Call) -> Json:
        """docs: "Create Followup Message"; the first one after a deferral fills that."""
        found = self._interaction(call)
        waiting = found.original
        if found.answered == DEFER and waiting and waiting.flags & LOADING:
            kept = {name: value for name, value in call.body.items() if name != "flags"}
            more = (call.body.get("flags") or 0) & ~EPHEMERAL
            self._revise(call, kept | {"flags": more}, waiting)
            return payloads.message(waiting, self.state.bot)
        return payloads.message(self._post(call, found, call.body), self.state.bot)

    def _message(self, call: Call) -> Message:
        found, which = self._interaction(call), call.params["message"]
        message = found.original if which == "@original" else None
        if which.isdigit():
            message = found.said.get(int(which))
            if message is None and found.original and found.original.number == int(which):
                message = found.original
        if message is None or message.deleted:
            raise refused(10008)
        return message

    def get(self, call: Call) -> Json:
        return payloads.message(self._message(call), self.state.bot)

    def edit(self, call: Call) -> Json:
        message = self._message(call)
        self._revise(call, call.body, message)
        return payloads.message(message, self.state.bot)

    def delete(self, call: Call) -> None:
        self.state.remove([self._message(call)])
