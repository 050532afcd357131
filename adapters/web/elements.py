"""Small helpers over NiceGUI for plain HTML. Text given here is text, never HTML."""

from collections.abc import Sequence

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement


def el(
    tag: str, classes: str = "", text: str | None = None, /, **props: str | int | bool
) -> Element:
    """An element; `aria_label` becomes `aria-label`."""
    element = ui.element(tag) if text is None else TextElement(tag=tag, text=text)
    element.classes(classes)
    for name, value in props.items():
        element.props[name.rstrip("_").replace("_", "-")] = value
    return element


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A plain table; the first cell of a row names it."""
    with el("div", "wt-scroll", tabindex="0", role="region", aria_label=caption), el("table", ""):
        el("caption", "wt-unseen", caption)
        with el("thead"), el("tr"):
            for text in head:
                el("th", "", text, scope="col")
        with el("tbody"):
            for name, *cells in rows:
                with el("tr"):
                    el("th", "", name, scope="row")
                    for text in cells:
                        el("td", "", text)


def as_table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """What a chart shows, for who does not see it."""
    with el("details", "wt-details"):
        el("summary", "", "Show as a table")
        table(caption, head, rows)
