"""The limits of views: modals and App Home.

docs: Views; slack_sdk source: models.views.View (`title_max_length` and the like).
"""

import json
from typing import TYPE_CHECKING, Any

from .blocks import Faults, faults_in_blocks
from .refusal import Refusal
from .world import Json

if TYPE_CHECKING:
    from .workspace import Workspace

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
        yield "submit is required when there is an input block [json-pointer:/view]"
    yield from faults_in_blocks(view.get("blocks"), 100, "/view/blocks")


OPTIONAL: Json = {
    "title": None, "submit": None, "close": None, "callback_id": "", "private_metadata": "",
    "external_id": "", "clear_on_close": False, "notify_on_close": False,
}  # fmt: skip


def kept(
    ws: "Workspace", view: Json, *, below: Json | None = None, instead: Json | None = None
) -> Json:
    """The view as the service keeps it: with ids, a hash and an empty state.

    `below`: what it is pushed on; `instead`: what it replaces, whose id it takes over. Raises:
    Refusal `duplicate_external_id` (docs: views.open: unique for all views on a team)."""
    old, base = instead or {}, below or instead or {}
    own_id = old.get("id") or ws.state.new_id("V")
    shown = [v for p in ws.people.values() for v in [*p.views, p.home] if v and v["id"] != own_id]
    if view.get("external_id") in {v["external_id"] for v in shown if v["external_id"]}:
        raise Refusal("duplicate_external_id")
    blocks = [{"block_id": ws.state.new_id("b")} | block for block in view["blocks"]]
    return OPTIONAL | view | {
        "id": own_id,
        "team_id": ws.id,
        "app_installed_team_id": ws.id,
        "blocks": blocks,
        "state": {"values": {}},
        "hash": f"{int(ws.state.clock.now())}.{ws.state.new_id('h')}",
        "previous_view_id": below["id"] if below else old.get("previous_view_id"),
        "root_view_id": base.get("root_view_id", own_id),
        "app_id": ws.state.app.id,
        "bot_id": ws.installation.bot_id if ws.installation else "",
    }  # fmt: skip
