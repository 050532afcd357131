"""Messages as Block Kit. Pure.

Everybody's text is escaped, so that nothing in it can ping, link or break a block. Limits:
docs: Block Kit reference, chat.postMessage, chat.update; bolt-js#2509, #2867 for all text."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from bot.message import Button, Line, Message
from bot.sending.fitting import folded
from bot.text import shorten, split

Block = dict[str, Any]

SECTION_MOST = 3000
NOTE_MOST = 2000
BLOCKS_MOST = 45  # the service takes 50
CHARACTERS_MOST = 10_000  # of all blocks together, escaped
UPDATE_TEXT_MOST = 4000
BUTTONS_MOST = 25
PAGE_LINES = 40
LABEL_MOST, VALUE_MOST, ALT_MOST = 75, 2000, 2000
ACTION = "ws:"
CUT = "The rest has no room here."
_CHANNEL = re.compile(r"(?<![\w&<])#([CG][A-Z0-9]{8,20})\b")


@dataclass(frozen=True, slots=True)
class Page:
    """What one call can carry: blocks, and the same as plain text for a screen reader."""

    text: str
    blocks: list[Block]


def escape(text: str) -> str:
    """docs: Formatting text for app surfaces, 'Escaping text'.

    Only the core's '#C0123ABCD' becomes the channel's name, which pings nobody."""
    return _CHANNEL.sub(r"<#\1>", html.escape(text, quote=False))


def page(message: Message, image: Sequence[Block] = ()) -> Page:
    """The message in one call: what is too long loses the end of its longest lines.

    Where there is no room for buttons beside lines, they stand below. `image` is its picture."""
    shown = _page(replace(message, lines=_within(message.lines, CHARACTERS_MOST)), image)
    if len(shown.blocks) <= BLOCKS_MOST or not any(line.button for line in message.lines):
        return replace(shown, blocks=_cut(shown.blocks))
    return page(folded(message, BUTTONS_MOST), image)


def pages(message: Message) -> list[Page]:
    """All of the message in as many calls as it takes; its buttons are on the last."""
    groups: list[list[Line]] = [[]]
    size = 0
    for line in [piece for whole in message.lines for piece in _pieces(whole)]:
        if groups[-1] and (size + _size(line) > CHARACTERS_MOST or len(groups[-1]) == PAGE_LINES):
            groups.append([])
            size = 0
        groups[-1].append(line)
        size += _size(line)
    parts = [Message(tuple(group)) for group in groups]
    return [_page(part) for part in [*parts[:-1], replace(parts[-1], buttons=message.buttons)]]


def sections(text: str) -> list[Block]:
    """A text as sections, split below their limit."""
    return [_section(piece) for piece in _escaped(text, SECTION_MOST, str)]


def image(file: str, alt: str) -> Block:
    """A file of Slack's own (docs: Slack file object), which needs no address of ours."""
    words = shorten(alt, ALT_MOST) or "Picture"
    return {"type": "image", "slack_file": {"id": file}, "alt_text": words}


def action_of(action_id: str) -> str:
    """The core's action of a button; '' for what is none of ours."""
    return action_id.removeprefix(ACTION).split(":")[0] if action_id.startswith(ACTION) else ""


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _page(message: Message, image: Sequence[Block] = ()) -> Page:
    blocks: list[Block] = []
    seen = [line for line in message.lines if line.text.strip()]
    for (kind, button), lines in groupby(seen, key=lambda line: (line.kind, line.button)):
        found = _blocks(kind, list(lines), in_sections=button is not None)
        if button is not None:
            found[0]["accessory"] = _button(button, 0)
        blocks += found
    return Page(escape(message.text), [*blocks, *image, *_actions(message.buttons)])


def _cut(blocks: list[Block]) -> list[Block]:
    """So many as the service takes, with a word; the buttons below, which come last, stay."""
    if len(blocks) <= BLOCKS_MOST:
        return blocks
    below = [block for block in blocks if block["type"] == "actions"]
    return [*blocks[: BLOCKS_MOST - len(below) - 1], _note(CUT), *below]


def _blocks(kind: str, lines: Sequence[Line], *, in_sections: bool) -> list[Block]:
    """Small print stands in a context block, unless it has to be a section."""
    if kind == "note" and not in_sections:
        return [_note(piece) for x in lines for piece in _escaped(x.text, NOTE_MOST, str)]
    if kind == "item":
        pieces = [piece for x in lines for piece in _escaped(x.text, SECTION_MOST, _bullet)]
        return [_section(text) for text in _joined(pieces)]
    dress = {"title": _bold, "quote": _quoted}.get(kind, str)
    blocks = []
    for line in lines:
        pieces = _escaped(line.text, SECTION_MOST - 20 - len(line.link), dress)
        if line.link:
            pieces = [f"<{escape(line.link)}|{piece}>" for piece in pieces]
        if line.mark:
            pieces[-1] += f"\n*{line.mark.value.capitalize()}*"
        blocks += [_section(piece) for piece in pieces]
    return blocks


def _actions(buttons: Sequence[Button]) -> list[Block]:
    """In one block an action may stand only once, so every further one gets a number."""
    told = [_button(button, number) for number, button in enumerate(buttons[:BUTTONS_MOST])]
    return [{"type": "actions", "elements": told}] if told else []


def _button(button: Button, number: int) -> Block:
    style = {"style": "primary"} if button.primary else {}
    return style | {
        "type": "button",
        "action_id": f"{ACTION}{button.action}:{number}",
        "text": plain(shorten(button.label, LABEL_MOST)),
        "value": button.value[:VALUE_MOST],
    }


def _section(text: str) -> Block:
    """`verbatim`: Slack looks for no names, channels and addresses in it."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _note(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _bullet(text: str) -> str:
    return f"• {text}"


def _bold(text: str) -> str:
    return "\n".join(f"*{line}*" if line.strip() else line for line in text.split("\n"))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


def _escaped(text: str, most: int, dress: Callable[[str], str]) -> list[str]:
    """Escaped pieces within the limit, none cut inside an entity."""
    size = most
    while True:
        pieces = [dress(escape(piece).strip()) for piece in split(text, size) if piece.strip()]
        if all(len(piece) <= most for piece in pieces):
            return pieces
        size = size * 2 // 3


def _joined(items: Sequence[str]) -> list[str]:
    """Lines in as few texts of a section's length as hold them."""
    joined: list[str] = []
    for item in items:
        if joined and len(joined[-1]) + 1 + len(item) <= SECTION_MOST:
            joined[-1] += "\n" + item
        else:
            joined.append(item)
    return joined


def _size(line: Line) -> int:
    beside = min(len(line.button.label), LABEL_MOST) if line.button else 0
    return len(escape(line.text)) + beside + 10


def _pieces(line: Line) -> list[Line]:
    """A line that fills a page alone, as several."""
    first, *rest = split(line.text, SECTION_MOST // 2) or [line.text]
    return [replace(line, text=first), *(replace(line, text=x, button=None) for x in rest)]


def _within(lines: Sequence[Line], most: int) -> tuple[Line, ...]:
    kept, sizes = list(lines), [_size(line) for line in lines]
    while (excess := sum(sizes) - most) > 0:
        at = sizes.index(max(sizes))
        length = len(kept[at].text)
        kept[at] = replace(kept[at], text=shorten(kept[at].text, max(length - excess, length // 2)))
        sizes[at] = _size(kept[at])
    return tuple(kept)
