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
        self._names: Sequence[str] = ()
        self._buttons: dict[str, tuple[Element, Element]] = {}  # each with its dot
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
        if names != self._names:  # a press must not meet a button that is just being replaced
            self._names = names
            self._make_channels()
        for name, (choose, dot) in self._buttons.items():
            news = unread.get(name, False)
            choose.classes(replace="ws-channel ws-unread" if news else "ws-channel")
            choose.props["aria-current"] = "page" if name == current else "false"
            dot.set_visibility(news)

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

    def _make_channels(self) -> None:
        self._channels.clear()
        self._buttons.clear()
        with self._channels:
            el("h2", "", "Channels")
            for name in self._names:
                self._channel(name, "#", name)
            el("h2", "", "Direct messages")
            self._channel(direct(self._me.id), "W", "Whetstone")

    def _channel(self, name: str, sign: str, label: str) -> None:
        with button("ws-channel", None, lambda: self._choose(name)) as choose:
            el("span", "ws-sign" if sign == "#" else "ws-sign ws-bot", sign, aria_hidden="true")
            el("span", "", label)
            dot = el("span", "ws-dot", aria_label="new messages")
        self._buttons[name] = choose, dot
