"""How long texts are kept: `/practice retention`, and the task that blanks older ones each day.

What follows from a text stays: days, verdicts, cards and standings. What a platform shows of it is
the platform's to keep."""

import datetime as dt
from collections.abc import Mapping

import structlog

from bot.context import Context
from bot.errors import InvalidInput
from bot.features import Feature
from bot.message import Call, Reply
from bot.model import Member, Team
from bot.stores import Transaction
from bot.team.roles import tell_team
from bot.wording import privacy
from bot.wording.basics import called

log = structlog.get_logger()

LEAST, MOST = 7, 3650
"""Days. A provisional review is replaced within a week at the latest, and needs the text."""
EVERY = dt.timedelta(days=1)
BATCH = 200


class Retention:
    def __init__(self, context: Context) -> None:
        self._c = context
        self._last = dt.datetime.min.replace(tzinfo=dt.UTC)

    def feature(self) -> Feature:
        return Feature(commands={"practice retention": self._command})

    async def tick(self) -> None:
        """To be called often; once a day it asks for the task, and so does any other process."""
        now = self._c.clock.now()
        if now - self._last >= EVERY:
            async with self._c.store.transaction() as tx:
                await tx.jobs.enqueue("retain", {}, key="retain")
            self._last = now

    async def retain(self, args: Mapping[str, int | str]) -> None:
        """Task: blanks what is older than its team keeps it."""
        async with self._c.store.reading() as tx:
            teams = await tx.teams.everywhere()
        for team in teams:
            days = kept_days(team, self._c)
            if days:
                await self._blank(team.id, self._c.clock.now() - dt.timedelta(days=days))

    async def _blank(self, team_id: int, before: dt.datetime) -> None:
        """In batches, one transaction each, so that nobody waits long for it."""
        found = BATCH
        while found:
            async with self._c.store.transaction() as tx:
                found = await tx.personal.blank(team_id, before, BATCH)
        log.info("old texts are blanked", team=team_id, before=str(before))

    async def _command(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        team = await tx.teams.get(member.team_id)
        if not rest:
            return privacy.retention(kept_days(team, self._c))
        days = _days(rest)
        if days == kept_days(team, self._c):
            return privacy.retention(days)
        await tx.personal.keep(team.id, days)
        told = await self._told(tx, member, call, days)
        await tx.jobs.enqueue("retain", {}, key="retain")
        return privacy.retention_set(days, told=told)

    async def _told(self, tx: Transaction, member: Member, call: Call, days: int) -> bool:
        message = privacy.retention_changed(called(member.name), days)
        return await tell_team(tx, member.team_id, f"retention:{call.id}", message)


def kept_days(team: Team, context: Context) -> int:
    """How many days the team's texts are kept; 0 for ever."""
    return context.rules.keep_days if team.keep_days is None else team.keep_days


def _days(text: str) -> int:
    """Raises InvalidInput."""
    words = text.lower().split()
    if words == ["forever"]:
        return 0
    number, unit = words[0], words[1:]
    fits = number.isdecimal() and len(number) < 5 and unit in ([], ["days"])
    if not fits or not LEAST <= int(number) <= MOST:
        raise InvalidInput(privacy.no_such_time(text, LEAST, MOST))
    return int(number)
