"""The limits of a modal (docs: receiving and responding, "Modal"; component reference)."""

from . import check_components
from .errors import Form, Json
from .world import walk

ROW, INPUT, TEXT, LABEL = 1, 4, 10, 18
IN_LABEL = (INPUT, 3, 5, 6, 7, 8, 19, 21, 22, 23)


def check(modal: Json) -> None:
    """Raises the refusal with every fault."""
    form = Form()
    form.length("data.custom_id", modal.get("custom_id"), 100, 1)
    form.length("data.title", modal.get("title"), 45, 1)
    parts = modal.get("components")
    form.length("data.components", parts, 5, 1)
    for i, part in enumerate(parts or []):
        _part(form, f"data.components.{i}", part)
    customs = [p["custom_id"] for p in walk(parts or []) if p.get("custom_id")]
    if len(set(customs)) < len(customs):
        what = "Component custom id cannot be duplicated"
        form.fault("data.components", "COMPONENT_CUSTOM_ID_DUPLICATED", what)
    form.check()


def _part(form: Form, path: str, part: Json) -> None:
    kind = part.get("type")
    if kind == ROW:  # deprecated for modals, still taken: it holds one text input with a label
        inputs = part.get("components") or []
        form.length(f"{path}.components", inputs, 1, 1)
        for i, child in enumerate(inputs):
            form.length(f"{path}.components.{i}.label", child.get("label"), 45, 1)
            _input(form, f"{path}.components.{i}", child)
    elif kind == LABEL:
        form.length(f"{path}.label", part.get("label"), 45, 1)
        form.length(f"{path}.description", part.get("description"), 100)
        _in_label(form, f"{path}.component", part.get("component") or {})
    elif kind == TEXT:
        form.length(f"{path}.content", part.get("content"), 4000, 1)
    else:
        what = f'Value of field "type" must be one of {(ROW, TEXT, LABEL)}.'
        form.fault(f"{path}.type", "UNION_TYPE_CHOICES", what)


def _in_label(form: Form, path: str, part: Json) -> None:
    kind = part.get("type")
    form.choice(f"{path}.type", kind, IN_LABEL)
    if kind == INPUT:
        _input(form, path, part)
    elif kind in check_components.SELECTS:
        check_components.select(form, path, part)
        if part.get("disabled"):  # docs: "String Select Structure", third note
            form.fault(f"{path}.disabled", "COMPONENT_NOT_ALLOWED", "Not allowed in a modal.")
    elif kind in (21, 22):  # docs: "Radio Group" from two, "Checkbox Group" from one, to ten
        form.length(f"{path}.custom_id", part.get("custom_id"), 100, 1)
        form.length(f"{path}.options", part.get("options"), 10, 2 if kind == 21 else 1)
    else:
        form.length(f"{path}.custom_id", part.get("custom_id"), 100, 1)


def _input(form: Form, path: str, part: Json) -> None:
    """docs: "Text Input Structure"."""
    form.choice(f"{path}.type", part.get("type"), (INPUT,))
    form.length(f"{path}.custom_id", part.get("custom_id"), 100, 1)
    form.choice(f"{path}.style", part.get("style"), (1, 2))
    form.length(f"{path}.value", part.get("value"), 4000)
    form.length(f"{path}.placeholder", part.get("placeholder"), 100)
    for name, least in (("min_length", 0), ("max_length", 1)):
        number = part.get(name)
        if number is not None and not least <= number <= 4000:
            what = f"Value should be between {least} and 4000."
            form.fault(f"{path}.{name}", "NUMBER_TYPE_COERCE", what)
