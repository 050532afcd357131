"""A provider whose key or quota is at fault: kept for the doctor, and its owner told once."""

import structlog

from bot.outbox import Place
from bot.ports import Clock, Store
from bot.wording import critics

log = structlog.get_logger()


class Outages:
    """`owner`: 'platform/team/member', who gets a direct message; None for nobody."""

    def __init__(self, store: Store, clock: Clock, owner: str | None) -> None:
        self._store = store
        self._clock = clock
        self._owner = owner.split("/", 2) if owner else None

    async def told(self, critic: str, reason: str) -> None:
        """An outage begins, with its reason; with none it is over. Several processes tell once."""
        async with self._store.transaction() as tx:
            if not reason:
                if await tx.outages.end(critic):
                    log.info("critic works again", critic=critic)
                return
            now = self._clock.now()
            if not await tx.outages.begin(critic, reason, now):
                return
            log.error("critic is off", critic=critic, why=reason)
            if self._owner:
                platform, team, member = self._owner
                found = await tx.teams.ensure(platform, team, "")
                place = Place("", None, member)
                key = f"outage:{critic}:{now:%Y%m%d%H%M%S}"
                await tx.sends.add(key, found.id, place, critics.outage(critic, reason))
