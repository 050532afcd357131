"""The box to write in, with hints for commands. The browser's half is in `page.js`."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nicegui.element import Element

from adapters.playground.elements import alert, button, el
from bot.errors import WhetstoneError
from bot.message import Suggestion

Send = Callable[[str], Awaitable[None]]
Suggest = Callable[[str], Sequence[Suggestion]]


class Composer:
    """Enter sends; what could not be sent stays in the box, with the reason under it.

    `draft` names the text that the tab keeps over a reload."""

    def __init__(self, label: str, draft: str, send: Send, suggest: Suggest) -> None:
        self._draft = draft
        self._send = send
        self._suggest = suggest
        self._shown: list[Suggestion] = []
        with el("div", "ws-composer"):
            self._hints = el("div", "ws-hints", role="listbox", aria_label="Commands")
            with el("div", "ws-box"):
                self._box = el("textarea", "ws-input", rows=1, placeholder=label, dir="auto")
                self._box.props["aria-label"] = label
                self._box.props["aria-autocomplete"] = "list"
                self._box.props["data-draft"] = draft
                self._box.on("send", self._sent, js_handler="(e) => emit(e.detail)")
                self._box.on("hint", self._hint, js_handler="(e) => emit(e.detail)")
                el("button", "ws-send", "Send", type="button", aria_label="Send message")
            self._error = alert()

    def fail(self, text: str) -> None:
        """Says what went wrong; '' takes it away."""
        self._error.text = text

    async def _sent(self, event: Any) -> None:
        text = str(event.args)
        self._show_hints([])
        try:
            await self._send(text)
        except WhetstoneError as error:
            self.fail(str(error))
            self._box.client.run_javascript(f"whetstone.kept({self._box.id})")
            return
        if self._box.is_deleted:
            self._box.client.run_javascript(f"whetstone.forget({json.dumps(self._draft)})")
        else:
            self.fail("")
            self._box.client.run_javascript(f"whetstone.sent({self._box.id})")

    def _hint(self, event: Any) -> None:
        text = str(event.args)
        self._show_hints(list(self._suggest(text)) if text.startswith("/") else [])

    def _show_hints(self, hints: list[Suggestion]) -> None:
        if hints == self._shown:  # what is chosen among them stays chosen
            return
        self._shown = hints
        self._hints.clear()
        with self._hints:
            for hint in hints:
                _option(hint)


def editor(post_id: int, text: str, save: Send, leave: Callable[[], None]) -> None:
    """A box over one's own message: Enter saves, Escape leaves."""
    draft = f"edit:{post_id}"

    async def saved(event: Any) -> None:
        try:
            await save(str(event.args))
        except WhetstoneError as refusal:
            error.text = str(refusal)
            box.client.run_javascript(f"whetstone.kept({box.id})")
            return
        away()

    def away() -> None:
        box.client.run_javascript(f"whetstone.forget('{draft}')")
        leave()

    with el("div", "ws-composer ws-editor"):
        with el("div", "ws-box"):
            box = el("textarea", "ws-input", rows=1, aria_label="Edit message", dir="auto")
            box.props["data-value"] = text
            box.props["data-draft"] = draft
            box.on("send", saved, js_handler="(e) => emit(e.detail)")
            box.on("leave", lambda _: away(), js_handler="() => emit()")
        with el("div", "ws-editor-end"):
            el("span", "ws-note", "Enter saves, Esc leaves it as it was")
            button("ws-link", "Cancel", away)
            el("button", "ws-link ws-send-text", "Save", type="button")
        error = alert()


def _option(suggestion: Suggestion) -> Element:
    option = el("div", "ws-option", role="option", aria_selected="false")
    option.props["data-text"] = suggestion.text
    with option:
        el("code", "", suggestion.text)
        el("span", "", suggestion.about)
    return option
