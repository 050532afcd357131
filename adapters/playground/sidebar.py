"""The left side: channels, the member's own page, and who they are."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nicegui.element import Element

from adapters.playground.elements import avatar, button, el
from adapters.playground.lines import Pressed, message_body
from adapters.playground.post import Guest, direct
from bot.message import Message
from bot.sending.drawing import Drawing


class Sidebar:
    """`place` makes it where the caller stands."""

    def __init__(
        self,
        me: Guest,
        choose: Callable[[str], Awaitable[None]],
        rename: Callable[[str], Awaitable[None]],
        pressed: Pressed,
        drawing: Drawing,
    ) -> None:
        self._me = me
        self._choose = choose
        self._rename = rename
        self._pressed = pressed
        self._drawing = drawing
        self._shown: tuple[Sequence[str], str, set[str]] | None = None
        self._message: Message | None = None

    def place(self) -> None:
        with el("aside", "ws-side", aria_label="Workspace"):
            with el("div", "ws-brand"):
                el("div", "ws-avatar ws-bot", "W", aria_hidden="true")
                with el("div"):
                    el("h1", "", "Whetstone")
                    el("p", "ws-note", "Playground on this machine")
            with el("div", "ws-side-scroll"):
                self._channels = el("nav", "ws-nav", aria_label="Channels")
                self._home = el("section", "ws-home", aria_label="Your practice")
            self._foot = el("div", "ws-foot")
        self.show_me(self._me)

    def show_channels(self, names: Sequence[str], current: str, unread: Mapping[str, bool]) -> None:
        shown = (names, current, {name for name in unread if unread[name]})
        if shown == self._shown:  # a press must not meet a button that is just being replaced
            return
        self._shown = shown
        self._channels.clear()
        with self._channels:
            el("h2", "", "Channels")
            for name in names:
                self._channel(name, "#", name, name == current, unread.get(name, False))
            el("h2", "", "Direct messages")
            own = direct(self._me.id)
            self._channel(own, "W", "Whetstone", own == current, unread.get(own, False))

    def show_home(self, message: Message) -> None:
        if message == self._message:
            return
        self._message = message
        self._home.clear()
        with self._home:
            # A picture would be too small to be read here, and the lines say the same.
            message_body(replace(message, picture=None), self._pressed, self._drawing)

    def show_me(self, me: Guest) -> None:
        self._me = me
        self._foot.clear()
        with self._foot:
            avatar(me.id, me.name)
            name = el("input", "ws-name", aria_label="Your name", maxlength=40, spellcheck="false")
            name.props["data-value"] = me.name
            name.props["title"] = "Your name: press to change it"
            name.on("change", self._renamed, js_handler="(e) => emit(e.target.value)")
            theme = el("button", "ws-icon ws-theme", type="button", title="Light or dark")
            theme.props["aria-label"] = "Switch between light and dark"
            el(
                "a",
                "ws-link ws-second",
                "Open a window as another member",
                href="/join",
                target="_blank",
                rel="noopener",
            )

    async def _renamed(self, event: Any) -> None:
        await self._rename(str(event.args))

    def _channel(self, name: str, sign: str, label: str, current: bool, unread: bool) -> Element:
        look = "ws-channel" + (" ws-unread" if unread else "")
        choose = button(look, None, lambda: self._choose(name))
        if current:
            choose.props["aria-current"] = "page"
        with choose:
            el("span", "ws-sign" if sign == "#" else "ws-sign ws-bot", sign, aria_hidden="true")
            el("span", "", label)
            if unread:
                el("span", "ws-dot", aria_label="new messages")
        return choose
