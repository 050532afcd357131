"""Setting up a track: the form, the preview, who says yes, and what came of it."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.hearing import Heard
from bot.message import Button, Field, Form, Line, Message
from bot.model import LEVELS as ALL_LEVELS
from bot.model import Track, TrackState
from bot.wording.basics import count, listed, named, note, say, title, weekdays, when

LEVELS = (
    ("junior-staff", "Every level"),
    ("junior-mid", "Junior to mid"),
    ("mid-senior", "Mid to senior"),
    ("senior-staff", "Senior to staff"),
    ("junior", "Junior"),
    ("mid", "Mid"),
    ("senior", "Senior"),
    ("staff", "Staff"),
)
REVIEWS = (
    ("short", "Short in the thread, details only to its author"),
    ("private", "Only to its author"),
    ("full", "Whole in the thread"),
)
CHANNEL = Field("channel", "Channel", "channel", hint="Where the questions come.", longest=100)
FIRST = (("now", "Now"), ("next", "At its next time"))
SHOWN = {"short": "short in the thread", "private": "only to the author", "full": "in the thread"}


def form(setup_id: int, values: Mapping[str, str], skills: Sequence[tuple[str, str]]) -> Form:
    """`skills`: (id, name) of the bank. What people change most comes first: a platform that
    can show five fields shows those, and the others are a form of their own."""
    fields = (
        Field("skills", "Skills", "choices", options=tuple(skills)),
        Field("at", "Time", "time", hint="Such as 09:00.", longest=10),
        _line("days", "Days", "Such as mon-fri, or mon,wed.", 60),
        _line("zone", "Time zone", "Such as Europe/Berlin.", 60),
        Field("first", "The first question comes", "choice", options=FIRST),
        CHANNEL,
        *_rest(),
    )
    return Form(f"setup:{setup_id}", "Daily questions", _filled(fields, values), "Preview")


def more_form(setup_id: int, values: Mapping[str, str]) -> Form:
    """The fields that did not fit into the first form."""
    fields = _filled((CHANNEL, *_rest()), values)
    return Form(f"setup_more:{setup_id}", "Daily questions: more", fields, "Preview")


def _rest() -> tuple[Field, ...]:
    return (
        Field("levels", "Level of the questions", "choice", options=LEVELS),
        Field("review", "How reviews are shown", "choice", options=REVIEWS),
        _line("hours", "Hours open for answers", "From 1 to 168.", 5),
    )


def _line(name: str, label: str, hint: str, longest: int) -> Field:
    return Field(name, label, hint=hint, longest=longest)


def _filled(fields: Sequence[Field], values: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(
        Field(f.name, f.label, f.kind, values.get(f.name, ""), f.options, True, f.longest, f.hint)
        for f in fields
    )


def mode(heard: Heard) -> tuple[Line, ...]:
    """Which replies count, for the settings."""
    if heard.replies is None:
        return ()
    if heard.replies:
        return (Line("Every reply in a question's thread counts."),)
    ways = "with the button, by a mention of me in the thread, or in a direct message"
    if heard.directs is False:
        ways = "with the button, or by a mention of me in the thread"
    return (
        Line(
            f"Plain replies may not reach me here: answer {ways}. Whoever runs this bot can change "
            "that."
        ),
    )


def summary(track: Track, names: Sequence[str], here: str, first: str) -> Line:
    """`names` of its skills; `here`: the channel where this is read; `first`: when it begins."""
    where = "this channel" if track.channel == here else f"#{track.channel}"
    hours = count(round(track.open_for.total_seconds() / 3600), "hour")
    return Line(
        f"{listed(names)} in {where}, {_when(track)}. Reviews: {SHOWN[track.review]}. "
        f"Open for {hours}. First question: {first}."
    )


def in_list(track: Track, names: Sequence[str], *, where: bool) -> str:
    """'Track 1: Caching in #practice, Mon to Fri at 09:00 Europe/Berlin, mid to senior'."""
    paused = ", paused" if track.state is TrackState.PAUSED else ""
    what = listed(names)
    if where:
        what = f"{what} in #{track.channel.removeprefix('#')}"
    return f"Track {track.id}: {what}, {_when(track)}{paused}"


def _when(track: Track) -> str:
    """When it asks, and at which levels."""
    at = f"{weekdays(track.weekdays)} at {track.at:%H:%M} {track.zone}"
    levels = f"{track.lowest} to {track.highest}"
    if track.lowest == track.highest:
        levels = f"{track.lowest} only"
    elif (track.lowest, track.highest) == (ALL_LEVELS[0], ALL_LEVELS[-1]):
        levels = "every level"
    return f"{at}, {levels}"


def first_at(track: Track, first: str, now: dt.datetime) -> str:
    """'now', or 'Tue 24 Nov, 09:00'."""
    if first == "now" or track.next_fire_at is None or track.next_local_date is None:
        return "now"
    return when(track.next_fire_at, track.zone, now)


def preview(setup_id: int, told: Line, question: Message, *, more: bool) -> Message:
    """`more`: fields that the form could not show."""
    value = str(setup_id)
    buttons = [
        Button("setup_start", value, "Start", primary=True),
        Button("setup_change", value, "Change"),
    ]
    if more:
        buttons.append(Button("setup_more", value, "More choices"))
    head = title("The first message will be")
    return Message((head, *question.lines, title("Your track"), told), tuple(buttons))


def request(setup_id: int, name: str, told: Line) -> Message:
    value = str(setup_id)
    return Message(
        (Line(f"{name} asks for daily questions. Start them?"), told),
        (
            Button("setup_yes", value, "Yes, start it", primary=True),
            Button("setup_no", value, "No"),
        ),
    )


def waiting(asked: Message) -> Message:
    """A request that waits, for an admin who set out to make a track."""
    return Message(asked.lines, (*asked.buttons, Button("setup_new", "", "Set up another")))


def sent_to(told: Line, managers: Sequence[str]) -> Message:
    if managers:
        where = f"Sent to {listed(managers)} for a yes. You are told what comes of it."
    else:
        where = (
            "Stored. The next manager or admin who types /practice setup sees it, and you are told "
            "what comes of it."
        )
    return Message((Line(where), told))


def started(track: Track, told: Line) -> Message:
    fix = f"/practice pause {track.id} stops it, /practice skip {track.id} skips a day."
    return Message((Line(f"Set: track {track.id}."), told, note(fix)), asks_in=track.channel)


def resumed(track: Track) -> Message:
    text = f"Track {track.id} asks again at {track.at:%H:%M} {track.zone}."
    return Message((Line(text),), asks_in=track.channel)


def not_there(obstacle: str) -> str:
    """`obstacle`: as `bot.ports.KnowsChannels` tells it."""
    return f"Not set: {obstacle} Then try again; what you filled in is kept."


def refused() -> Message:
    return say("Not started. Who asked is told.")


def decided(*, started: bool) -> Message:
    return say("That was started already." if started else "That was turned down already.")


def came_of_it(name: str, told: Line, *, started: bool) -> Message:
    if started:
        return Message((Line(f"{name} said yes to your daily questions."), told))
    return Message((Line(f"{name} said no to your daily questions. Nothing was started."), told))


def skipped(day: str, reason: str, following: str) -> Message:
    """In the track's channel."""
    why = f" Reason: {named(reason)}." if reason else ""
    return say(f"No question on {day}.{why} Nobody owes that day. The next one: {following}.")


def removed(track: Track) -> Message:
    return say(f"Track {track.id} is removed: it asks no more. Answers and streaks stay.")


def channel_closed(track: Track, names: Sequence[str]) -> Message:
    return say(
        f"#{track.channel} is archived or closed to me, so track {track.id} ({listed(names)}) is "
        f"paused and nobody owes its days. Once I am in it again: /practice resume {track.id}."
    )


def welcome_back(tracks: Sequence[Track]) -> Message:
    ids = listed([str(track.id) for track in tracks])
    paused = f"{'track' if len(tracks) == 1 else 'tracks'} {ids}"
    return say(
        f"I am installed here again, and nothing was deleted. Paused: {paused}. "
        f"/practice resume {tracks[0].id} goes on."
    )
