"""Small helpers over NiceGUI. Text given here is text, never HTML."""

from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from adapters.playground.words import hue, initials, spans

Handler = Callable[[], Awaitable[None]] | Callable[[], None]


def el(
    tag: str, classes: str = "", text: str | None = None, /, **props: str | int | bool
) -> Element:
    """An element; `aria_label` becomes `aria-label`."""
    element = ui.element(tag) if text is None else TextElement(tag=tag, text=text)
    element.classes(classes)
    for name, value in props.items():
        element.props[name.rstrip("_").replace("_", "-")] = value
    return element


def button(
    classes: str, label: str | None, handler: Handler, /, **props: str | int | bool
) -> Element:
    """A button; `handler` takes nothing."""
    return el("button", classes, label, type="button", **props).on(
        "click", lambda _: handler(), js_handler="() => emit()"
    )


def alert() -> TextElement:
    """A line for what went wrong, empty as yet."""
    line = TextElement(tag="div", text="").classes("ws-error")
    line.props["role"] = "alert"
    return line


def avatar(member: str, name: str) -> None:
    """A member's initials on their colour; the bot has its own mark."""
    if member == "whetstone":
        el("div", "ws-avatar ws-bot", "W", aria_hidden="true")
        return
    mark = el("div", "ws-avatar", initials(name), aria_hidden="true")
    mark.style(f"--hue: {hue(member)}")


def rich_text(classes: str, text: str) -> Element:
    """A paragraph with code and mentions set apart, written as text whatever it says."""
    parts = list(spans(text))
    if all(kind == "plain" for kind, _ in parts):
        return el("div", f"ws-text {classes}", text, dir="auto")
    paragraph = el("div", f"ws-text {classes}", dir="auto")
    with paragraph:
        for kind, part in parts:
            el(_TAGS[kind], f"ws-{kind}", part)
    return paragraph


_TAGS = {"plain": "span", "code": "code", "block": "pre", "mention": "span"}
