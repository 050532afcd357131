"""Pictures that hold nothing up: a message goes out without one that is not there in time."""

import asyncio

import structlog

from bot.errors import PictureFailed
from bot.pictures import Picture
from bot.ports import Painter

log = structlog.get_logger()

PATIENCE = 4.0  # seconds; a send has 10 in all
FILE_NAME = "picture.png"


class Drawing:
    """Without a painter there are no pictures."""

    def __init__(self, painter: Painter | None = None) -> None:
        self._painter = painter
        self._pending: set[asyncio.Future[bytes]] = set()

    async def png(
        self, picture: Picture | None, *, dark: bool = False, patience: float = PATIENCE
    ) -> bytes | None:
        """None where it cannot be drawn, or not within so many seconds. A late one is drawn to its
        end, for the painter may keep it."""
        if self._painter is None or picture is None:
            return None
        task = asyncio.ensure_future(self._painter.paint(picture, dark=dark))
        self._pending.add(task)
        task.add_done_callback(self._ended)
        done, _ = await asyncio.wait([task], timeout=patience)
        if not done:
            log.warning("a picture was left out", why=f"not drawn within {patience:g} s")
            return None
        try:
            return task.result()
        except PictureFailed as error:
            log.warning("a picture was left out", why=str(error))
            return None

    async def close(self) -> None:
        for task in list(self._pending):
            task.cancel()
        await asyncio.gather(*self._pending, return_exceptions=True)

    def _ended(self, task: asyncio.Future[bytes]) -> None:
        self._pending.discard(task)
        if not task.cancelled():
            task.exception()  # seen, for nobody may be waiting
