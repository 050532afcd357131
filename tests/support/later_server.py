"""The real playground on a clock that a file moves: it holds how many days to add.

python tests/support/later_server.py PORT URL FILE
"""

import asyncio
import datetime as dt
import os
import sys
from pathlib import Path

from bot import settings
from bot.demo import set_up
from bot.process import ROLES, run
from bot.wiring import opened


class Later:
    """Implements `bot.ports.Clock`."""

    def __init__(self, days: Path) -> None:
        self._days = days

    def now(self) -> dt.datetime:
        days = float(self._days.read_text()) if self._days.exists() else 0.0
        return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)


async def main(port: str, url: str, days: str) -> None:
    os.environ.update(PORT=port, DATABASE_URL=url, QUIET_SECONDS="0", PLATFORMS="playground")
    async with opened(settings.read(), clock=Later(Path(days))) as app:
        await set_up(app.practice)
        await run(app, ROLES)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
