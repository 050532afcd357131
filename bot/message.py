"""What a person should see and do, in no platform's terms. Adapters render it."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from bot.model import Verdict
from bot.pictures import Picture

LineKind = Literal["title", "text", "quote", "note", "item"]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. `title` heads a message, `note` is small print, `item` one of a list.

    A `quote` is a member's own words; `mark` is the verdict beside it. `button` stands beside
    the line: what it does concerns that line alone."""

    text: str
    kind: LineKind = "text"
    mark: Verdict | None = None
    button: "Button | None" = None


@dataclass(frozen=True, slots=True)
class Button:
    """A press of it comes back as `Press(action, value)`. `primary`: the thing most people want."""

    action: str
    value: str
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """`picture` shows nothing that `lines` do not say; where it cannot be drawn, it is left out."""

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()
    picture: Picture | None = None

    @property
    def text(self) -> str:
        """All of it as plain text, complete for a screen reader."""
        return "\n".join(_plain(line) for line in self.lines)


def _plain(line: Line) -> str:
    if line.kind == "quote":
        return f"“{line.text}”" + (f": {line.mark.value.capitalize()}" if line.mark else "")
    return f"- {line.text}" if line.kind == "item" else line.text


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a form. `options` are (value, label) for `choice` and `choices`."""

    name: str
    label: str
    kind: Literal["line", "text", "choice", "choices"] = "line"
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True
    longest: int = 4000
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form to show to one member; it comes back as `Submission(form, values)`.

    A platform that has no room for all fields shows the first; `values` then lacks the others.
    A field named 'channel' holds a channel's id."""

    id: str
    title: str
    fields: tuple[Field, ...]
    submit: str = "Send"
    intro: str = ""


Reply = Message | Form | None
"""The private answer to what one member did; None where nothing needs to be said.

The platform marks what only one member sees ('Only visible to you'), so texts do not say it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, as the platform names them. `zone` where the platform knows it."""

    platform: str
    team: str
    member: str
    name: str
    zone: str | None = None
    team_name: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A member's message, new or edited. `revision`: edit (else sending) time in microseconds.

    `thread` is the id of the message whose thread it stands in, None outside threads."""

    person: Person
    channel: str
    message: str
    revision: int
    text: str
    sent_at: dt.datetime
    thread: str | None = None
    mentions_bot: bool = False
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Deletion:
    """A message that is gone. The platform may not say whose it was."""

    platform: str
    team: str
    channel: str
    message: str
    thread: str | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed. `id` is the platform's id of this press, the same when redelivered."""

    person: Person
    id: str
    action: str
    value: str
    channel: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A form sent. `id` as for `Press`."""

    person: Person
    id: str
    form: str
    values: dict[str, str]
    channel: str


@dataclass(frozen=True, slots=True)
class Call:
    """A slash command, such as `/practice streak why`: name 'practice', text 'streak why'."""

    person: Person
    id: str
    name: str
    text: str
    channel: str
    admin: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a half-typed command may become, and what it does."""

    text: str
    about: str
