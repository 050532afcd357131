"""Managers, and what is stored of a member."""

from collections.abc import Sequence

from bot.message import Button, Line, Message
from bot.wording.basics import listed, note, say, title

SEES = "A manager sees no more of your answers and reviews than other members do."


def named_manager(admin: str, manager: str) -> Message:
    """In the channels of the team's tracks."""
    text = f"{admin} named {manager} a manager: they set up, pause and skip daily questions."
    return Message((Line(text), note(SEES)))


def no_manager(admin: str, manager: str) -> Message:
    """In the channels of the team's tracks."""
    return say(f"{admin} took the manager's role from {manager}.")


def you_manage(admin: str) -> Message:
    """To the one who was named."""
    return say(
        f"{admin} named you a manager of the daily questions here. /practice setup makes a "
        "track, /practice pause stops one. Requests for new tracks come to you."
    )


def changed(manager: str, *, added: bool, channels: int) -> Message:
    done = f"{manager} is a manager now." if added else f"{manager} is no manager any more."
    told = " The team is told in the channels of its tracks." if channels else ""
    return say(done + told)


def unchanged(manager: str, *, manages: bool) -> Message:
    return say(f"{manager} is a manager already." if manages else f"{manager} is no manager.")


def managers(names: Sequence[str]) -> Message:
    if not names:
        return say("No manager is named. An admin names one: /practice manager add @name")
    return Message((title("Managers"), *(Line(name, "item") for name in names), note(SEES)))


def way_on(names: Sequence[str]) -> str:
    """Whom to ask, as the end of a refusal."""
    if names:
        return f"Ask {listed(names, 'or')}."
    return "Nobody is named yet: ask an admin of this team. /practice manager add @name names one."


def privacy(provider: str, *, keyword: bool) -> Message:
    """`provider`: who gets answers to review them, '' for nobody. `keyword`: the member's choice
    of the keyword check."""
    stored = (
        "Your name and time zone as this platform tells them; your answers to questions, their "
        "reviews and what you said of those; the days you answered; when you are away; which "
        "tracks you are in. Other talk is not stored."
    )
    lines = [
        title("What is stored of you"),
        Line(stored),
        Line("Delete or empty a reply, and it goes with its review and quotes."),
        title("Who reads it"),
        Line(
            "Thread replies: whoever reads the channel. Private answers: you, or those who have "
            "answered, as you chose. Whoever runs this bot or exports the workspace can read all "
            "of it. Nobody is shown when you are away, or that a streak ended."
        ),
        Line(_leaves(provider, keyword=keyword)),
    ]
    if not provider:
        return Message(tuple(lines))
    button = (
        Button("keyword", "off", "Use the AI review")
        if keyword
        else Button("keyword", "on", "Keep my answers here (keyword check)")
    )
    return Message(tuple(lines), (button,))


def _leaves(provider: str, *, keyword: bool) -> str:
    if not provider:
        return "Nothing leaves this bot: the keyword check reviews answers here."
    if keyword:
        return "Your answers stay here, as you chose: the keyword check reviews them."
    return (
        f"Your answers go to {provider} for review, without your name; names, addresses and keys "
        "in them are masked first."
    )
