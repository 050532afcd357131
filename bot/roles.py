"""Who may do what: admins are the platform's, managers are named by an admin.

Admins set up, but are no managers: those are named, and the team is told (PRACTICE_RULES,
'Groups and managers')."""

import datetime as dt
import re

from bot.context import Context
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.message import Call, Message
from bot.model import Member
from bot.outbox import Place
from bot.stores import Transaction
from bot.wording import roles
from bot.wording.basics import named

ADMIN_LASTS = dt.timedelta(hours=1)
"""So long after a command we take an admin for one: buttons and forms do not say who is."""
HOW = "Say whom: /practice manager add @name, /practice manager remove @name, or list."
_MENTION = re.compile(r"<@!?(\w+)(?:\|([^>]*))?>")


class Roles:
    def __init__(self, context: Context) -> None:
        self._c = context

    async def meet(self, tx: Transaction, member: Member, *, admin: bool) -> None:
        """Remembers for a while that the platform calls them an admin, or that it does not."""
        until = self._c.clock.now() + ADMIN_LASTS if admin else None
        if admin or await tx.roles.admin_until(member.id):
            await tx.roles.set_admin(member.id, until)

    async def may_manage(self, tx: Transaction, member: Member, *, admin: bool = False) -> bool:
        """A manager, or who is an admin by this call or was by one of the last hour."""
        if admin or await tx.roles.is_manager(member.id):
            return True
        until = await tx.roles.admin_until(member.id)
        return until is not None and self._c.clock.now() < until

    async def check(self, tx: Transaction, member: Member, what: str, *, admin: bool) -> None:
        """Raises NotAllowed, which says whom to ask; `what` begins its sentence."""
        if not await self.may_manage(tx, member, admin=admin):
            names = [m.name for m in await tx.roles.managers(member.team_id)]
            raise NotAllowed(f"{what} is for this team's managers. {roles.way_on(names)}")

    async def manager(self, tx: Transaction, member: Member, call: Call, rest: str) -> Message:
        """`/practice manager add|remove|list @name`. The team is told once per change."""
        verb, _, who = rest.partition(" ")
        if verb.lower() in ("", "list"):
            return roles.managers([m.name for m in await tx.roles.managers(member.team_id)])
        added = verb.lower() == "add"
        if not (added or verb.lower() == "remove") or not who.strip():
            raise InvalidInput(HOW)
        if not call.admin:
            raise NotAllowed("Managers are named by an admin of this team. Ask one of them.")
        manager = await _named(tx, member.team_id, who.strip())
        if not await tx.roles.set_manager(manager.id, manager=added):
            return roles.unchanged(manager.name, manages=added)
        channels = {t.channel for t in await tx.tracks.of_team(member.team_id)}
        tell = roles.named_manager if added else roles.no_manager
        for channel in sorted(channels):
            key = f"manager:{manager.id}:{call.id}:{channel}"
            told = tell(member.name, manager.name)
            await tx.sends.add(key, member.team_id, Place(channel), told)
        if added and manager.id != member.id:
            place = Place("", None, manager.external_id)
            key = f"manager:{manager.id}:{call.id}"
            await tx.sends.add(key, member.team_id, place, roles.you_manage(member.name))
        return roles.changed(manager.name, added=added, channels=len(channels))


async def _named(tx: Transaction, team_id: int, who: str) -> Member:
    """By a mention such as '<@U1|ada>' or '<@1>', or '@name' of somebody who is known here.

    Raises NotFound or InvalidInput."""
    if found := _MENTION.fullmatch(who):
        known = await tx.members.find(team_id, found[1])
        return known or await tx.members.ensure(team_id, found[1], found[2] or found[1])
    name = who.removeprefix("@").casefold()
    fitting = [m for m in await tx.members.of_team(team_id) if m.name.casefold() == name]
    if not fitting:
        raise NotFound(f"Nobody called {named(who)} has taken part here yet. Mention them.")
    if len(fitting) > 1:
        raise InvalidInput(f"{len(fitting)} members are called {named(who)}. Mention the one.")
    return fitting[0]
