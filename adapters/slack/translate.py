"""Slack's payloads as the core's types. Pure."""

import datetime as dt
import html
import re
from collections.abc import Mapping
from typing import Any

from bot.message import Deletion, Incoming, Person

PLATFORM = "slack"
Json = Mapping[str, Any]

# Subtypes that are a member's own words (docs: message event, 'Message subtypes').
_OWN_WORDS = {None, "file_share", "me_message", "thread_broadcast"}
# It writes to us when we are removed from a channel, of which an event tells us too
# (issue java-slack-sdk#1062).
_SLACKBOT = "USLACKBOT"
# docs: Formatting text for app surfaces. A user's mention stays: the core knows it as no word.
_LINK = re.compile(r"<((?:https?|mailto|tel):[^|>]*)(?:\|([^>]*))?>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+\|([^>]+)>")
_SPECIAL = re.compile(r"<!(here|channel|everyone)(?:\|[^>]*)?>")


def micros(ts: str) -> int:
    """A `ts` such as '1700000000.000123' in microseconds; it is seconds since 1970 UTC."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int(fraction.ljust(6, "0")[:6] or 0)


def author(event: Json) -> str | None:
    """Who wrote the message that the event is about; None if its words are nobody's for us."""
    inner = _message(event)
    if inner is None or inner.get("bot_id") or inner.get("subtype") not in _OWN_WORDS:
        return None
    user = inner.get("user") or None
    return None if user == _SLACKBOT else user


def incoming(event: Json, person: Person, bot_user: str) -> Incoming:
    """A message, new or edited, of an event that has an `author`.

    Its revision is the time of the edit, else of the sending; a link preview changes neither."""
    inner = _message(event)
    assert inner is not None, "an event with an author has a message"
    ts, raw = str(inner["ts"]), str(inner.get("text") or "")
    edited = (inner.get("edited") or {}).get("ts")
    return Incoming(
        person=person,
        channel=str(event["channel"]),
        message=ts,
        revision=micros(str(edited or ts)),
        text=words(raw, bot_user),
        sent_at=dt.datetime.fromtimestamp(micros(ts) / 1_000_000, dt.UTC),
        thread=_thread(inner),
        mentions_bot=f"<@{bot_user}>" in raw,
        direct=event.get("channel_type") == "im",
    )


def deletion(event: Json, team: str) -> Deletion | None:
    """A message that is gone; None for other events, and for what apps wrote in threads.

    A deleted message with replies is not removed but changed to a tombstone."""
    kind, inner = event.get("subtype"), event.get("message") or {}
    if kind == "message_changed" and inner.get("subtype") == "tombstone":
        gone = str(inner["ts"])
    elif kind == "message_deleted":
        gone = str(event["deleted_ts"])
    else:
        return None
    before = event.get("previous_message") or {}
    thread = _thread({"ts": gone} | before)
    if before.get("bot_id") and thread:
        return None
    direct = event.get("channel_type") == "im" and not before.get("bot_id")
    return Deletion(PLATFORM, team, str(event["channel"]), gone, thread, direct)


def words(text: str, bot_user: str = "") -> str:
    """Slack's markup as a person reads it; the mention that called the bot is left out."""
    if bot_user:
        text = re.sub(rf"^\s*<@{bot_user}>[\s,:]*", "", text)
        text = text.replace(f"<@{bot_user}>", "@whetstone")
    text = _LINK.sub(lambda found: found[2] or found[1], text)
    text = _SPECIAL.sub(r"@\1", _CHANNEL.sub(r"#\1", text))
    return html.unescape(text)


def _message(event: Json) -> Json | None:
    """The message as it now stands; None where none does."""
    if event.get("subtype") == "message_changed":
        inner: Json | None = event.get("message")
        return inner
    return None if event.get("subtype") == "message_deleted" else event


def _thread(message: Json) -> str | None:
    """The message whose thread it stands in; a thread's first message stands in none."""
    root = message.get("thread_ts")
    return str(root) if root and root != message.get("ts") else None
