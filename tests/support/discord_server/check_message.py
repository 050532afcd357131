"""The limits of a message's body (docs: message, "Create Message", "Edit Message")."""

from typing import Any

from . import check_components, mentions
from .errors import Form, Json, refused
from .world import V2, VOICE

EMBED = {"title": 256, "description": 4096}
LEGACY = ("content", "embeds", "sticker_ids", "poll")


def check(body: Json, *, flags: int) -> None:
    """What a new message or an edit may say; `flags` are those the message then has.

    Raises the refusal with every fault."""
    form = Form()
    components = body.get("components") or []
    v2 = bool(flags & V2)
    form.length("content", body.get("content"), 2000)
    nonce = body.get("nonce")
    form.length("nonce", None if nonce is None else str(nonce), 25)
    form.length("sticker_ids", body.get("sticker_ids"), 3)
    _embeds(form, body.get("embeds") or [])
    mentions.check(form, body.get("allowed_mentions"))
    if components:
        check_components.check(form, components, v2=v2)
    if v2:
        _legacy(form, body)
    form.check()
    too_heavy = check_components.too_heavy(components) if v2 else None
    if too_heavy:
        raise too_heavy


def _legacy(form: Form, body: Json) -> None:
    """docs: Create Message, second note: with IS_COMPONENTS_V2 only components are allowed."""
    for name in LEGACY:
        if body.get(name):
            what = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            form.fault(name, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", what)


def not_empty(fields: Json, flags: int) -> None:
    """Raises 50006 where nothing would be seen; text is trimmed before that."""
    seen = ("content", "embeds", "components", "attachments", "sticker_ids", "poll")
    if not any(fields.get(name) for name in seen):
        raise refused(50006)
    if flags & VOICE and len(fields.get("attachments") or []) != 1:
        raise refused(50160)


def _embeds(form: Form, embeds: list[Json]) -> None:
    """docs: message, "Embed Limits"."""
    form.length("embeds", embeds, 10)
    total = 0
    for i, embed in enumerate(embeds):
        texts: list[tuple[str, Any, int]] = [(n, embed.get(n), most) for n, most in EMBED.items()]
        texts.append(("footer.text", (embed.get("footer") or {}).get("text"), 2048))
        texts.append(("author.name", (embed.get("author") or {}).get("name"), 256))
        form.length(f"embeds.{i}.fields", embed.get("fields"), 25)
        for j, each in enumerate(embed.get("fields") or []):
            texts.append((f"fields.{j}.name", each.get("name") or "", 256))
            texts.append((f"fields.{j}.value", each.get("value") or "", 1024))
            for name in ("name", "value"):
                form.length(f"embeds.{i}.fields.{j}.{name}", each.get(name) or None, 1024, 1)
        for name, text, most in texts:
            text = (text or "").strip()
            form.length(f"embeds.{i}.{name}", text, most)
            total += len(text)
    if total > 6000:
        what = "Embed size exceeds maximum size of 6000"
        form.fault("embeds", "MAX_EMBED_SIZE_EXCEEDED", what)
