"""Forms as modals, and what was filled in. Pure.

Limits: docs: Views, Block elements; slack_sdk's `models.views.View`."""

import json
from collections.abc import Mapping
from typing import Any

from adapters.slack.blocks import Block, pages, plain, sections
from bot.message import Field, Form, Message
from bot.text import shorten

TITLE_MOST = 24
OPTION_MOST = 75
TYPED_MOST = 3000
RADIOS_MOST = 5
BOXES_MOST = 10
CALLBACK = "ws:"
CHANNEL = "channel"
"""A field of this name is picked from the workspace's channels."""


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


def home(message: Message) -> Block:
    return {"type": "home", "blocks": _all_blocks(message)[:100]}


def values(view: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, by the fields' names; several choices with commas between."""
    told: dict[str, str] = {}
    for name, elements in view["state"]["values"].items():
        for element in elements.values():
            told[name] = _value(element)
    return told


def first_field(view: Mapping[str, Any]) -> str:
    """Where an error of the whole form is shown."""
    return next(str(b["block_id"]) for b in view["blocks"] if b["type"] == "input")


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
    if field.name == CHANNEL:
        return _channels(field)
    if field.kind in ("line", "text"):
        most = min(field.longest, TYPED_MOST)
        box: Block = {"type": "plain_text_input", "multiline": field.kind == "text"}
        start = {"initial_value": field.value[:most]} if field.value else {}
        return box | {"max_length": most} | start
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
    return str(element.get("selected_conversation") or element.get("value") or "")
