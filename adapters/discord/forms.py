"""Forms as modals, and what was filled in. Pure.

Limits: docs: receiving and responding, 'Modal'; components, 'Label', 'Text Input'."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import ui

from adapters.discord.layout import TEXT_MOST, inert
from bot.message import Field, Form, Upload
from bot.text import shorten

PARTS_MOST = 5
TITLE_MOST = LABEL_MOST = 45
HINT_MOST = OPTION_MOST = 100
TYPED_MOST = 4000
RADIOS = range(2, 11)
BOXES = range(1, 11)
OPTIONS_MOST = 25
FILE = discord.ComponentType.file_upload.value


def modal(form: Form, custom_id: str) -> ui.Modal:
    """The form as a modal: its first five fields, and the intro where there is room for it.

    It is stopped: discord.py keeps none of ours, since forms come back by `on_interaction`."""
    shown = ui.Modal(title=shorten(form.title, TITLE_MOST), custom_id=custom_id, timeout=None)
    if form.intro and len(form.fields) < PARTS_MOST:
        shown.add_item(ui.TextDisplay(shorten(inert(form.intro), TEXT_MOST)))
    for field in form.fields[:PARTS_MOST]:
        hint = shorten(field.hint, HINT_MOST) or None
        label = shorten(field.label, LABEL_MOST)
        shown.add_item(ui.Label(text=label, description=hint, component=_input(field)))
    shown.stop()
    return shown


def values(components: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What was filled in, by the fields' names; several choices with commas between."""
    told: dict[str, str] = {}
    for part in components:
        field = part.get("component")
        if field:
            given = field.get("values", field.get("value"))
            told[field["custom_id"]] = ",".join(given) if isinstance(given, list) else given or ""
    return told


def files(data: Mapping[str, Any]) -> tuple[Upload, ...]:
    """What was uploaded; each is fetched from its address, which is good for a day."""
    known = (data.get("resolved") or {}).get("attachments") or {}
    parts = [part.get("component") or {} for part in data["components"]]
    ids = [each for part in parts if part.get("type") == FILE for each in part.get("values") or ()]
    given = [known[each] for each in ids if each in known]
    return tuple(Upload(str(f["filename"]), int(f["size"]), str(f["url"])) for f in given)


def _input(field: Field) -> ui.Item[Any]:
    if field.kind == "channel":
        return _channels(field)
    if field.kind == "file":
        least = 1 if field.required else 0
        return ui.FileUpload(
            custom_id=field.name, required=field.required, min_values=least, max_values=1
        )
    if field.kind in ("line", "text", "time"):
        most = min(field.longest, TYPED_MOST)
        return ui.TextInput(
            custom_id=field.name,
            style=discord.TextStyle.long if field.kind == "text" else discord.TextStyle.short,
            default=field.value[:most] or None,
            required=field.required,
            max_length=most,
        )
    several = field.kind == "choices"
    if several and len(field.options) in BOXES:
        return ui.CheckboxGroup(
            custom_id=field.name,
            required=field.required,
            min_values=1 if field.required else 0,
            options=[discord.CheckboxGroupOption(**each) for each in _options(field)],
        )
    if not several and len(field.options) in RADIOS:
        return ui.RadioGroup(
            custom_id=field.name,
            required=field.required,
            options=[discord.RadioGroupOption(**each) for each in _options(field)],
        )
    options = [discord.SelectOption(**each) for each in _options(field)[:OPTIONS_MOST]]
    return ui.Select(
        custom_id=field.name,
        required=field.required,
        min_values=1 if field.required else 0,
        max_values=len(options) if several else 1,
        options=options,
    )


def _channels(field: Field) -> ui.ChannelSelect[Any]:
    """Where questions can be asked. A channel is known by its number."""
    start = [discord.Object(int(field.value))] if field.value.isdecimal() else []
    return ui.ChannelSelect(
        custom_id=field.name,
        required=field.required,
        min_values=1 if field.required else 0,
        channel_types=[
            discord.ChannelType.text,
            discord.ChannelType.news,
            discord.ChannelType.forum,
        ],
        default_values=start,
    )


def _options(field: Field) -> list[dict[str, Any]]:
    chosen = field.value.split(",")
    return [
        {"value": value, "label": shorten(label, OPTION_MOST), "default": value in chosen}
        for value, label in field.options
    ]
