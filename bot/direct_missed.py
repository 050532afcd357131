"""What a platform asks when it listens again, to find what it has missed in direct messages."""

import datetime as dt
from collections.abc import Sequence

from bot.context import Context
from bot.model import Ref
from bot.sending.outbox import SendState

UNSURE, MOST = (SendState.SENDING, SendState.UNKNOWN), 1000
LATELY = dt.timedelta(days=14)
MOST_DIRECTS = 500  # at Slack's 50 calls a minute, ten minutes


class DirectMissed:
    def __init__(self, context: Context) -> None:
        self._c = context

    async def open_ones(self, platform: str) -> Sequence[tuple[str, Ref]]:
        """Per open interview its team, and the first message of ours that stands there. Per team
        with an open question, where we wrote to its members of late, the last message before it."""
        found = []
        async with self._c.store.reading() as tx:
            for team, interview in await tx.interviews.open_on(platform):
                sends = await tx.sends.about(f"interview:{interview.id}:")
                found += [(team, send.ref) for send in sends if send.ref][:1]
            for known in await tx.teams.on(platform):
                if open_ := await tx.rounds.open_in(known.id):
                    asked = min(round_.created_at for round_ in open_)
                    written = await tx.sends.directs(known.id, asked - LATELY, asked)
                    found += [(known.external_id, ref) for ref in written[-MOST_DIRECTS:]]
        return found

    async def awaited(self, platform: str) -> bool:
        """Whether an interview's message may stand there that is not known to be sent yet."""
        async with self._c.store.reading() as tx:
            return any(
                send.platform == platform and send.key.startswith("interview:")
                for send in await tx.sends.listing(UNSURE, MOST)
            )
