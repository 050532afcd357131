"""The messages that an answer is made of. Pure."""

import datetime as dt
from collections.abc import Iterable

from bot.message import Deletion, Incoming
from bot.model import Part

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def part_of(message: Incoming, team_id: int) -> Part:
    return Part(
        message.person.platform,
        team_id,
        message.message,
        message.revision,
        storable(message.text),
        message.sent_at,
    )


def form_part(platform: str, team_id: int, source_id: str, text: str, now: dt.datetime) -> Part:
    return Part(platform, team_id, source_id, micros(now), storable(text), now)


def direct_source(channel: str, message: str) -> str:
    """The source of a direct message. Its id alone may be that of a message somewhere else."""
    return f"message:{channel}:{message}"


def is_direct(part: Part) -> bool:
    return part.source_id.startswith("message:")


def tombstone(gone: Deletion, team_id: int, known: Part | None, now: dt.datetime) -> Part:
    """What stays of a deleted message: that it is gone. It is newer than all that is known of
    it, though the platform's clock may be ahead of ours."""
    revision = max(micros(now), known.revision + 1 if known else 0)
    return Part(gone.platform, team_id, gone.message, revision, None, now)


def is_news(message: Incoming, known: Part) -> bool:
    """A newer revision of what was not deleted; a link preview edits without a new text."""
    return (
        known.text is not None
        and message.revision > known.revision
        and storable(message.text) != known.text
    )


def written_at(message: Incoming | Part) -> dt.datetime:
    """When the message got its present words: when it was sent, or edited last."""
    return max(message.sent_at, _EPOCH + dt.timedelta(microseconds=message.revision))


def joined(parts: Iterable[Part]) -> str:
    return "\n\n".join(part.text for part in parts if part.text)


def storable(text: str) -> str:
    """Without NUL and lone surrogates, which databases take for no text."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def micros(instant: dt.datetime) -> int:
    """Microseconds since 1970 UTC, the unit of revisions; exact, as floats are not."""
    return (instant - _EPOCH) // dt.timedelta(microseconds=1)
