"""The command line, thin: it reads arguments, makes one call, prints."""

from bot.cli.main import main

__all__ = ["main"]
