"""A message with a file, for where no file can go."""

from dataclasses import replace

from bot.message import Line, Message
from bot.text import split

PIECE = 2_000  # characters of one line, which every platform can show


def spelled_out(message: Message) -> Message:
    """The message with its attachment's text as lines in place of the file."""
    if message.attachment is None:
        return message
    pieces = (piece.strip("\n") for piece in split(message.attachment.text, PIECE))
    lines = tuple(Line(piece) for piece in pieces if piece)
    return replace(message, lines=(*message.lines, *lines), attachment=None)
