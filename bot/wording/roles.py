"""Managers, and what is stored of a member."""

from collections.abc import Sequence

from bot.message import Line, Message
from bot.wording.basics import listed, note, say, title

SEES = (
    "Of your answers and reviews a manager reads no more than other members do. Besides, they see "
    "figures of groups, and your results only if you share them. /practice privacy shows what "
    "they see of you."
)


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
        "track, /practice pause stops one. Requests for new tracks come to you. "
        "/leaderboard team shows how the team is doing; your looks are logged."
    )


def named_role(admin: str, role: str) -> Message:
    """In the channels of the team's tracks."""
    text = f"{admin} named managers: {holders(role)}. They set up, pause and skip daily questions."
    return Message((Line(text), note(SEES)))


def no_role(admin: str, role: str) -> Message:
    """In the channels of the team's tracks."""
    return say(f"{admin} took the manager's role from {holders(role)}.")


def holders(role: str) -> str:
    """Those who hold a role of the chat platform, in a sentence about one person."""
    return f"whoever has the role {role}"


def changed(manager: str, *, added: bool, told: bool) -> Message:
    """`told`: whether there was a channel in which to tell the team."""
    done = f"From now on {manager} is {'a' if added else 'no'} manager."
    return say(done + (" The team is told in the channels of its tracks." if told else ""))


def unchanged(manager: str, *, manages: bool) -> Message:
    how = "named a manager already" if manages else "not named a manager"
    return say(f"Nothing changed: {manager} is {how}.")


def managers(names: Sequence[str]) -> Message:
    if not names:
        return say("No manager is named. An admin names one: /practice manager add @name")
    return Message((title("Managers"), *(Line(name, "item") for name in names), note(SEES)))


def way_on(names: Sequence[str]) -> str:
    """Whom to ask, as the end of a refusal."""
    if names:
        return f"Ask {listed(names, 'or')}."
    return "Nobody is named yet: ask an admin of this team. /practice manager add @name names one."
