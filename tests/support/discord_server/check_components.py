"""The limits of components in messages (docs: components, "Component Reference")."""

from .errors import ApiError, Form, Json, plain
from .world import walk

ROW, BUTTON, SELECTS, SECTION, TEXT = 1, 2, (3, 5, 6, 7, 8), 9, 10
THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 11, 12, 13, 14, 17
IN_CONTAINER = (ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR)
LINK, PREMIUM = 5, 6
MOST_PARTS, MOST_TEXT, MOST_BYTES = 40, 4000, 10170


def check(form: Form, components: list[Json], *, v2: bool) -> None:
    """A message's components; with the flag IS_COMPONENTS_V2 the layout ones too."""
    top = (*IN_CONTAINER, CONTAINER) if v2 else (ROW,)
    if not v2:
        form.length("components", components, 5)  # docs: "Legacy Message Component Behavior"
    for i, part in enumerate(components):
        _part(form, f"components.{i}", part, top)
    _ids(form, components)
    if v2:
        _totals(form, components)


def _totals(form: Form, components: list[Json]) -> None:
    parts = walk(components)
    if len(parts) > MOST_PARTS:  # docs: changelog, "Raised Component Limits"; nested ones count
        what = f"The total number of components cannot exceed {MOST_PARTS}."
        form.fault("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", what)
    texts = [str(p.get("content", "")) for p in parts if p.get("type") == TEXT]
    if sum(map(len, texts)) > MOST_TEXT:  # discord-api-docs#8562
        what = f"The total displayable text size exceeds the maximum size of {MOST_TEXT}"
        form.fault("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", what)


def too_heavy(components: list[Json]) -> ApiError | None:
    """discord-api-docs#8554: past this many bytes of text the service answers 500."""
    texts = [part["content"] for part in walk(components) if part["type"] == TEXT]
    weight = sum(len(text.encode()) + 12 for text in texts)
    return plain(500, "Internal Server Error") if weight > MOST_BYTES else None


def _ids(form: Form, components: list[Json]) -> None:
    """docs: custom ids are unique in a message, disabled ones too (discord-api-docs#3673)."""
    seen: set[str] = set()
    for part in walk(components):
        custom = part.get("custom_id")
        if custom in seen:
            what = "Component custom id cannot be duplicated"
            form.fault("components", "COMPONENT_CUSTOM_ID_DUPLICATED", what)
        if custom is not None:
            seen.add(custom)


def numbered(components: list[Json]) -> list[Json]:
    """docs: "Anatomy of a Component": an `id` that is missing is generated in sequence."""
    used = {part["id"] for part in walk(components) if part.get("id")}
    fresh = (n for n in range(1, 1000) if n not in used)
    for part in walk(components):
        part["id"] = part.get("id") or next(fresh)
    return components


def _part(form: Form, path: str, part: Json, allowed: tuple[int, ...]) -> None:
    kind = part.get("type")
    if kind not in allowed:
        what = f'Value of field "type" must be one of {allowed}.'
        form.fault(f"{path}.type", "UNION_TYPE_CHOICES", what)
    elif kind == ROW:
        _row(form, path, part)
    elif kind == TEXT:
        form.length(f"{path}.content", part.get("content"), MOST_TEXT, 1)
    elif kind == SECTION:
        _section(form, path, part)
    elif kind == GALLERY:
        form.length(f"{path}.items", part.get("items"), 10, 1)
    elif kind == CONTAINER:
        form.length(f"{path}.components", part.get("components"), MOST_PARTS, 1)
        for i, child in enumerate(part.get("components") or []):
            _part(form, f"{path}.components.{i}", child, IN_CONTAINER)


def _row(form: Form, path: str, row: Json) -> None:
    """docs: "Action Row": up to five buttons, or a single select."""
    children = row.get("components") or []
    form.length(f"{path}.components", children, 5, 1)
    selects = [child for child in children if child.get("type") in SELECTS]
    if selects and len(children) > 1:
        what = "The specified component exceeds the maximum width"
        form.fault(f"{path}.components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", what)
    for i, child in enumerate(children):
        at = f"{path}.components.{i}"
        if child.get("type") in SELECTS:
            select(form, at, child)
        elif child.get("type") == BUTTON:
            _button(form, at, child)
        else:
            form.choice(f"{at}.type", child.get("type"), (BUTTON, *SELECTS))


def _button(form: Form, path: str, part: Json) -> None:
    """docs: "Button Structure": what each style has to have, and must not."""
    style = part.get("style")
    form.choice(f"{path}.style", style, (1, 2, 3, 4, LINK, PREMIUM))
    form.length(f"{path}.label", part.get("label"), 80)
    needs = {LINK: "url", PREMIUM: "sku_id"}.get(style or 0, "custom_id")
    form.length(f"{path}.{needs}", part.get(needs), 512 if needs == "url" else 100, 1)
    for other in {"url", "sku_id", "custom_id"} - {needs}:
        if part.get(other):
            what = f"A button of this style cannot have a {other}"
            form.fault(f"{path}.{other}", "BUTTON_COMPONENT_INVALID_FIELD", what)
    if style != PREMIUM and not part.get("label") and not part.get("emoji"):
        what = "A label or emoji is required"
        form.fault(path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", what)


def select(form: Form, path: str, part: Json) -> None:
    """docs: "String Select Structure" and the other selects."""
    form.length(f"{path}.custom_id", part.get("custom_id"), 100, 1)
    form.length(f"{path}.placeholder", part.get("placeholder"), 150)
    for name, least in (("min_values", 0), ("max_values", 1)):
        if not least <= part.get(name, 1) <= 25:
            form.fault(f"{path}.{name}", "NUMBER_TYPE_MAX", "Value should be at most 25.")
    starts = part.get("default_values") or []
    form.length(f"{path}.default_values", starts, part.get("max_values", 1))
    if part["type"] == 8 and any(each.get("type") != "channel" for each in starts):
        what = "Value of field \"type\" must be one of ('channel',)."
        form.fault(f"{path}.default_values", "BASE_TYPE_CHOICES", what)
    if part["type"] == 3:
        options = part.get("options") or []
        form.length(f"{path}.options", options, 25, 1)
        for i, option in enumerate(options):
            form.length(f"{path}.options.{i}.label", option.get("label"), 100, 1)
            form.length(f"{path}.options.{i}.value", option.get("value"), 100, 1)
            form.length(f"{path}.options.{i}.description", option.get("description"), 100)
        values = [option.get("value") for option in options]
        if len(set(values)) < len(values):
            what = "The specified option value is already used"
            form.fault(f"{path}.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", what)


def _section(form: Form, path: str, part: Json) -> None:
    """docs: "Section": one to three texts, and an accessory."""
    children = part.get("components") or []
    form.length(f"{path}.components", children, 3, 1)
    for i, child in enumerate(children):
        _part(form, f"{path}.components.{i}", child, (TEXT,))
    accessory = part.get("accessory") or {}
    if accessory.get("type") == BUTTON:
        _button(form, f"{path}.accessory", accessory)
    else:
        form.choice(f"{path}.accessory.type", accessory.get("type"), (BUTTON, THUMBNAIL))
