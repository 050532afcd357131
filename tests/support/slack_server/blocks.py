"""Block Kit's limits for messages and views.

Numbers: docs: Block Kit reference of each block and element; slack_sdk source: the
`*_max_length` of `models.blocks` and `models.views`. Wording of the faults: as the service
gives them in issue grafana/oncall#5121 ("must be less than 3001 characters").
"""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
Faults = Iterator[str]

BLOCK_KEYS = {
    "actions": {"elements"},
    "context": {"elements"},
    "context_actions": {"elements"},
    "divider": set(),
    "file": {"external_id", "source"},
    "header": {"text", "level"},
    "image": {"image_url", "alt_text", "title", "slack_file"},
    "input": {"label", "element", "dispatch_action", "hint", "optional"},
    "markdown": {"text"},
    "rich_text": {"elements"},
    "section": {"text", "fields", "accessory", "expand"},
}
# In the docs or in slack_sdk's models; their insides are not checked here.
UNCHECKED = {
    "alert", "card", "carousel", "container", "data_table", "data_visualization", "plan",
    "table", "task_card", "video",
}  # fmt: skip
ELEMENTS_MOST = {"actions": 25, "context": 10, "context_actions": 5}
OPTIONS_MOST = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}
ACTION_ID_MOST = BLOCK_ID_MOST = 255
MARKDOWN_MOST = 12_000
ALL_TEXT_MOST = 11_300
"""issues bolt-js#2509 and #2867: blocks of more characters in all get `msg_blocks_too_long`. The
number is not published; this is below the least that was reported to be refused."""


def faults_in_blocks(blocks: Any, most: int, at: str = "/blocks") -> Faults:
    """What the service would refuse; `most` blocks: 50 in a message, 100 in a view."""
    if not isinstance(blocks, list):
        yield f"must be an array [json-pointer:{at}]"
        return
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:{at}]"
    ids: set[str] = set()
    for number, block in enumerate(blocks):
        where = f"{at}/{number}"
        if not isinstance(block, dict) or "type" not in block:
            yield f"missing required field: type [json-pointer:{where}]"
            continue
        yield from _block(block, where)
        if (name := block.get("block_id")) and name in ids:
            yield f"`block_id` {name!r} already exists [json-pointer:{where}/block_id]"
        ids.add(block.get("block_id", ""))
    whole = [b for b in blocks if isinstance(b, dict) and b.get("type") == "markdown"]
    if sum(len(b.get("text", "")) for b in whole) > MARKDOWN_MOST:
        yield f"markdown must be less than {MARKDOWN_MOST + 1} characters [json-pointer:{at}]"


def _block(block: Json, at: str) -> Faults:
    kind = block["type"]
    if kind in UNCHECKED:
        return
    if kind not in BLOCK_KEYS:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    for key in block.keys() - BLOCK_KEYS[kind] - {"type", "block_id"}:
        yield f"invalid additional property: {key} [json-pointer:{at}]"
    yield from _length(block.get("block_id", "-"), BLOCK_ID_MOST, f"{at}/block_id")
    yield from _texts(block, at)
    if kind in ELEMENTS_MOST:
        yield from _elements(block, at)
    for name in ("accessory", "element"):
        if name in block:
            yield from _element(block[name], f"{at}/{name}")


def _texts(block: Json, at: str) -> Faults:
    kind = block["type"]
    if kind == "header":
        yield from _text(block.get("text"), 150, f"{at}/text", plain=True)
    elif kind == "section":
        if not block.get("text") and not block.get("fields"):
            yield f"missing required field: text [json-pointer:{at}]"
        if "text" in block:
            yield from _text(block["text"], 3000, f"{at}/text")
        if len(block.get("fields", [])) > 10:
            yield f"no more than 10 items allowed [json-pointer:{at}/fields]"
        for number, field in enumerate(block.get("fields", [])):
            yield from _text(field, 2000, f"{at}/fields/{number}")
    elif kind == "input":
        yield from _text(block.get("label"), 2000, f"{at}/label", plain=True)
        if "hint" in block:
            yield from _text(block["hint"], 2000, f"{at}/hint", plain=True)
        if "element" not in block:
            yield f"missing required field: element [json-pointer:{at}]"
    elif kind == "image":
        yield from _image(block, at)


