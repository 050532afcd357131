"""What a person should see and do, in no platform's terms. Adapters render it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from bot.model import Verdict
from bot.pictures import Picture

LineKind = Literal["title", "text", "quote", "note", "item"]


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph. `title` heads a message, `note` is small print, `item` one of a list.

    A `quote` is a member's own words; `mark` is the verdict beside it. `button` stands beside
    the line: what it does concerns that line alone. `link`: the address that the words lead to,
    ours alone."""

    text: str
    kind: LineKind = "text"
    mark: Verdict | None = None
    button: "Button | None" = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A press of it comes back as `Press(action, value)`. `primary`: the thing most people want."""

    action: str
    value: str
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A text file that goes with a message, for its reader to keep."""

    name: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """`picture` shows nothing that `lines` do not say; where it cannot be drawn, it is left out.

    `direct`: what follows comes in direct messages, so a platform may lead there.
    `asks_in`: the channel of questions that it says come; a reply is then told what is in their
    way, if anything is."""

    lines: tuple[Line, ...]
    buttons: tuple[Button, ...] = ()
    picture: Picture | None = None
    attachment: Attachment | None = None
    direct: bool = False
    asks_in: str = ""

    @property
    def text(self) -> str:
        """All of it as plain text, complete for a screen reader."""
        return "\n".join(_plain(line) for line in self.lines)


def _plain(line: Line) -> str:
    if line.kind == "quote":
        return f"“{line.text}”" + (f": {line.mark.value.capitalize()}" if line.mark else "")
    text = f"{line.text}: {line.link}" if line.link else line.text
    return f"- {text}" if line.kind == "item" else text


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a form. `options` are (value, label) for `choice` and `choices`.

    A `channel` is the id of one, a `time` is '09:30'; where a platform has no input of that kind
    they are typed like a `line`. A `file` comes back as `Submission.files`, at most one."""

    name: str
    label: str
    kind: Literal["line", "text", "choice", "choices", "channel", "time", "file"] = "line"
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True
    longest: int = 4000
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form to show to one member; it comes back as `Submission(form, values)`.

    A platform that has no room for all fields shows the first; `values` then lacks the others."""

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
    """Who acts, as the platform names them. `zone` where the platform knows it, `name` too.

    `roles`: the platform's ids of the roles that they hold; none where it does not tell."""

    platform: str
    team: str
    member: str
    name: str
    zone: str | None = None
    team_name: str = ""
    roles: tuple[str, ...] = ()


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
    """A message that is gone. The platform may not say whose it was. `direct`: it was a member's
    direct message, as far as the platform says."""

    platform: str
    team: str
    channel: str
    message: str
    thread: str | None = None
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed. `id` is the platform's id of this press, the same when redelivered."""

    person: Person
    id: str
    action: str
    value: str
    channel: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a member sent. Size in bytes; `where` tells its platform where to fetch it."""

    name: str
    size: int
    where: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Submission:
    """A form sent. `id` as for `Press`."""

    person: Person
    id: str
    form: str
    values: dict[str, str]
    channel: str
    files: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A slash command, such as `/practice streak why`: name 'practice', text 'streak why'.

    `message`: the id of the direct message that it was typed in, '' where it was not. The reply
    then is one too."""

    person: Person
    id: str
    name: str
    text: str
    channel: str
    admin: bool = False
    message: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a half-typed command may become, and what it does."""

    text: str
    about: str
