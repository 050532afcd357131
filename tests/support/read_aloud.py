"""Prints every message, form and sentence in the code, to be read as a tired member at 17:00.

.venv/bin/python -m tests.support.read_aloud"""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # where `support` is, as in the tests

from support.said import everything
from support.said_in_code import sentences

from bot.message import Message
from bot.sending.fitting import every_button


def main() -> None:
    messages = asyncio.run(everything()).items()
    once: dict[str, str] = {}
    for name, text in (*((name, aloud(message)) for name, message in messages), *sentences()):
        once.setdefault(text, name)
    for text, name in once.items():
        print(f"--- {name}\n{text}\n")  # noqa: T201


def aloud(message: Message) -> str:
    labels = " ".join(f"[{button.label}]" for button in every_button(message))
    return f"{message.text}\n{labels}".strip()


if __name__ == "__main__":
    main()
