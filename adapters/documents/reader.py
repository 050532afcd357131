"""The reader: decodes text here, and hands PDFs to a process that may break or be ended.

A PDF can be made to unpack to any size, so it is read with little memory and time, without our
settings in reach, and of its text no more than is of use comes back."""

import asyncio
import codecs
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence

from bot.errors import DocumentUnreadable
from bot.members.profiles import LARGEST_FILE
from bot.wording import profile as wording

COMMAND = (sys.executable, "-m", "adapters.documents.worker")
TIMEOUT = 20.0  # seconds
LONGEST = 20_000  # characters
NEEDED = ("PATH", "PYTHONPATH", "SYSTEMROOT")  # of the environment; the rest holds secrets
FAULTS = {
    "damaged": wording.DAMAGED,
    "locked": wording.LOCKED,
    "long": wording.TOO_LONG,
    "scanned": wording.SCANNED,
}


class FileReader:
    """Implements `bot.ports.Documents`. One PDF at a time."""

    def __init__(self, command: Sequence[str] = COMMAND, timeout: float = TIMEOUT) -> None:
        self._command = command
        self._timeout = timeout
        self._turn = asyncio.Lock()

    async def read(self, content: bytes) -> str:
        """The text of a file of at most 2 MB: its first 20,000 characters.

        Raises DocumentUnreadable."""
        if len(content) > LARGEST_FILE:
            raise DocumentUnreadable(wording.TOO_LARGE)
        if content[:1024].lstrip().startswith(b"%PDF-"):
            async with self._turn:
                return await self._pdf(content)
        return _text(content)

    async def _pdf(self, content: bytes) -> str:
        environment = {name: os.environ[name] for name in NEEDED if name in os.environ}
        worker = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,  # it would tell of the text
            env=environment,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self._timeout):
                told, _ = await worker.communicate(content)
        except TimeoutError:
            raise DocumentUnreadable(wording.TOO_HEAVY) from None
        finally:
            if worker.returncode is None:
                worker.kill()
                await worker.wait()
        try:
            read = json.loads(told)
        except ValueError:  # it was ended by its limits
            raise DocumentUnreadable(wording.TOO_HEAVY) from None
        if read["fault"]:
            raise DocumentUnreadable(FAULTS[read["fault"]])
        return str(read["text"])


def _text(content: bytes) -> str:
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError:
        raise DocumentUnreadable(wording.NO_TEXT) from None
    if "\0" in text:
        raise DocumentUnreadable(wording.NO_TEXT)
    return text[:LONGEST]
