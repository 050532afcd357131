"""What somebody puts into a modal, as it is sent (docs: components, response structures)."""

from typing import Any

from .command_line import NotPossible
from .errors import Json
from .interactions import Modal

ROW, INPUT, SELECT, TEXT, LABEL = 1, 4, 3, 10, 18
CHANNELS = 8
RADIO, CHECKBOXES, CHECKBOX = 21, 22, 23


def filled(modal: Modal, fields: dict[str, Any]) -> Json:
    """The `data` of the submission; a field keeps its own value where `fields` has none.

    Raises NotPossible for what the client would not send off."""
    fields = dict(fields)
    for part in modal.body["components"]:
        if part["type"] == LABEL and part["component"]["type"] == CHANNELS:
            _choose_channel(modal, part, fields)
    unknown = set(fields) - set(modal.labels)
    if unknown:
        raise NotPossible(f"no field {sorted(unknown)}, only {modal.labels}")
    parts = []
    for part in modal.body["components"]:
        told: Json = {"type": part["type"], "id": part["id"]}
        if part["type"] == LABEL:
            told["component"] = _field(part["component"], part["label"], fields)
        elif part["type"] == ROW:
            child = part["components"][0]
            told["components"] = [_field(child, child["label"], fields)]
        parts.append(told)
    return {"custom_id": modal.body["custom_id"], "components": parts}


def _choose_channel(modal: Modal, part: Json, fields: dict[str, Any]) -> None:
    """By its name; only those of the kinds that the select is for are offered."""
    guild, kinds = modal.source.channel.guild, part["component"].get("channel_types")
    if part["label"] in fields and guild:
        name = str(fields[part["label"]]).removeprefix("#")
        fitting = [c for c in guild.channels.values() if not kinds or c.kind in kinds]
        found = [str(c.id) for c in fitting if c.name == name]
        if not found:
            raise NotPossible(f"{part['label']} offers no #{name}")
        fields[part["label"]] = found


def _field(part: Json, label: str, fields: dict[str, Any]) -> Json:
    told: Json = {name: part[name] for name in ("type", "id", "custom_id")}
    given = fields.get(label)
    if part["type"] == INPUT:
        return told | {"value": _text(part, label, given)}
    if part["type"] == CHECKBOX:
        return told | {"value": bool(part.get("default") if given is None else given)}
    values = _picked(part, label, given)
    if part["type"] == RADIO:
        return told | {"value": values[0] if values else None}
    return told | {"values": values}


def _text(part: Json, label: str, given: Any) -> str:
    """docs: "Text Input Structure": its lengths, and required unless it says otherwise."""
    text = str((part.get("value") or "") if given is None else given)
    if not text and part.get("required", True) is not False:
        raise NotPossible(f"{label} is required")
    least, most = part.get("min_length") or 0, part.get("max_length") or 4000
    if text and not least <= len(text) <= most:
        raise NotPossible(f"{label} takes {least} to {most} characters, not {len(text)}")
    return text


def _picked(part: Json, label: str, given: Any) -> list[str]:
    options = part.get("options") or []
    if given is None:
        values = [o["value"] for o in options if o.get("default")]
        values += [str(each["id"]) for each in part.get("default_values") or []]
    else:
        wanted = [given] if isinstance(given, str) else list(given)
        by_label = {o["label"]: o["value"] for o in options}
        missing = [each for each in wanted if options and each not in by_label]
        if missing:
            raise NotPossible(f"{label} offers {list(by_label)}, not {missing}")
        values = [by_label.get(each, each) for each in wanted]
    if not values and part.get("required", True) is not False:
        raise NotPossible(f"{label} is required")
    if len(values) > (part.get("max_values") or 1 if part["type"] != CHECKBOXES else 25):
        raise NotPossible(f"{label} takes at most {part.get('max_values') or 1}")
    return values
