"""Messages as components v2, or as plain text where those are refused. Pure.

Limits: docs: message, components; discord-api-docs#8554 for the bytes of all text together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from discord import ButtonStyle, MediaGalleryItem, ui
from discord.utils import escape_markdown

from adapters.discord.commands import spelled
from bot.message import Button, Line, Message
from bot.pictures import Picture
from bot.sending.drawing import FILE_NAME
from bot.sending.fitting import folded
from bot.text import shorten, split

TEXT_MOST = 4000
PLAIN_MOST = 2000
BYTES_MOST = 10_000  # the service fails past 10,170
PIECE_MOST = 1200
PARTS_MOST = 40  # docs: changelog, 'Raised Component Limits'; nested ones count
BUTTONS_MOST, ROW_MOST, LABEL_MOST, CUSTOM_MOST = 25, 5, 80, 100
ALT_MOST = 1024
ATTACHED = f"attachment://{FILE_NAME}"
PREFIX = "ws"

# Markdown that would make a link, a heading, small print or a quote of somebody's text.
_LINK = re.compile(r"\[(?=[^\]\n]*\]\()")
# A channel is known by its number, which Discord shows as its name in this form.
_CHANNEL = re.compile(r"#(\d{17,20})\b")
_LINE_START = re.compile(r"^(\s*)(#{1,3} |-# |>)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """What one message can carry: texts, some with a button beside them, and buttons below."""

    texts: tuple[tuple[str, Button | None], ...]
    buttons: tuple[Button, ...] = ()
    picture: Picture | None = None

    @property
    def text(self) -> str:
        return "\n".join(text for text, _ in self.texts)

    @property
    def every_button(self) -> tuple[Button, ...]:
        """All of them, for where none can stand beside a text."""
        return (*(button for _, button in self.texts if button), *self.buttons)[:BUTTONS_MOST]


def page(message: Message, most: int = TEXT_MOST) -> Page:
    """The message in one: what is too long loses the end of its longest lines.

    Where there is no room for buttons beside lines, they stand below."""
    if _parts(message, message.lines) > PARTS_MOST:
        message = folded(message, BUTTONS_MOST)
    lines = list(message.lines)
    while not fits(_text(lines), most):
        at = max(range(len(lines)), key=lambda n: len(_dressed(lines[n])))
        text = lines[at].text
        lines[at] = replace(lines[at], text=shorten(text, len(text) * 9 // 10))
    return Page(_texts(lines), message.buttons[:BUTTONS_MOST], message.picture)


def pages(message: Message, most: int = TEXT_MOST) -> list[Page]:
    """All of the message in as many as it takes; picture and buttons below are on the last."""
    groups: list[list[Line]] = [[]]
    for line in [piece for whole in message.lines for piece in _pieces(whole)]:
        more = [*groups[-1], line]
        if groups[-1] and not (fits(_text(more), most) and _parts(message, more) <= PARTS_MOST):
            groups.append([line])
        else:
            groups[-1] = more
    shown = [Page(_texts(group)) for group in groups]
    last = Page(shown[-1].texts, message.buttons[:BUTTONS_MOST], message.picture)
    return [*shown[:-1], last]


def fits(text: str, most: int) -> bool:
    return len(text) <= most and len(text.encode()) <= BYTES_MOST


def view(page: Page, team: int | str, marker: int | None = None) -> ui.LayoutView:
    """The page as a layout. `marker` becomes the id of its first part, which nobody sees.

    Its picture has to be attached as FILE_NAME. It is stopped: discord.py keeps no views of ours,
    since presses come by `on_interaction`."""
    layout = ui.LayoutView(timeout=None)
    beside = _made([button for _, button in page.texts if button], team)
    for text, button in page.texts or (("…", None),):
        made = beside.pop(_custom_id(button, team), None) if button else None
        shown: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(text, id=None if made else marker)
        layout.add_item(ui.Section(shown, accessory=made, id=marker) if made else shown)
        marker = None
    if page.picture is not None:
        alt = shorten(page.picture.title, ALT_MOST)
        layout.add_item(ui.MediaGallery(MediaGalleryItem(ATTACHED, description=alt)))
    shown_above = {_custom_id(button, team) for _, button in page.texts if button}
    below = [button for button in page.buttons if _custom_id(button, team) not in shown_above]
    for row in _rows(below, team):
        layout.add_item(ui.ActionRow(*row))
    layout.stop()
    return layout


def plain_view(page: Page, team: int | str) -> ui.View:
    """The page's buttons alone, to stand under plain text."""
    buttons = ui.View(timeout=None)
    for number, row in enumerate(_rows(page.every_button, team)):
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


def _made(buttons: Sequence[Button], team: int | str) -> dict[str, ui.Button[ui.LayoutView]]:
    """By their custom ids: in one message each may stand only once."""
    by_id = {_custom_id(button, team): button for button in reversed(buttons)}
    return {
        custom_id: ui.Button(
            custom_id=custom_id,
            label=shorten(button.label, LABEL_MOST),
            style=ButtonStyle.primary if button.primary else ButtonStyle.secondary,
        )
        for custom_id, button in reversed(by_id.items())
    }


def _rows(buttons: Sequence[Button], team: int | str) -> list[list[ui.Button[ui.LayoutView]]]:
    made = list(_made(buttons, team).values())
    return [made[at : at + ROW_MOST] for at in range(0, len(made), ROW_MOST)]


def _custom_id(button: Button, team: int | str) -> str:
    return str(CustomId(str(team), button.action, button.value))


def _parts(message: Message, lines: Sequence[Line]) -> int:
    """How many components those lines and the message's rest become: a section is three, a row
    is one beside its buttons."""
    below = min(len(message.buttons), BUTTONS_MOST)
    texts = sum(3 if button else 1 for _, button in _texts(lines))
    return texts + (message.picture is not None) + below + -(-below // ROW_MOST)


def _pieces(line: Line) -> list[Line]:
    """A line that fills a message alone, as several; its button is beside the first."""
    first, *rest = split(line.text, PIECE_MOST) or [""]
    more = [replace(line, text=piece.strip("\n"), button=None) for piece in rest]
    return [replace(line, text=first.strip("\n")), *more]


def _texts(lines: Sequence[Line]) -> tuple[tuple[str, Button | None], ...]:
    """Lines without a button of their own are one text."""
    told: list[tuple[str, Button | None]] = []
    for button, group in groupby(lines, key=lambda line: line.button):
        if text := _text(list(group)):
            told.append((text, button))
    return tuple(told)


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(_dressed(line) for line in lines if line.text.strip())


def _dressed(line: Line) -> str:
    if line.kind == "quote":
        mark = f"\n**{line.mark.value.capitalize()}**" if line.mark else ""
        return _each("> ", escape_markdown(line.text)) + mark
    text = _CHANNEL.sub(r"<#\1>", inert(spelled(line.text)))
    if line.link:
        text = f"[{text}](<{line.link}>)"
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
