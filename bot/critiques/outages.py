"""A provider whose key or quota is at fault: kept for the doctor, and its owner told once."""

import structlog

from bot.ports import Clock, Store
from bot.sending.outbox import Place
from bot.stores import Transaction
from bot.wording import critics

log = structlog.get_logger()


class Outages:
    """`owner`: 'platform/team/member', who gets a direct message; None for nobody."""

    def __init__(self, store: Store, clock: Clock, owner: str | None) -> None:
        self._store = store
        self._clock = clock
        self._owner = owner.split("/", 2) if owner else None

    async def told(self, critic: str, reason: str) -> None:
        """An outage begins, with its reason; with none it is over. Several processes tell once.

        Models of one key fail for one reason: that is told once, and ends for all of them."""
        async with self._store.transaction() as tx:
            if reason:
                await self._begin(tx, critic, reason)
            else:
                await self._end(tx, critic)

    async def _begin(self, tx: Transaction, critic: str, reason: str) -> None:
        now, known = self._clock.now(), await tx.outages.current()
        if not await tx.outages.begin(critic, reason, now):
            return
        log.error("critic is off", critic=critic, why=reason)
        if self._owner and reason not in {why for _, why in known.values()}:
            platform, team, member = self._owner
            found = await tx.teams.ensure(platform, team, "")
            key = f"outage:{critic}:{now:%Y%m%d%H%M%S}"
            place = Place("", None, member)
            await tx.sends.add(key, found.id, place, critics.outage(critic, reason))

    async def _end(self, tx: Transaction, critic: str) -> None:
        known = await tx.outages.current()
        if critic not in known:
            return
        for name, (_, why) in known.items():
            if why == known[critic][1] and await tx.outages.end(name):
                log.info("critic works again", critic=name)
