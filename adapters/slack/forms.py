"""Forms as modals, and what was filled in. Pure.

Limits: docs: Views, Block elements; slack_sdk's `models.views.View`."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.blocks import Block, pages, plain, sections
from bot.message import Field, Form, Message, Upload
from bot.text import shorten

TITLE_MOST = 24
OPTION_MOST = 75
TYPED_MOST = 3000
RADIOS_MOST = 5
BOXES_MOST = 10
CALLBACK = "ws:"
FILES = "file_input"
FILE_TYPES = ("pdf", "txt", "text", "md", "markdown")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def modal(form: Form, channel: str) -> Block:
    """The form as a modal. `channel` comes back with it, for a modal stands in none."""
    blocks = sections(form.title) if len(form.title) > TITLE_MOST else []
    blocks += sections(form.intro) + [_input(field) for field in form.fields]
    return _view(form.title, blocks, channel) | {
        "callback_id": CALLBACK + form.id,
        "submit": plain(shorten(form.submit, TITLE_MOST)),
        "close": plain("Cancel"),
    }


def telling(message: Message, channel: str) -> Block:
    """A message in a modal, where there is no other place for it."""
    return _view("Whetstone", _all_blocks(message), channel) | {"close": plain("Close")}


def home(message: Message, image: Sequence[Block] = ()) -> Block:
    """`image`: the message's picture, at the end."""
    blocks = _all_blocks(message)[: 100 - len(image)]
    return {"type": "home", "blocks": [*blocks, *image]}


def values(view: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, by the fields' names; several choices with commas between.

    Files are left out: they are in `files`."""
    told: dict[str, str] = {}
    for name, elements in view["state"]["values"].items():
        for element in elements.values():
            if element["type"] != FILES:
                told[name] = _value(element)
    return told


def files(view: Mapping[str, Any]) -> tuple[Upload, ...]:
    """What was uploaded with it; each is fetched by its id."""
    elements = [e for each in view["state"]["values"].values() for e in each.values()]
    given = [file for e in elements if e["type"] == FILES for file in e.get("files") or ()]
    return tuple(Upload(str(f["name"]), int(f.get("size") or 0), str(f["id"])) for f in given)


def place_of(view: Mapping[str, Any], field: str) -> str:
    """Where an error is shown: at its field; one of the whole form at the first."""
    inputs = [str(block["block_id"]) for block in view["blocks"] if block["type"] == "input"]
    return field if field in inputs else inputs[0]


def channel_of(view: Mapping[str, Any]) -> str:
    """The channel that the modal was opened from; '' where it is not told."""
    try:
        return str(json.loads(view.get("private_metadata") or "{}").get("channel", ""))
    except (ValueError, AttributeError):
        return ""


def _view(title: str, blocks: list[Block], channel: str) -> Block:
    return {
        "type": "modal",
        "title": plain(shorten(title, TITLE_MOST)),
        "blocks": blocks[:100],
        "private_metadata": json.dumps({"channel": channel}),
    }


def _all_blocks(message: Message) -> list[Block]:
    return [block for page in pages(message) for block in page.blocks]


def _input(field: Field) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field.name,
        "label": plain(shorten(field.label, 2000)),
        "optional": not field.required,
        "element": {"action_id": field.name} | _element(field),
    }
    return block | ({"hint": plain(shorten(field.hint, 2000))} if field.hint else {})


def _element(field: Field) -> Block:
    if field.kind == "channel":
        return _channels(field)
    if field.kind == "file":
        return {"type": FILES, "filetypes": list(FILE_TYPES), "max_files": 1}
    if field.kind == "time":
        start = {"initial_time": field.value} if _TIME.fullmatch(field.value) else {}
        return {"type": "timepicker"} | start
    if field.kind in ("line", "text"):
        most = min(field.longest, TYPED_MOST)
        box: Block = {"type": "plain_text_input", "multiline": field.kind == "text"}
        text = {"initial_value": field.value[:most]} if field.value else {}
        return box | {"max_length": most} | text
    options = [_option(value, label) for value, label in field.options]
    several = field.kind == "choices"
    chosen = [o for o in options if o["value"] in field.value.split(",")]
    if several:
        kind = "checkboxes" if len(options) <= BOXES_MOST else "multi_static_select"
    else:
        kind = "radio_buttons" if len(options) <= RADIOS_MOST else "static_select"
    element: Block = {"type": kind, "options": options}
    if chosen:
        element |= {"initial_options": chosen} if several else {"initial_option": chosen[0]}
    return element


def _channels(field: Field) -> Block:
    """Direct messages are no place for a team's questions."""
    kinds = {"include": ["public", "private"], "exclude_external_shared_channels": True}
    start = {"initial_conversation": field.value} if field.value[:1] in ("C", "G") else {}
    return {"type": "conversations_select", "filter": kinds} | start


def _option(value: str, label: str) -> Block:
    return {"text": plain(shorten(label, OPTION_MOST)), "value": value}


def _value(element: Mapping[str, Any]) -> str:
    if "selected_options" in element:
        return ",".join(option["value"] for option in element["selected_options"])
    if "selected_option" in element:
        return str((element["selected_option"] or {}).get("value", ""))
    given = (element.get(key) for key in ("selected_conversation", "selected_time", "value"))
    return str(next(filter(None, given), ""))
