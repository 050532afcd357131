"""A message's lines, buttons and a member's own text, as elements."""

import base64
import re
from collections.abc import Awaitable, Callable

from nicegui.element import Element

from adapters.playground.elements import button, el, rich_text
from adapters.playground.pictures import picture_box
from bot.message import Attachment, Button, Line, Message
from bot.sending.drawing import Drawing

Pressed = Callable[[Button], Awaitable[None]]

_RANK = re.compile(r"\d+\. ")

LONG = 2400  # characters of a member's message shown before 'Show all'


def message_body(message: Message, pressed: Pressed, drawing: Drawing) -> None:
    """What the bot says, its picture and its buttons."""
    with el("div", "ws-lines"):
        for line in message.lines:
            if line.button is None:
                _line(line)
                continue
            with el("div", "ws-beside"):
                _line(line)
                _button(line.button, pressed)
    if message.picture:
        picture_box(message.picture, drawing)
    if message.attachment:
        _download(message.attachment)
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
    if line.link:
        return el("a", "ws-link", line.text, href=line.link, target="_blank", rel="noreferrer")
    if line.kind != "quote":
        ranked = " ws-ranked" if _RANK.match(line.text) else ""  # it needs no bullet
        return rich_text(f"ws-{line.kind}{ranked}", line.text)
    quote = el("div", "ws-quote")
    with quote:
        rich_text("", f"“{line.text}”")
        if line.mark:
            el("span", f"ws-chip ws-{line.mark.value}", line.mark.value.capitalize())
    return quote


def _download(file: Attachment) -> None:
    """A link that holds the whole file."""
    held = base64.b64encode(file.text.encode()).decode()
    href = f"data:{file.media_type};charset=utf-8;base64,{held}"
    el("a", "ws-link ws-file", f"Download {file.name}", href=href, download=file.name)


def _button(one: Button, pressed: Pressed) -> None:
    classes = "ws-button ws-primary" if one.primary else "ws-button"
    button(classes, one.label, lambda: pressed(one))