def _image(image: Json, at: str) -> Faults:
    """docs: Image block and Image element: the picture comes from one of two places."""
    yield from _length(image.get("alt_text"), 2000, f"{at}/alt_text")
    yield from _length(image.get("image_url", "-"), 3000, f"{at}/image_url")
    if "image_url" not in image and "slack_file" not in image:
        yield f"missing required field: image_url [json-pointer:{at}]"
    if "title" in image:
        yield from _text(image["title"], 2000, f"{at}/title", plain=True)


def _elements(block: Json, at: str) -> Faults:
    elements, most = block.get("elements", []), ELEMENTS_MOST[block["type"]]
    if not elements:
        yield f"must have at least 1 item [json-pointer:{at}/elements]"
    if len(elements) > most:
        yield f"no more than {most} items allowed [json-pointer:{at}/elements]"
    ids: set[str] = set()
    for number, element in enumerate(elements):
        where = f"{at}/elements/{number}"
        if block["type"] == "context":
            # The docs give any text object 3000; 2000, as in a section's fields, is surely taken.
            is_image = element.get("type") == "image"
            yield from _image(element, where) if is_image else _text(element, 2000, where)
            continue
        yield from _element(element, where)
        # docs: Block elements, `action_id`: "unique among all other action_ids in the
        # containing block"; the same id in two blocks is allowed.
        if (name := element.get("action_id", "")) and name in ids:
            yield f"`action_id` {name!r} already exists [json-pointer:{where}/action_id]"
        ids.add(name)


def _element(element: Json, at: str) -> Faults:
    kind = element.get("type", "")
    yield from _length(element.get("action_id", "-"), ACTION_ID_MOST, f"{at}/action_id")
    if kind == "button":
        yield from _button(element, at)
    if kind == "image":
        yield from _image(element, at)
    if kind == "feedback_buttons":
        for side in ("positive_button", "negative_button"):
            yield from _button(element.get(side, {}), f"{at}/{side}")
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, f"{at}/placeholder", plain=True)
    if kind == "plain_text_input" and not 1 <= int(element.get("max_length", 1)) <= 3000:
        yield f"must be between 1 and 3000 [json-pointer:{at}/max_length]"
    if "options" in element:
        yield from _options(element, at)
    if "confirm" in element:
        limits = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
        for name, most in limits.items():
            yield from _text(element["confirm"].get(name), most, f"{at}/confirm/{name}")


def _button(button: Json, at: str) -> Faults:
    yield from _text(button.get("text"), 75, f"{at}/text", plain=True)
    yield from _length(button.get("value", "-"), 2000, f"{at}/value", empty=True)
    yield from _length(button.get("url", "-"), 3000, f"{at}/url")
    if button.get("style", "primary") not in ("primary", "danger"):
        yield f"must be a valid enum value [json-pointer:{at}/style]"


def _options(element: Json, at: str) -> Faults:
    """docs: Option object: menus take `plain_text` only. Issue maxchehab/phelia#23: what is chosen
    at first must be one of them, and a list of such is not empty."""
    kind, options = element["type"], element["options"]
    most, is_menu = OPTIONS_MOST.get(kind, 100), kind not in ("checkboxes", "radio_buttons")
    if not 1 <= len(options) <= most:
        yield f"must have 1 to {most} items [json-pointer:{at}/options]"
    for number, option in enumerate(options):
        where = f"{at}/options/{number}"
        yield from _text(option.get("text"), 75, f"{where}/text", plain=is_menu)
        yield from _length(option.get("value"), 150, f"{where}/value")
    for name in ("initial_option", "initial_options"):
        if name in element:
            chosen = [element[name]] if name == "initial_option" else element[name]
            if not chosen or any(one not in options for one in chosen):
                yield f"must be one of the provided options [json-pointer:{at}/{name}]"


def _text(told: Any, most: int, at: str, *, plain: bool = False) -> Faults:
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if not isinstance(told, dict) or told.get("type") not in kinds:
        yield f"must be a {' or '.join(kinds)} object [json-pointer:{at}]"
    else:
        yield from _length(told.get("text"), most, f"{at}/text")


def _length(text: Any, most: int, at: str, *, empty: bool = False) -> Faults:
    if not isinstance(text, str):
        yield f"must be a string [json-pointer:{at}]"
    elif not text and not empty:
        yield f"must be more than 0 characters [json-pointer:{at}]"
    elif len(text) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{at}]"


def characters(part: Any) -> int:
    """How much text blocks hold in all."""
    if isinstance(part, dict):
        own = len(part["text"]) if isinstance(part.get("text"), str) else 0
        return own + sum(characters(value) for value in part.values())
    return sum(map(characters, part)) if isinstance(part, list) else 0
