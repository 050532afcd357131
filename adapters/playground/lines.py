"""A message's lines, buttons and a member's own text, as elements."""

import re
from collections.abc import Awaitable, Callable

from nicegui.element import Element

from adapters.playground.elements import button, el, rich_text
from bot.message import Button, Line, Message

Pressed = Callable[[Button], Awaitable[None]]

_RANK = re.compile(r"\d+\. ")

LONG = 2400  # characters of a member's message shown before 'Show all'


def message_body(message: Message, pressed: Pressed) -> None:
    """What the bot says, and its buttons."""
    with el("div", "ws-lines"):
        for line in message.lines:
            _line(line)
    if message.buttons:
        with el("div", "ws-buttons"):
            for one in message.buttons:
                _button(one, pressed)


def member_body(text: str) -> None:
    """What a member wrote; very long texts open on request."""

    def show_all() -> None:
        box.clear()
        with box:
            rich_text("", text)

    with el("div", "ws-lines") as box:
        if len(text) <= LONG:
            rich_text("", text)
        else:
            rich_text("", text[:LONG].rstrip() + " …")
            button("ws-link", f"Show all {len(text):,} characters", show_all)


def _line(line: Line) -> Element:
    if line.kind != "quote":
        ranked = " ws-ranked" if _RANK.match(line.text) else ""  # it needs no bullet
        return rich_text(f"ws-{line.kind}{ranked}", line.text)
    quote = el("div", "ws-quote")
    with quote:
        rich_text("", f"“{line.text}”")
        if line.mark:
            el("span", f"ws-chip ws-{line.mark.value}", line.mark.value.capitalize())
    return quote


def _button(one: Button, pressed: Pressed) -> None:
    classes = "ws-button ws-primary" if one.primary else "ws-button"
    button(classes, one.label, lambda: pressed(one))
