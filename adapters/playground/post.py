"""What stands in the room, as frozen types, and what may be written there."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from bot.daily.parts import micros
from bot.errors import InvalidInput
from bot.message import Message

BOT = "whetstone"
CHANNELS = ("practice", "random")
LONGEST = 40_000  # what Slack cuts at; nobody should be able to write more here than there

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_message = TypeAdapter(Message)


@dataclass(frozen=True, slots=True)
class Guest:
    """A member of the playground. `id` is what the address says after `?me=`."""

    id: str
    name: str
    zone: str | None


@dataclass(frozen=True, slots=True)
class Post:
    """One message in the room. `message` is set where the bot wrote it, else `text` counts.

    `thread` is the post it replies to. `changed` is the room's version that last touched it."""

    id: int
    channel: str
    thread: int | None
    author: str
    only_for: str | None
    text: str
    message: Message | None
    sent_at: dt.datetime
    revision: int
    deleted: bool
    for_bot: bool
    changed: int
    replies: int = 0
    last_reply_at: dt.datetime | None = None

    @property
    def edited(self) -> bool:
        return self.message is None and self.revision > micros(self.sent_at)


def direct(member: str) -> str:
    """The channel between one member and the bot."""
    return f"@{member}"


def packed(message: Message) -> str:
    """A message of the bot as the database keeps it."""
    return _message.dump_json(message).decode()


def clean(text: str) -> str:
    """Without what a database cannot hold: NUL and half characters."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def checked(text: str) -> str:
    text = clean(text).strip()
    if not text:
        raise InvalidInput("Not sent: there is no text.")
    if len(text) > LONGEST:
        raise InvalidInput(f"Not sent: {len(text):,} characters, and {LONGEST:,} fit.")
    return text


def from_row(row: Any, replies: tuple[int, int] | None = None) -> Post:
    count, last = replies or (0, None)
    ours = row.author == BOT and not row.deleted
    return Post(
        id=row.id,
        channel=row.channel,
        thread=row.thread,
        author=row.author,
        only_for=row.only_for,
        text="" if ours else row.text,
        message=_message.validate_json(row.text) if ours else None,
        sent_at=_instant(row.sent),
        revision=row.revision,
        deleted=row.deleted,
        for_bot=row.for_bot,
        changed=row.changed,
        replies=count,
        last_reply_at=_instant(last) if last else None,
    )


def _instant(micro: int) -> dt.datetime:
    return _EPOCH + dt.timedelta(microseconds=micro)
