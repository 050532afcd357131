"""A message where a platform has no room for all that it shows. Pure."""

from dataclasses import replace

from bot.message import Button, Message
from bot.wording.basics import count, note


def every_button(message: Message) -> tuple[Button, ...]:
    """Those beside its lines, then those below."""
    return (*(line.button for line in message.lines if line.button), *message.buttons)


def folded(message: Message, most: int) -> Message:
    """All its buttons below the lines, at most so many, with a word on those left out."""
    buttons = every_button(message)
    lines = [replace(line, button=None) for line in message.lines]
    if len(buttons) > most:
        left_out = count(len(buttons) - most, "button has", "buttons have")
        lines.append(note(f"{left_out} no room here."))
    return replace(message, lines=tuple(lines), buttons=buttons[:most])
