"""conversations.*, users.* and team.info."""

import base64

from .gate import KINDS, Asked, method
from .refusal import Ratelimited, Refusal
from .world import Channel, Json, Message


@method("conversations.open")
def open_direct(asked: Asked) -> Json:
    if not (users := str(asked.args.get("users") or "")):
        raise Refusal("users_list_not_supplied")
    if users not in asked.workspace.people:
        raise Refusal("user_not_found")
    # docs: conversations.open; chat.postMessage takes such a user's id (python-slack-sdk#1156).
    if asked.workspace.people[users].user.deleted:
        raise Refusal("user_disabled")
    return {"channel": {"id": asked.workspace.direct(users).id}}


@method("conversations.info")
def info(asked: Asked) -> Json:
    channel = asked.channel(member=False)
    told = described(asked, channel)
    if asked.flag("include_num_members"):
        told["num_members"] = len(channel.members)
    return {"channel": told}


@method("conversations.list")
def list_channels(asked: Asked) -> Json:
    wanted = str(asked.args.get("types") or "public_channel").split(",")
    names = {"channel": "public_channel", "group": "private_channel", "im": "im"}
    scopes = asked.installation.scopes
    shown = [
        described(asked, channel)
        for channel in asked.workspace.channels.values()
        if names[channel.kind] in wanted
        and f"{KINDS[channel.kind]}:read" in scopes
        and (channel.kind == "channel" or asked.bot in channel.members)
        and not (channel.archived and asked.flag("exclude_archived"))
    ]
    return _page(asked, shown, "channels", 100)


@method("conversations.members")
def members(asked: Asked) -> Json:
    return _page(asked, asked.channel(member=False).members, "members", 100)


def described(asked: Asked, channel: Channel) -> Json:
    told = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_private": channel.kind != "channel",
        "is_archived": channel.archived,
        "is_member": asked.bot in channel.members,
        "context_team_id": channel.team,
    }
    return told | ({"user": channel.im} if channel.im else {"name": channel.name})


@method("conversations.history")
def history(asked: Asked) -> Json:
    """Newest first, without replies and ephemerals."""
    channel = asked.channel()
    _history_limit(asked, "conversations.history")
    return _messages(asked, _span(asked, channel.messages)[::-1])


@method("conversations.replies")
def replies(asked: Asked) -> Json:
    """The message itself, then its replies, oldest first."""
    channel = asked.channel()
    _history_limit(asked, "conversations.replies")
    parent = channel.find(str(asked.args["ts"]))
    if parent is None:
        raise Refusal("thread_not_found")
    of_thread = [] if parent.is_reply else channel.thread(parent)
    return _messages(asked, [parent, *_span(asked, of_thread)], 1000)


def _history_limit(asked: Asked, name: str) -> None:
    """docs: Rate limits: 1 a minute for distributed apps outside the Marketplace, since 2025."""
    key, now = (name, asked.workspace.id), asked.state.clock.now()
    if asked.state.distributed:
        wait = asked.state.history_calls.get(key, 0) + 60 - now
        if wait > 0:
            raise Ratelimited(max(1, round(wait)))
        asked.state.history_calls[key] = now


def _span(asked: Asked, messages: list[Message]) -> list[Message]:
    """Between `oldest` and `latest`, the ends only if `inclusive` (docs: conversations.history)."""
    bounds = []
    for name, other in (("oldest", 0.0), ("latest", float("inf"))):
        try:
            bounds.append(float(asked.args.get(name) or other))
        except ValueError:
            raise Refusal(f"invalid_ts_{name}") from None
    oldest, latest = bounds
    at_ends = asked.flag("inclusive")
    return [
        m for m in messages
        if oldest < float(m.ts) < latest or (at_ends and float(m.ts) in (oldest, latest))
    ]  # fmt: skip


def _messages(asked: Asked, found: list[Message], size: int = 100) -> Json:
    """`size`: how many without a `limit` (docs: conversations.history, conversations.replies).

    Metadata comes only with `include_all_metadata`."""
    told = [
        m.payload(asked.workspace.id, with_metadata=asked.flag("include_all_metadata"))
        for m in found
    ]
    most = 15 if asked.state.distributed else 999
    page = _page(asked, told, "messages", size, most)
    return page | {"has_more": bool(page["response_metadata"]["next_cursor"])}


def _page(
    asked: Asked, items: list[Json] | list[str], name: str, size: int, most: int = 999
) -> Json:
    """docs: Pagination: an opaque cursor, empty on the last page."""
    try:
        start = int(base64.b64decode(str(asked.args.get("cursor") or "")) or 0)
    except ValueError:
        raise Refusal("invalid_cursor") from None
    end = start + min(asked.number("limit", size) or size, most)
    cursor = base64.b64encode(str(end).encode()).decode() if end < len(items) else ""
    return {name: items[start:end], "response_metadata": {"next_cursor": cursor}}


@method("users.info")
def user_info(asked: Asked) -> Json:
    person = asked.workspace.people.get(str(asked.args["user"]))
    if person is None:
        raise Refusal("user_not_found")
    return {"user": person.profile()}


@method("users.list")
def list_users(asked: Asked) -> Json:
    everybody = [person.profile() for person in asked.workspace.people.values()]
    return _page(asked, everybody, "members", 999)


@method("team.info")
def team_info(asked: Asked) -> Json:
    ws = asked.workspace
    return {"team": {"id": ws.id, "name": ws.name, "domain": ws.domain}}
