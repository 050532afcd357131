"""Whom a message would ping and what it would link, as Slack reads its markup."""

import html
import re
from collections.abc import Iterator
from typing import Any

# docs: Formatting text for app surfaces ("Special mentions", "Linking to URLs")
MENTION = re.compile(r"<(@[UW][A-Z0-9]+|![a-z]+(?:\^[A-Z0-9]+)?)(?:\|[^>]*)?>")
BY_NAME = re.compile(r"(?<![\w@])@(channel|here|everyone)\b")
LINK = re.compile(r"<((?:https?://|mailto:|tel:)[^|>]+)(?:\|[^>]*)?>")
BARE = re.compile(r"(?<![<|\"(])\bhttps?://[^\s<>|)]+")
MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\((https?://[^)\s]+)")
SPECIAL = ("!channel", "!here", "!everyone")


def pings_in(text: str, *, by_name: bool = False) -> list[str]:
    """`!channel`, `!here`, `!subteam^S…` and `@U…`, in order.

    `by_name`: a plain `@channel` counts too (docs: chat.postMessage, `link_names`, `parse`)."""
    found = [m for m in MENTION.findall(text) if not m.startswith("!") or _pings(m)]
    return found + ([f"!{name}" for name in BY_NAME.findall(text)] if by_name else [])


def _pings(mention: str) -> bool:
    return mention in SPECIAL or mention.startswith("!subteam^")


def links_in(text: str) -> list[str]:
    """The addresses that would be clickable, bare ones too."""
    patterns = (LINK, MARKDOWN_LINK, BARE)
    return list(dict.fromkeys(found for p in patterns for found in p.findall(text)))


def marked_up(blocks: Any) -> Iterator[str]:
    """Every text in blocks whose markup counts: `mrkdwn` objects, `markdown`, rich text.

    `plain_text` neither pings nor links (docs: Text object)."""
    if isinstance(blocks, list):
        for part in blocks:
            yield from marked_up(part)
    elif isinstance(blocks, dict):
        kind = blocks.get("type")
        if kind in ("mrkdwn", "markdown") and isinstance(blocks.get("text"), str):
            yield blocks["text"]
        elif kind == "user":
            yield f"<@{blocks.get('user_id')}>"
        elif kind == "broadcast":
            yield f"<!{blocks.get('range')}>"
        elif kind == "usergroup":
            yield f"<!subteam^{blocks.get('usergroup_id')}>"
        elif kind == "link":
            yield f"<{blocks.get('url')}>"
        yield from marked_up([v for v in blocks.values() if isinstance(v, (dict, list))])


def readable(blocks: Any) -> Iterator[str]:
    """Every text a person can read in blocks, unescaped, labels of buttons left out."""
    if isinstance(blocks, list):
        for part in blocks:
            yield from readable(part)
    elif isinstance(blocks, dict) and blocks.get("type") != "button":
        if isinstance(blocks.get("text"), str):
            yield html.unescape(blocks["text"])
        yield from readable([v for v in blocks.values() if isinstance(v, (dict, list))])


def parts_with_actions(blocks: Any) -> Iterator[dict[str, Any]]:
    """Every element somebody can press or fill, with the block that holds it under `block`."""
    for block in blocks or []:
        held = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for part in held:
            if isinstance(part, dict) and part.get("type") == "feedback_buttons":
                for side in ("positive_button", "negative_button"):
                    yield part | {"block": block, "text": part[side]["text"],
                                  "value": part[side].get("value")}  # fmt: skip
            elif isinstance(part, dict) and "action_id" in part:
                yield part | {"block": block}
