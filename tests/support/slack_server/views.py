"""The limits of views: modals and App Home.

docs: Views; slack_sdk source: models.views.View (`title_max_length` and the like).
"""

import json
from typing import Any

from .blocks import Faults, faults_in_blocks
from .refusal import Refusal

KEYS = {
    "type", "title", "blocks", "close", "submit", "private_metadata", "callback_id",
    "clear_on_close", "notify_on_close", "external_id", "submit_disabled",
}  # fmt: skip
TITLES_MOST = 24
LENGTHS = {"private_metadata": 3000, "callback_id": 255, "external_id": 255}


def check_view(view: Any, *, kind: str) -> None:
    """Refuses what the service would. `kind`: modal or home.

    Raises: Refusal `invalid_arguments`, with a message per fault (docs: views.open)."""
    if not isinstance(view, dict) or view.get("type") != kind:
        raise Refusal("invalid_arguments", f"must be a {kind} view [json-pointer:/view/type]")
    # docs: views.open, view_too_large
    if len(json.dumps(view)) > 250_000:
        raise Refusal("view_too_large")
    if faults := list(_faults(view)):
        raise Refusal("invalid_arguments", *faults)


def _faults(view: dict[str, Any]) -> Faults:
    for key in view.keys() - KEYS:
        yield f"invalid additional property: {key} [json-pointer:/view]"
    if view["type"] == "modal" and "title" not in view:
        yield "missing required field: title [json-pointer:/view]"
    for name in ("title", "submit", "close"):
        told = view.get(name)
        if told and told.get("type") != "plain_text":
            yield f"must be plain_text [json-pointer:/view/{name}]"
        if told and not 1 <= len(told.get("text", "")) <= TITLES_MOST:
            yield f"must be less than {TITLES_MOST + 1} characters [json-pointer:/view/{name}/text]"
    for name, most in LENGTHS.items():
        if len(view.get(name) or "") > most:
            yield f"must be less than {most + 1} characters [json-pointer:/view/{name}]"
    inputs = any(b.get("type") == "input" for b in view.get("blocks", []))
    if view["type"] == "modal" and inputs and "submit" not in view:
        yield "submit is required when an input block is within the blocks array [json-pointer:/view]"
    yield from faults_in_blocks(view.get("blocks"), 100, "/view/blocks")
