"""Whom a message pings (docs: message, "Allowed Mentions Object")."""

import re
from typing import Any

from . import permissions
from .errors import Form
from .world import Json, Message, Pings, User, walk

KINDS = ("users", "roles", "everyone")
IN_INTERACTIONS: Json = {"parse": ["users"]}
"""docs: "Default Settings for Allowed Mentions", in interactions and webhooks."""


def check(form: Form, allowed: Any) -> None:
    """docs: `parse` and the lists exclude each other; 100 ids in each."""
    if allowed is None:
        return
    for i, kind in enumerate(allowed.get("parse") or []):
        form.choice(f"allowed_mentions.parse.{i}", kind, KINDS)
    for kind in ("users", "roles"):
        ids = allowed.get(kind) or []
        form.length(f"allowed_mentions.{kind}", ids, 100)
        if ids and kind in (allowed.get("parse") or []):
            what = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.fault("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", what)


def found(message: Message, allowed: Json | None, people: dict[int, User]) -> Pings:
    """What of its content and text displays notifies somebody.

    Without `allowed` all kinds are parsed. Ids that are not in the text ping nobody."""
    texts = [p["content"] for p in walk(message.components) if p["type"] == 10]
    text = "\n".join([message.content, *texts])
    allowed = {"parse": list(KINDS), "replied_user": True} if allowed is None else allowed
    pings = Pings(users=_users(text, allowed, people))
    guild = message.channel.guild
    if guild:
        loud = permissions.may(guild.members.get(message.author.id), message.channel,
                               "mention_everyone")  # fmt: skip
        parse = allowed.get("parse") or []
        pings.everyone = loud and "everyone" in parse and bool(re.search("@(everyone|here)", text))
        ids = _ids(r"<@&(\d+)>", text, "roles", allowed)
        pings.roles = [r for r in guild.roles if r.id in ids and (r.mentionable or loud)]
    replied = message.reference if message.kind == Message.REPLY else None
    if replied and allowed.get("replied_user") and replied.author not in pings.users:
        pings.users.append(replied.author)
    return pings


def _users(text: str, allowed: Json, people: dict[int, User]) -> list[User]:
    ids = _ids(r"<@!?(\d+)>", text, "users", allowed)
    return [people[each] for each in ids if each in people]


def _ids(pattern: str, text: str, kind: str, allowed: Json) -> list[int]:
    named = list(dict.fromkeys(int(each) for each in re.findall(pattern, text)))
    if kind in (allowed.get("parse") or []):
        return named
    return [each for each in named if str(each) in map(str, allowed.get(kind) or [])]
