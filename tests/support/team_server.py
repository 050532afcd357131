"""Fills a new database with a big team and serves its pages as `whetstone run` does:

python tests/support/team_server.py PORT DATABASE_URL
"""

import asyncio
import datetime as dt
import os
import sys

from support.big_team import fill

from bot.process import run
from bot.settings import read
from bot.wiring import opened


async def main() -> None:
    async with opened(read(None)) as app:
        async with app.store.transaction() as tx:
            team = await tx.teams.ensure("playground", "playground", "Acme Platform")
            await fill(tx, app.practice.context.bank, dt.datetime.now(dt.UTC), team)
        await run(app, ["web"])


if __name__ == "__main__":
    os.environ.update(
        PORT=sys.argv[1],
        DATABASE_URL=sys.argv[2],
        PUBLIC_URL=f"http://127.0.0.1:{sys.argv[1]}",
        PLATFORMS="playground",
    )
    asyncio.run(main())
