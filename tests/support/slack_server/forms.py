"""Filling forms and reading answers, as the client on a desk does."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from .blocks import faults_in_blocks
from .files import check_files
from .refusal import Refusal
from .views import check_view, kept
from .world import Channel, Json, Message

if TYPE_CHECKING:
    from .person import Person
    from .workspace import Workspace

# docs: Block elements: where each keeps what was chosen, and where its initial value stands.
SINGLE = {
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "datetimepicker": "selected_date_time",
    "timepicker": "selected_time",
    "users_select": "selected_user",
}
MANY = {
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
    "multi_users_select": "selected_users",
}
ONE_OPTION = ("static_select", "external_select", "radio_buttons", "overflow")
OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")


def utc(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def find_part(parts: Iterable[Json], label: str) -> Json:
    """The one element with this label, placeholder or action_id."""
    found = list(parts)
    names = [(_label(p), p.get("action_id", "")) for p in found]
    for part, name in zip(found, names, strict=True):
        if label in name:
            return part
    raise AssertionError(f"nothing here is called {label!r}: {names}")


def _label(part: Json) -> str:
    told = part.get("text") or part.get("placeholder") or {}
    return str(told.get("text", ""))


def values(
    blocks: list[Json], fields: dict[str, Any], ws: "Workspace", *, sending: bool = True
) -> Json:
    """`view.state.values` for what was filled in, by label, action_id or block_id.

    Raises: AssertionError for what the client would not send: a text too long, an option
    that is not there, a field that does not exist, when `sending` a required one left empty."""
    left, told = dict(fields), {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        names = (block["label"]["text"], element["action_id"], block["block_id"])
        given = next((left.pop(name) for name in names if name in left), None)
        filled_in = filled(element, given, ws)
        empty = not any(value for key, value in filled_in.items() if key != "type")
        assert not (sending and empty) or block.get("optional"), f"{names[0]!r} is required"
        told[block["block_id"]] = {element["action_id"]: filled_in}
    assert not left, f"no such field: {sorted(left)}"
    return told


def filled(element: Json, given: Any, ws: "Workspace") -> Json:
    """The state of one element; its initial value where nothing is given."""
    kind = element["type"]
    answer: Json = {"type": kind}
    if kind in ONE_OPTION:
        chosen = _options(element, [given]) if given is not None else None
        return answer | {"selected_option": chosen[0] if chosen else element.get("initial_option")}
    if kind in OPTIONS:
        wanted = [given] if isinstance(given, str) else given
        chosen = _options(element, wanted) if wanted is not None else None
        initial = element.get("initial_options", [])
        return answer | {"selected_options": initial if chosen is None else chosen}
    if kind in MANY:
        initial = element.get(f"initial_{MANY[kind].removeprefix('selected_')}", [])
        return answer | {MANY[kind]: initial if given is None else [_id(g, ws) for g in given]}
    if kind in SINGLE:
        initial = element.get(f"initial_{SINGLE[kind].removeprefix('selected_')}")
        return answer | {SINGLE[kind]: initial if given is None else _id(given, ws)}
    value = element.get("initial_value") if given is None else str(given)
    most = element.get("max_length", 3000)
    assert len(value or "") <= most, f"longer than {most} characters"
    return answer | {"value": value or None}


def _options(element: Json, wanted: Iterable[Any]) -> list[Json]:
    groups = element.get("option_groups", [])
    there = element.get("options", []) + [o for group in groups for o in group["options"]]
    found = []
    for want in wanted:
        fits = [o for o in there if want in (o["text"]["text"], o["value"])]
        assert fits, f"no option {want!r} in {[o['text']['text'] for o in there]}"
        found.append(fits[0])
    return found


def _id(given: Any, ws: "Workspace") -> Any:
    """A person's or channel's id; a date or time as it is."""
    if isinstance(given, str) and given.startswith("#"):
        return ws.channel(given).id
    return getattr(given, "id", given)


def after_submit(person: "Person", view: Json, answer: Json) -> None:
    """docs: Modals, "Updating and pushing views": the four `response_action`s, or closing."""
    action = answer.get("response_action")
    view["errors"] = answer.get("errors", {}) if action == "errors" else {}
    blocks = {b["block_id"] for b in view["blocks"]}
    assert view["errors"].keys() <= blocks, "errors name a block that is not there"
    ws = person.workspace
    if action in ("update", "push"):
        check_view(answer["view"], kind="modal")
    if action == "clear":
        person.views.clear()
    elif action == "update":
        person.views[person.views.index(view)] = kept(ws, answer["view"], instead=view)
    elif action == "push":
        person.views.append(kept(ws, answer["view"], below=view))
    elif action is None and view in person.views:
        person.views.remove(view)


def respond(ws: "Workspace", channel: Channel, user: str, said: Json, on: Message | None) -> None:
    """What a command's ack or a response_url says: ephemeral unless `in_channel`.

    docs: Handling user interaction, "Message responses". Raises: Refusal."""
    if said.get("delete_original") and on:
        ws.people[user].private.remove(on) if on.only_for else ws.remove(on)
        return
    text, blocks = str(said.get("text") or ""), said.get("blocks") or []
    if not text and not blocks:
        raise Refusal("no_text")
    if list(faults_in_blocks(blocks, 50)):
        raise Refusal("invalid_blocks")
    check_files(ws.state, blocks)
    blocks = [{"block_id": ws.state.new_id("b")} | block for block in blocks]
    if said.get("replace_original") and on:
        if on.only_for:
            on.text, on.blocks = text, blocks
        else:
            ws.change(on, text=text, blocks=blocks)
        return
    assert ws.installation
    thread_ts = str(said.get("thread_ts") or (on.thread_ts if on else ""))
    message = Message(channel, ws.state.new_ts(), ws.installation.bot_user, text, blocks, thread_ts)
    message.bot_id = ws.installation.bot_id
    if said.get("response_type") == "in_channel":
        ws.place(message)
    else:
        message.only_for = user
        ws.people[user].private.append(message)
