"""Messages as components v2, or as plain text where those are refused. Pure.

Limits: docs: message, components; discord-api-docs#8554 for the bytes of all text together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from discord import ButtonStyle, ui
from discord.utils import escape_markdown

from adapters.discord.commands import spelled
from bot.message import Button, Line, Message
from bot.text import shorten, split

TEXT_MOST = 4000
PLAIN_MOST = 2000
BYTES_MOST = 10_000  # the service fails past 10,170
PIECE_MOST = 1200
BUTTONS_MOST, ROW_MOST, LABEL_MOST, CUSTOM_MOST = 25, 5, 80, 100
PREFIX = "ws"

# Markdown that would make a link, a heading, small print or a quote of somebody's text.
_LINK = re.compile(r"\[(?=[^\]\n]*\]\()")
# A channel is known by its number, which Discord shows as its name in this form.
_CHANNEL = re.compile(r"#(\d{17,20})\b")
_LINE_START = re.compile(r"^(\s*)(#{1,3} |-# |>)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """What one message can carry."""

    text: str
    buttons: tuple[Button, ...] = ()


def page(message: Message, most: int = TEXT_MOST) -> Page:
    """The message in one: what is too long loses the end of its longest lines."""
    lines = list(message.lines)
    while not fits(_text(lines), most):
        at = max(range(len(lines)), key=lambda n: len(_dressed(lines[n])))
        text = lines[at].text
        lines[at] = replace(lines[at], text=shorten(text, len(text) * 9 // 10))
    return Page(_text(lines), message.buttons[:BUTTONS_MOST])


def pages(message: Message, most: int = TEXT_MOST) -> list[Page]:
    """All of the message in as many as it takes; its buttons are on the last."""
    texts = [""]
    for line in message.lines:
        for piece in split(line.text, PIECE_MOST):
            dressed = _dressed(replace(line, text=piece.strip("\n")))
            longer = f"{texts[-1]}\n{dressed}".strip("\n")
            if texts[-1] and not fits(longer, most):
                texts.append(dressed)
            else:
                texts[-1] = longer
    return [*map(Page, texts[:-1]), Page(texts[-1], message.buttons[:BUTTONS_MOST])]


def fits(text: str, most: int) -> bool:
    return len(text) <= most and len(text.encode()) <= BYTES_MOST


def view(page: Page, team: int | str, marker: int | None = None) -> ui.LayoutView:
    """The page as a layout. `marker` becomes the id of its text, which nobody sees.

    It is stopped: discord.py keeps no views of ours, since presses come by `on_interaction`."""
    layout = ui.LayoutView(timeout=None)
    layout.add_item(ui.TextDisplay(page.text or "…", id=marker))
    for row in _rows(page.buttons, team):
        layout.add_item(ui.ActionRow(*row))
    layout.stop()
    return layout


def plain_view(page: Page, team: int | str) -> ui.View:
    """The page's buttons alone, to stand under plain text."""
    buttons = ui.View(timeout=None)
    for number, row in enumerate(_rows(page.buttons, team)):
        for button in row:
            button.row = number
            buttons.add_item(button)
    buttons.stop()
    return buttons


@dataclass(frozen=True, slots=True)
class CustomId:
    """What a button of ours carries. `team`, because an interaction in a direct message names
    none."""

    team: str
    action: str
    value: str

    def __str__(self) -> str:
        return f"{PREFIX}:{self.team}:{self.action}:{self.value}"[:CUSTOM_MOST]

    @classmethod
    def read(cls, text: str) -> "CustomId | None":
        """None for what is none of ours."""
        match text.split(":", 3):
            case [prefix, team, action, value] if prefix == PREFIX:
                return cls(team, action, value)
        return None


def _rows(buttons: Sequence[Button], team: int | str) -> list[list[ui.Button[ui.LayoutView]]]:
    """In one message a custom id may stand only once."""
    by_id = {str(CustomId(str(team), b.action, b.value)): b for b in reversed(buttons)}
    made: list[ui.Button[ui.LayoutView]] = [
        ui.Button(
            custom_id=custom_id,
            label=shorten(button.label, LABEL_MOST),
            style=ButtonStyle.primary if button.primary else ButtonStyle.secondary,
        )
        for custom_id, button in reversed(by_id.items())
    ]
    return [made[at : at + ROW_MOST] for at in range(0, len(made), ROW_MOST)]


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(_dressed(line) for line in lines if line.text.strip())


def _dressed(line: Line) -> str:
    if line.kind == "quote":
        mark = f"\n**{line.mark.value.capitalize()}**" if line.mark else ""
        return _each("> ", escape_markdown(line.text)) + mark
    text = _CHANNEL.sub(r"<#\1>", inert(spelled(line.text)))
    match line.kind:
        case "title":
            return f"**{text}**"
        case "note":
            return _each("-# ", text)
        case "item":
            return f"- {text}"
    return text


def inert(text: str) -> str:
    """Nothing in it becomes a link, a heading or a quote; code and stress stay."""
    return _LINE_START.sub(r"\1\\\2", _LINK.sub(r"\\[", text))


def _each(start: str, text: str) -> str:
    return "\n".join(start + line if line.strip() else line for line in text.split("\n"))
