"""Who may do what: admins are the platform's, managers are named by an admin.

Admins set up, but are no managers: those are named, by themselves or by a role of the platform's,
and the team is told (PRACTICE_RULES, 'Groups and managers')."""

import datetime as dt
import re

from bot.context import Context
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.features import Feature
from bot.message import Call, Message
from bot.model import Member
from bot.sending.outbox import Place
from bot.stores import Transaction
from bot.team.stores import ManagerRole
from bot.wording import roles
from bot.wording.basics import called, named

ADMIN_LASTS = dt.timedelta(hours=1)
"""So long after a command we take an admin for one: buttons and forms do not say who is."""
HOW = "Say whom: /practice manager add @name, /practice manager remove @name, or list."
NO_GROUPS = "Not named: only people can be managers here, no groups. Mention each of them."
_MENTION = re.compile(r"<@!?(\w+)(?:\|([^>]*))?>")
_ROLE = re.compile(r"<@&(\w+)(?:\|([^>]*))?>")
_GROUP = re.compile(r"<!(\w+)[^>]*>")
"""How platforms write a member, a role, and a group that is no role ('<!subteam^S1>')."""


class Roles:
    def __init__(self, context: Context) -> None:
        self._c = context

    def feature(self) -> Feature:
        return Feature(commands={"practice manager": self._manager})

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
            names = [called(m.name) for m in await tx.roles.managers(member.team_id)]
            names += map(roles.holders, await _names_of_roles(tx, member.team_id))
            raise NotAllowed(f"{what} is for this team's managers. {roles.way_on(names)}")

    async def _manager(self, tx: Transaction, member: Member, call: Call, rest: str) -> Message:
        """`/practice manager add|remove|list @name`. The team is told once per change."""
        verb, _, who = rest.partition(" ")
        who = who.strip()
        if verb.lower() in ("", "list"):
            names = [called(m.name) for m in await tx.roles.managers(member.team_id)]
            names += map(roles.holders, await _names_of_roles(tx, member.team_id))
            return roles.managers(names)
        added = verb.lower() == "add"
        if not (added or verb.lower() == "remove") or not who:
            raise InvalidInput(HOW)
        if not call.admin:
            raise NotAllowed("Managers are named by an admin of this team. Ask one of them.")
        role = await _role(tx, member.team_id, who)
        if role is not None:
            return await _role_manages(tx, member, call, role, added=added)
        manager = await _named(tx, member.team_id, who)
        if not await tx.roles.set_manager(manager.id, manager=added):
            return roles.unchanged(called(manager.name), manages=added)
        tell = roles.named_manager if added else roles.no_manager
        key = f"manager:{manager.id}:{call.id}"
        news = tell(called(member.name), called(manager.name))
        told = await tell_team(tx, member.team_id, key, news)
        if added and manager.id != member.id:
            place = Place("", None, manager.external_id)
            await tx.sends.add(key, member.team_id, place, roles.you_manage(called(member.name)))
        return roles.changed(called(manager.name), added=added, told=told)


async def _role_manages(
    tx: Transaction, member: Member, call: Call, role: ManagerRole, *, added: bool
) -> Message:
    """Where the platform tells no roles, nobody would be seen with it. Raises InvalidInput."""
    if added and not call.person.roles:
        raise InvalidInput(NO_GROUPS)
    if not await tx.roles.set_manager_role(member.team_id, role, manager=added):
        return roles.unchanged(roles.holders(role.name), manages=added)
    key = f"manager:role:{role.role}:{call.id}"
    tell = roles.named_role if added else roles.no_role
    told = await tell_team(tx, member.team_id, key, tell(called(member.name), role.name))
    return roles.changed(roles.holders(role.name), added=added, told=told)


async def tell_team(tx: Transaction, team_id: int, key: str, message: Message) -> bool:
    """In every channel of its tracks, once per key; False where there is none."""
    channels = sorted({t.channel for t in await tx.tracks.of_team(team_id)})
    for channel in channels:
        await tx.sends.add(f"{key}:{channel}", team_id, Place(channel), message)
    return bool(channels)


async def _names_of_roles(tx: Transaction, team_id: int) -> list[str]:
    return [role.name for role in await tx.roles.manager_roles(team_id)]


async def _role(tx: Transaction, team_id: int, who: str) -> ManagerRole | None:
    """By a mention such as '<@&7|mentors>', or by the name of one that manages already.

    None where a member is meant. Raises InvalidInput."""
    if _GROUP.fullmatch(who):
        raise InvalidInput(NO_GROUPS)
    if found := _ROLE.fullmatch(who):
        return ManagerRole(found[1], named(found[2] or found[1]))
    name = who.removeprefix("@").casefold()
    known = await tx.roles.manager_roles(team_id)
    return next((role for role in known if role.name.casefold() == name), None)


async def _named(tx: Transaction, team_id: int, who: str) -> Member:
    """By a mention such as '<@U1|ada>' or '<@1>', or '@name' of somebody who is known here.

    Raises NotFound or InvalidInput."""
    if found := _MENTION.fullmatch(who):
        known = await tx.members.find(team_id, found[1])
        name = (known.name if known else "") or found[2] or ""
        return await tx.members.ensure(team_id, found[1], name)
    name = who.removeprefix("@").casefold()
    fitting = [m for m in await tx.members.of_team(team_id) if m.name.casefold() == name]
    if not fitting or not name:  # '' is what those are called whose name nobody told us
        raise NotFound(f"Nobody called {named(who)} has taken part here yet. Mention them.")
    if len(fitting) > 1:
        raise InvalidInput(f"{len(fitting)} members are called {named(who)}. Mention one of them.")
    return fitting[0]
