"""The painter: hands pictures to a worker process, so that nothing here waits for a drawing."""

import asyncio
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict
from collections.abc import Sequence

from bot.errors import PictureFailed
from bot.pictures import Picture

COMMAND = (sys.executable, "-m", "adapters.pictures.worker")
TIMEOUT = 30.0  # seconds: a first start may have to look through all fonts of the machine
KEPT = 64  # drawn pictures that are kept: one board goes to a platform in several messages
SIZE = 4  # bytes that say how long the picture after them is; none means it failed


class WorkerPainter:
    """Implements `bot.ports.Painter`. One picture at a time, the worker started by the first.

    A worker that ends, or takes longer than `timeout` seconds, is replaced at the next one."""

    def __init__(self, command: Sequence[str] = COMMAND, timeout: float = TIMEOUT) -> None:
        self._command = command
        self._timeout = timeout
        self._turn = asyncio.Lock()
        self._worker: Process | None = None
        self._drawn: OrderedDict[tuple[Picture, bool], bytes] = OrderedDict()

    async def paint(self, picture: Picture, *, dark: bool = False) -> bytes:
        """A PNG, for a light or a dark page. Raises PictureFailed."""
        async with self._turn:
            if (picture, dark) not in self._drawn:
                self._drawn[picture, dark] = await self._draw(picture, dark)
                if len(self._drawn) > KEPT:
                    self._drawn.popitem(last=False)
            return self._drawn[picture, dark]

    async def close(self) -> None:
        """Ends the worker. A later picture starts a new one."""
        async with self._turn:
            await self._stop()

    async def _draw(self, picture: Picture, dark: bool) -> bytes:
        try:
            async with asyncio.timeout(self._timeout):
                png = await self._ask(pickle.dumps((picture, dark)))
        except TimeoutError:
            await self._stop()
            raise PictureFailed(f"No picture after {self._timeout:g} s.") from None
        except (OSError, asyncio.IncompleteReadError):
            await self._stop()
            raise PictureFailed("The process that draws pictures ended.") from None
        except asyncio.CancelledError:
            await self._stop()  # what it draws yet would be taken for the next one
            raise
        if not png:
            raise PictureFailed("The picture could not be drawn.")
        return png

    async def _ask(self, request: bytes) -> bytes:
        if self._worker is None:
            # Of a session of its own, so that Ctrl-C in a terminal ends us and not it.
            self._worker = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=PIPE, start_new_session=True
            )
        assert self._worker.stdin is not None
        assert self._worker.stdout is not None
        self._worker.stdin.write(request)
        await self._worker.stdin.drain()
        size = int.from_bytes(await self._worker.stdout.readexactly(SIZE))
        return await self._worker.stdout.readexactly(size)

    async def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            if worker.returncode is None:
                worker.kill()
            await worker.wait()


def open_painter() -> WorkerPainter:
    """Close it at the end."""
    return WorkerPainter()
